using FastZk.Bench.Cases;
using FastZk.Circuits;
using FastZk.Circuits.Fill;
using FastZk.Field;
using FastZk.Hash;
using FastZk.Memory;
using FastZk.Stark;
using FastZk.Stark.Air;
using FastZk.Stark.Commit;
using FastZk.Stark.Lookup;
using FastZk.Stark.Opening;
using FastZk.Stark.Proof;
using FastZk.Stark.Quotient;
using FastZk.Stark.Security;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Bench.Stages;

/// <summary>
/// One real proof, stage by stage: every result is made when it is first asked for and kept, and each stage can be run again on what comes before it.
/// The only place of the benchmarks that knows how the prover's parts fit together; the order is StarkProver's.
/// </summary>
internal sealed class ProofStages : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly GuestProgram _program;
    private readonly RunStatement _statement;
    private readonly Randomness _randomness;
    private readonly Fp5[] _masks, _productMasks;
    private Witness? _witness;
    private StageCommitment? _main, _auxiliary, _pieces;
    private ColumnMatrix?[]? _auxiliaryColumns;
    private ColumnMatrix? _quotient;
    private OpeningList? _openings;
    private Dictionary<int, PointEvaluator>? _points;
    private Fp5[]? _values;

    public ProofStages(GuestCase c, Profile profile, int threads)
    {
        Case = c;
        Profile = profile;
        Context = new(Own(new BufferPool()), Own(new WorkerSet(threads)));
        _program = Own(GuestProgram.Load(c.Elf()));
        Trace = Own(Record());
        Rows = WitnessBuilder.RowCounts(Image, Trace, profile);
        Heights = WitnessBuilder.LogHeights(profile, Rows);
        Shape = ProofShape.Create(Rv32Circuit.System, profile, Heights, RunStatement.TuplesOf(Trace.Journal.Length), out var reason) ?? throw new InvalidOperationException(reason);
        _statement = new(_program.Key.Bytes, _program.Key.Entry, Trace.ExitCode, Trace.Journal);
        Program = _program.Commitment(Context, profile, out var owned);
        if (owned is not null)
        {
            Own(owned);
        }

        Circuit = CircuitKeys.Of(Context, profile, Shape.LogTop);
        _randomness = Own(new Randomness(new byte[32]));
        _masks = new Fp5[Shape.System.Tables.Length];
        _productMasks = new Fp5[Shape.System.Tables.Length];
        Transcript = new(Shape, _statement.Statement, Program.Root, Circuit.Root);
        var transcript = Transcript;
        Challenge = new(transcript.Challenge("alpha"u8), transcript.Challenge("beta"u8), Shape.System.LongestMessage);
        Gamma = transcript.Challenge("gamma"u8);
        Lambda = transcript.Challenge("lambda"u8);
        Zeta = transcript.Point(Shape);
        Indexes = new int[Shape.Parameters.Queries];
        transcript.Indexes(Shape.LogTop + profile.LogBlowup, Indexes);
    }

    public GuestCase Case { get; }

    public Profile Profile { get; }

    public ProverContext Context { get; }

    public ElfImage Image => _program.Elf;

    public ExecutionTrace Trace { get; }

    /// <summary>Rows in use by table id.</summary>
    public int[] Rows { get; }

    public sbyte[] Heights { get; }

    public ProofShape Shape { get; }

    public FixedCommitment Program { get; }

    public FixedCommitment Circuit { get; }

    /// <summary>Holds the statement and nothing else: a copy gives the same challenges each time.</summary>
    public ProtocolTranscript Transcript { get; }

    public LogUpChallenge Challenge { get; }

    public Fp5 Gamma { get; }

    public Fp5 Lambda { get; }

    public Fp5 Zeta { get; }

    public int[] Indexes { get; }

    public Witness Witness => _witness ??= FilledWitness();

    public StageCommitment Main => _main ??= Own(CommitMain());

    public ColumnMatrix[] AuxiliaryColumns => (_auxiliaryColumns ??= [.. Witness.Tables.Select(w => Own(GenerateAuxiliary(w)))])!;

    public StageCommitment Auxiliary => _auxiliary ??= Own(CommitAuxiliary());

    public ColumnMatrix Quotient => _quotient ??= Own(BuildQuotient());

    public StageCommitment Pieces => _pieces ??= Own(CommitPieces());

    public OpeningList Openings => _openings ??= Own(OpeningList.Of(Context.Pool, Shape, Fixed, Main, Auxiliary, Pieces));

    public IReadOnlyDictionary<int, PointEvaluator> Points => _points ??= OwnAll(MakePoints());

    /// <summary>All opened columns at ζ and ζ·g.</summary>
    public Fp5[] Values => _values ??= EvaluateAll(Points);

    public ExecutionTrace Record() => Recorder.Record(Image, Case.Input, ExecutionOptions.Default, Context.Pool, default);

    public Witness FillTables() => WitnessBuilder.Build(Context, Image, Trace, Rows, Heights);

    public StageCommitment CommitMain() => Commit(Witness.Tables.Select(w => new StageTable(w.Table, w.LogHeight, w.Main, Shape.Table(w.Table).NextColumns)), RandomPurpose.SaltMain);

    public ColumnMatrix GenerateAuxiliary(WitnessTable w)
    {
        var table = Shape.Table(w.Table);
        var columns = new ColumnMatrix(Context.Pool, 1L << w.LogHeight, table.AuxiliaryColumns);
        AuxiliaryTrace.Generate(Context, table, w.LogHeight, Profile.ActiveRows(w.LogHeight), w.Main,
            Program.Values(w.Table) ?? Circuit.Values(w.Table), Challenge, _randomness, columns);
        return columns;
    }

    public ColumnMatrix BuildQuotient() => QuotientBuilder.Build(Context, Shape, Fixed, Main, Auxiliary, Challenge, Gamma, Totals(), Products());

    public StageCommitment CommitPieces() => QuotientPieces.Commit(Context, Shape, Quotient, _randomness);

    public Dictionary<int, PointEvaluator> MakePoints() =>
        Openings.Select(o => o.LogHeight).Distinct().ToDictionary(log => log, log => new PointEvaluator(Context, Profile, log, Zeta));

    public Fp5[] EvaluateAll(IReadOnlyDictionary<int, PointEvaluator> points) => OpeningValues.Evaluate(Context, Openings, log => points[log]);

    public ColumnMatrix BuildCodeword() => DeepCodeword.Build(Context, Shape, Openings, Values, Lambda, Points, Pieces.Table(0)!.Extension, QuotientPieces.RandomColumn);

    public void OpenTrees(SectionList sections)
    {
        foreach (var stage in new[] { Program.Stage, Circuit.Stage, Main, Auxiliary, Pieces })
        {
            TreeOpener.Open(Shape, stage, Indexes, sections);
        }
    }

    public SaltSource Salts(int logHeight) => _randomness.Salts(RandomPurpose.SaltMain, logHeight);

    public void Dispose()
    {
        _witness?.Dispose();
        for (var i = _owned.Count - 1; i >= 0; i--)
        {
            _owned[i].Dispose();
        }
    }

    private ExtendedTable? Fixed(int id) => Program.Stage.Table(id) ?? Circuit.Stage.Table(id);

    private StageCommitment CommitAuxiliary() => Commit(Witness.Tables.Zip(AuxiliaryColumns, (w, columns) =>
        new StageTable(w.Table, w.LogHeight, columns, [.. Enumerable.Range(Shape.Table(w.Table).SumColumn, Shape.Table(w.Table).NextAuxiliaryColumns)])), RandomPurpose.SaltAuxiliary);

    private StageCommitment Commit(IEnumerable<StageTable> tables, RandomPurpose salts) =>
        StageCommitment.Build(Context, Profile, Shape.System.Tables.Length, [.. tables], log => _randomness.Salts(salts, log), secret: true);

    // Anything behind the active rows will do for a proof that nobody verifies; random words cost what they cost in a real one.
    private Witness FilledWitness()
    {
        var witness = FillTables();
        foreach (var w in witness.Tables)
        {
            var table = Shape.Table(w.Table);
            var active = Profile.ActiveRows(w.LogHeight);
            for (var c = 0; c < table.MainColumns; c++)
            {
                using var stream = _randomness.Stream(RandomPurpose.MainRows, w.Table, c);
                stream.FillFieldElements(w.Main.Column(c)[(c < table.DeclaredMain ? active : 0)..]);
            }

            _masks[w.Table] = Five(w.Main, 0, active);
            _productMasks[w.Table] = table.Pairs.Length > 0 ? Five(w.Main, CompiledTable.MaskColumns, active) : Fp5.One;
        }

        return witness;
    }

    // What a table's last constraint demands: the sum of all its fractions, masked.
    private Fp5[] Totals()
    {
        var totals = new Fp5[Shape.System.Tables.Length];
        foreach (var (w, columns) in Witness.Tables.Zip(AuxiliaryColumns))
        {
            totals[w.Table] = Five(columns, Shape.Table(w.Table).SumColumn, Profile.ActiveRows(w.LogHeight)) + _masks[w.Table];
        }

        return totals;
    }

    // The same for the product of all its pairs.
    private Fp5[] Products()
    {
        var products = new Fp5[Shape.System.Tables.Length];
        foreach (var (w, columns) in Witness.Tables.Zip(AuxiliaryColumns).Where(p => Shape.Table(p.First.Table).Pairs.Length > 0))
        {
            products[w.Table] = Five(columns, Shape.Table(w.Table).ProductColumn, Profile.ActiveRows(w.LogHeight)) * _productMasks[w.Table];
        }

        return products;
    }

    private static Fp5 Five(ColumnMatrix columns, int first, int row) =>
        Fp5.FromRawUnchecked([.. Enumerable.Range(first, Fp5.Degree).Select(c => columns.Column(c)[row])]);

    private T Own<T>(T owned) where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    private Dictionary<int, PointEvaluator> OwnAll(Dictionary<int, PointEvaluator> points)
    {
        _owned.AddRange(points.Values);
        return points;
    }
}
