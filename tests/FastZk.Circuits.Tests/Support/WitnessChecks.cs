using FastZk.Circuits.Fill;
using FastZk.Circuits.Preprocessed;
using FastZk.Circuits.Tables;
using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark;
using FastZk.Stark.Check;
using FastZk.Stark.Commit;
using FastZk.Stark.Security;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tests;

/// <summary>Records a run, builds its witness, and checks every constraint and every bus on the plain rows. Cells can be read and forged.</summary>
internal sealed class WitnessChecks : IDisposable
{
    public static readonly Profile Profile = Profile.Fast;

    public static readonly ProverContext Context = new(BufferPool.Shared, new WorkerSet(2));

    private static readonly Lazy<FixedCommitment>[] Circuits =
        [.. Rv32Circuit.System.SystemSets.Select(s => new Lazy<FixedCommitment>(() => FixedTables.BuildCircuit(Context, Profile, s.MinLogTop)))];

    /// <param name="image">the program.</param>
    /// <param name="input">its input.</param>
    /// <param name="leastLogTop">log2 of the least height of the highest table; <see cref="Rv32Circuit.LogSlender"/> asks for the slender tables range and bytes, less than
    /// <see cref="Rv32Circuit.LogWide"/> for those of a few entries, whose counts forgeries cannot adapt.</param>
    public WitnessChecks(ElfImage image, ReadOnlySpan<byte> input, int leastLogTop = Rv32Circuit.LogWide)
    {
        Image = image;
        Trace = Recorder.Record(image, input, new ExecutionOptions { MaxCycles = 1 << 22 }, Context.Pool, default);
        ExitCode = Trace.ExitCode;
        Journal = Trace.Journal;
        Rows = WitnessBuilder.RowCounts(image, Trace, Profile, leastLogTop);
        Heights = WitnessBuilder.LogHeights(Profile, Rows);
        Witness = WitnessBuilder.Build(Context, image, Trace, Rows, Heights);
        Program = FixedTables.BuildProgram(Context, Profile, image);
    }

    public ElfImage Image { get; }
    public ExecutionTrace Trace { get; }
    public int[] Rows { get; }
    public sbyte[] Heights { get; }
    public Witness Witness { get; }
    public FixedCommitment Program { get; }

    /// <summary>The circuit's tree for the height of the highest table.</summary>
    public FixedCommitment Circuit => CircuitAt(Heights.Max());

    /// <summary>The exit code claimed; the run's own unless a test claims another.</summary>
    public uint ExitCode { get; set; }

    /// <summary>The journal claimed; the run's own unless a test claims another.</summary>
    public byte[] Journal { get; set; }

    /// <summary>The circuit's tree for proofs whose highest table has 2^logTop rows.</summary>
    public static FixedCommitment CircuitAt(int logTop) =>
        Circuits[Rv32Circuit.System.SystemSetAt(logTop)].Value;

    /// <summary>The table that range or bytes is in a proof of these heights.</summary>
    /// <param name="heights">heights of all tables.</param>
    /// <param name="id"><see cref="Rv32Circuit.Range"/>, <see cref="Rv32Circuit.Bytes"/>, or any other table, which is itself.</param>
    public static int Present(ReadOnlySpan<sbyte> heights, int id) => id switch
    {
        Rv32Circuit.Range when heights[id] < 0 => Rv32Circuit.RangeWide,
        Rv32Circuit.Bytes when heights[id] < 0 => Rv32Circuit.BytesWide,
        _ => id,
    };

    /// <summary>Rows in which the constraints of a table hold.</summary>
    public int ActiveRows(int table) => Profile.ActiveRows(Heights[table]);

    public ColumnMatrix? Fixed(int table) => Program.Values(table) ?? Circuit.Values(table);

    public ColumnMatrix Main(int table) => Witness.Tables.Single(t => t.Table == table).Main;

    public bool Has(int table) => Heights[table] >= 0;

    /// <summary>The declared cells of a row.</summary>
    public Fp[] Row(int table, int row)
    {
        var main = Main(table);
        return [.. Enumerable.Range(0, Rv32Circuit.System.Tables[table].DeclaredMain).Select(c => Fp.FromRawUnchecked(main.Column(c)[row]))];
    }

    /// <summary>The preprocessed cells of a row.</summary>
    public Fp[] FixedRow(int table, int row) =>
        Fixed(table) is { } f ? [.. Enumerable.Range(0, f.Columns).Select(c => Fp.FromRawUnchecked(f.Column(c)[row]))] : [];

    public uint Get(int table, int row, string column) => Fp.FromRawUnchecked(Main(table).Column(TableText.Of(table)[column])[row]).ToUInt32();

    /// <summary>Forges a cell; negative values are taken mod p.</summary>
    public void Set(int table, int row, string column, long value) => Main(table).Column(TableText.Of(table)[column])[row] = Fp.FromInt64(value).Raw;

    public IReadOnlyList<Violation> Violations() =>
        [.. Witness.Tables.SelectMany(t => RowChecker.Check(Rv32Circuit.System.Tables[t.Table], t.Main, Fixed(t.Table), ActiveRows(t.Table), int.MaxValue))];

    public IReadOnlyList<Imbalance> Imbalances(int max = 10)
    {
        var checker = new BusChecker();
        foreach (var t in Witness.Tables)
        {
            checker.Add(Rv32Circuit.System.Tables[t.Table], t.Main, Fixed(t.Table), ActiveRows(t.Table));
        }

        checker.AddPublic(Bus.State, 1, Image.Entry, 0);
        checker.AddPublic(Bus.State, -1, ProgramRow.Nowhere, 0);
        checker.AddPublic(Bus.Public, -1, EcallTable.PublicExit, ExitCode & 0xFFFF, ExitCode >> 16);
        for (var i = 0; i < Journal.Length; i++)
        {
            checker.AddPublic(Bus.Public, -1, EcallTable.PublicJournal, (uint)i, Journal[i]);
        }

        return checker.Imbalances(max);
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
