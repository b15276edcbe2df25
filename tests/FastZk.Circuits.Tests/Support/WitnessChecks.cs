using FastZk.Circuits.Fill;
using FastZk.Circuits.Preprocessed;
using FastZk.Circuits.Tables;
using FastZk.Memory;
using FastZk.Stark;
using FastZk.Stark.Check;
using FastZk.Stark.Commit;
using FastZk.Stark.Security;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tests;

/// <summary>Records a run, builds its witness, and checks every constraint and every bus on the plain rows.</summary>
internal sealed class WitnessChecks : IDisposable
{
    public static readonly ProverContext Context = new(BufferPool.Shared, new WorkerSet(2));

    public static readonly FixedCommitment Circuit = FixedTables.BuildCircuit(Context, Profile.Fast);

    public WitnessChecks(ElfImage image, ReadOnlySpan<byte> input)
    {
        Image = image;
        Trace = Recorder.Record(image, input, new ExecutionOptions { MaxCycles = 1 << 22 }, Context.Pool, default);
        Rows = WitnessBuilder.RowCounts(image, Trace);
        Heights = WitnessBuilder.LogHeights(Profile.Fast, Rows);
        Witness = WitnessBuilder.Build(Context, image, Trace, Heights);
        Program = FixedTables.BuildProgram(Context, Profile.Fast, image);
    }

    public ElfImage Image { get; }
    public ExecutionTrace Trace { get; }
    public int[] Rows { get; }
    public sbyte[] Heights { get; }
    public Witness Witness { get; }
    public FixedCommitment Program { get; }

    public ColumnMatrix? Fixed(int table) => Program.Values(table) ?? Circuit.Values(table);

    public IReadOnlyList<Violation> Violations() =>
        [.. Witness.Tables.SelectMany(t => RowChecker.Check(Rv32Circuit.System.Tables[t.Table], t.Main, Fixed(t.Table), Profile.Fast.ActiveRows(t.LogHeight)))];

    public IReadOnlyList<Imbalance> Imbalances()
    {
        var checker = new BusChecker();
        foreach (var t in Witness.Tables)
        {
            checker.Add(Rv32Circuit.System.Tables[t.Table], t.Main, Fixed(t.Table), Profile.Fast.ActiveRows(t.LogHeight));
        }

        checker.AddPublic(Bus.State, 1, Image.Entry, 0);
        checker.AddPublic(Bus.Public, -1, EcallTable.PublicExit, Trace.ExitCode & 0xFFFF, Trace.ExitCode >> 16);
        for (var i = 0; i < Trace.Journal.Length; i++)
        {
            checker.AddPublic(Bus.Public, -1, EcallTable.PublicJournal, (uint)i, Trace.Journal[i]);
        }

        return checker.Imbalances(10);
    }

    public void AssertSound()
    {
        Assert.Empty(Violations());
        Assert.Empty(Imbalances());
    }

    public void Dispose()
    {
        Witness.Dispose();
        Trace.Dispose();
        Program.Dispose();
    }
}
