using BenchmarkDotNet.Attributes;
using FastZk.Bench.Limits;
using FastZk.Memory;
using FastZk.Stark.Commit;

namespace FastZk.Bench.Stages;

/// <summary>
/// Low-degree extension of all main and auxiliary columns, overflow coset included; target memory is warm. Limit: field arithmetic, a multiplication and two additions
/// a butterfly. Constant twiddle factors save a sixth of the multiplication, so a little more than the limit is possible; memory traffic is 12 bytes a cell.
/// </summary>
public unsafe class LdeBenchmarks : StageBenchmarks
{
    private readonly Dictionary<int, ColumnExtender> _extenders = [];
    private readonly List<(int Log, nint From, nint To, nint Overflow)> _columns = [];
    private readonly List<ColumnMatrix> _targets = [];
    private ColumnMatrix _scratch = null!;

    [Benchmark(Description = "low-degree extension")]
    public void Extend() => Stages.Context.Workers.For(_columns.Count, (i, worker) =>
    {
        var (log, from, to, overflow) = _columns[i];
        var extender = _extenders[log];
        var coefficients = _scratch.Pointer(worker);
        extender.Interpolate((uint*)from, coefficients);
        extender.Evaluate(coefficients, (uint*)to, tiled: true);
        extender.PrepareOverflow(coefficients);
        extender.EvaluateOverflow(coefficients, (uint*)overflow, next: false);
    });

    public override void Cleanup()
    {
        foreach (var d in _extenders.Values.Concat<IDisposable>(_targets).Append(_scratch))
        {
            d.Dispose();
        }

        base.Cleanup();
    }

    private protected override void Prepare()
    {
        var (pool, profile) = (Stages.Context.Pool, Stages.Profile);
        foreach (var (log, from) in Stages.Witness.Tables.Select(w => (w.LogHeight, w.Main)).Concat(Stages.Witness.Tables.Zip(Stages.AuxiliaryColumns, (w, columns) => (w.LogHeight, columns)))
            .OrderByDescending(x => x.LogHeight))
        {
            var to = new ColumnMatrix(pool, 1L << (log + profile.LogBlowup), from.Columns, zeroed: true);
            var overflow = new ColumnMatrix(pool, profile.Overflow, from.Columns);
            _targets.AddRange([to, overflow]);
            if (!_extenders.ContainsKey(log))
            {
                _extenders.Add(log, new(pool, profile, log));
            }

            _columns.AddRange(Enumerable.Range(0, from.Columns).Select(c => (log, (nint)from.Pointer(c), (nint)to.Pointer(c), (nint)overflow.Pointer(c))));
        }

        _scratch = new(pool, Stages.Shape.Top, Stages.Context.Workers.Threads);
    }

    private protected override StageWork Work()
    {
        double cells = 0, butterflies = 0;
        var demand = new Demand();
        foreach (var t in Stages.Shape.Present)
        {
            var log = Stages.Shape.LogHeight(t.Id);
            var columns = t.MainColumns + t.AuxiliaryColumns;
            cells += (double)columns * (1L << log);
            butterflies += Counts.Butterflies(columns * (1 + Stages.Profile.Blowup), log);
            demand += Counts.Extension(columns, log, Stages.Profile.LogBlowup) + new Demand { Products = (double)columns * (1L << log) };
        }

        return new(demand, (cells, "cells"), (butterflies, "butterflies"));
    }
}
