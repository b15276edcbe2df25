using FastZk.Bench.Cases;
using FastZk.Bench.Common;
using FastZk.Circuits;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Stark.Security;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Bench.Layout;

/// <summary>Where the cells of a run go, and how many it would take with other layouts, all from the rows of the recorded run.</summary>
internal sealed class LayoutStudy
{
    private readonly ProofShape _shape;
    private readonly int[] _rows;
    private readonly List<TablePart> _parts;

    public LayoutStudy(GuestCase c, Profile profile)
    {
        Name = c.Name;
        var image = ElfImage.Load(c.Elf());
        using var trace = Recorder.Record(image, c.Input, ExecutionOptions.Default, BufferPool.Shared, default);
        Cycles = trace.Cycles;
        _rows = WitnessBuilder.RowCounts(image, trace, profile);
        _shape = ProofShape.Create(Rv32Circuit.System, profile, WitnessBuilder.LogHeights(profile, _rows), RunStatement.TuplesOf(trace.Journal.Length), out var reason)
            ?? throw new InvalidOperationException(reason);
        _parts = [.. _shape.Present.GroupBy(t => t.Table).Select(g => TablePart.Of(g.First(), g.Sum(t => (long)_rows[t.Id])))];
    }

    public string Name { get; }

    public long Cycles { get; }

    /// <summary>Cells of all kinds: what is committed for this run.</summary>
    public long Cells => Sum(t => t.MainColumns + t.AuxiliaryColumns) + Quotient;

    private long Quotient => Heights.Quotient(_shape.Profile, _shape.LogTop);

    private int OpenedColumns => _shape.Present.Sum(t => t.MainColumns + t.AuxiliaryColumns);

    /// <summary>Cells a cycle: main and LogUp columns in use, their padding, quotient; then preprocessed cells, which are committed once a program.</summary>
    public IEnumerable<string> Kinds()
    {
        long main = Used(t => t.MainColumns), logUp = Used(t => t.AuxiliaryColumns);
        double[] all = [main, logUp, Sum(t => t.MainColumns) - main, Sum(t => t.AuxiliaryColumns) - logUp, Quotient, Cells, Sum(t => t.FixedColumns)];
        return all.Select(x => Numbers.Fixed(x / Cycles, 1)).Append(Numbers.Percent((all[2] + all[3]) / (all[5] - all[4])));
    }

    /// <summary>Relative change of committed cells, and of the bytes of opened rows, with at most so many instances of a class.</summary>
    public (double Cells, double Bytes) Instances(int most)
    {
        var (cells, columns, _) = Heights.Best(_shape.Profile, _parts, most, Now);
        return Change(cells, columns);
    }

    /// <summary>The same with fractions in place of pairs, the heights being those of this run.</summary>
    public (double Cells, double Bytes) WithoutPairs() => Recount(p => p.Main + p.AuxiliaryWithoutPairs);

    /// <summary>The same with more fractions in a column, whatever blow-up their degree asks for.</summary>
    public (double Cells, double Bytes) Density(int fractions) => Recount(p => p.Main + p.Auxiliary(fractions));

    /// <summary>An upper bound of what one table for two declarations saves, for each pair that occurs.</summary>
    public IEnumerable<(string Pair, double Change)> Merges()
    {
        var before = Heights.Best(_shape.Profile, _parts, Rv32Circuit.Instances, Now).Cells;
        for (var i = 0; i < _parts.Count; i++)
        {
            for (var j = i + 1; j < _parts.Count; j++)
            {
                var (a, b) = (_parts[i], _parts[j]);
                if (a.Fixed == 0 && b.Fixed == 0)
                {
                    var merged = a.MergedWith(b);
                    yield return (merged.Name, (double)(Heights.Best(_shape.Profile, [.. _parts.Where(p => p != a && p != b), merged], Rv32Circuit.Instances, Now).Cells - before) / Cells);
                }
            }
        }
    }

    /// <summary>Operations of constraints and multiplicities as declared and steps of the compiled programs, over all tables present and for each cycle.</summary>
    public IEnumerable<string> Steps()
    {
        long declared = 0, steps = 0, rowDeclared = 0, rowSteps = 0;
        foreach (var t in _shape.Present)
        {
            var memo = new Dictionary<Expression, long>(ReferenceEqualityComparer.Instance);
            var d = t.RowConstraints.Concat(t.TransitionConstraints).Select(c => c.Value).Concat(t.Table.Interactions.Select(i => i.IsSend ? i.Multiplicity : -i.Multiplicity)).Sum(e => Operations(e, memo));
            declared += d;
            steps += t.ConstraintProgram.Steps.Length;
            rowDeclared += d * _rows[t.Id];
            rowSteps += (long)t.ConstraintProgram.Steps.Length * _rows[t.Id];
        }

        return [$"{declared}", $"{steps}", Numbers.Fixed((double)rowDeclared / Cycles, 1), Numbers.Fixed((double)rowSteps / Cycles, 1)];
    }

    private static int Now(TablePart p) => p.Main + p.Auxiliary(2);

    private (double Cells, double Bytes) Recount(Func<TablePart, int> columns)
    {
        var by = _parts.ToDictionary(p => p.Name, columns);
        return Change(Sum(t => by[t.Table.Name]) + Quotient, _shape.Present.Sum(t => by[t.Table.Name]));
    }

    private (double Cells, double Bytes) Change(long cells, int columns) =>
        ((double)(cells - Cells) / Cells, 4.0 * _shape.Parameters.Queries * (columns - OpenedColumns));

    private long Sum(Func<CompiledTable, int> columns) => _shape.Present.Sum(t => (long)columns(t) << _shape.LogHeight(t.Id));

    private long Used(Func<CompiledTable, int> columns) => _shape.Present.Sum(t => (long)columns(t) * _rows[t.Id]);

    // As a tree: what evaluating every expression by itself would take.
    private static long Operations(Expression e, Dictionary<Expression, long> memo)
    {
        if (e.Left is null)
        {
            return 0;
        }

        if (!memo.TryGetValue(e, out var n))
        {
            n = 1 + Operations(e.Left, memo) + Operations(e.Right!, memo);
            memo.Add(e, n);
        }

        return n;
    }
}
