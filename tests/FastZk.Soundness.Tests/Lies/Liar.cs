using FastZk.Memory;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>All that lying about one program takes: its honest run, a machine, and a judge. For one thread.</summary>
internal sealed class Liar : IDisposable
{
    private readonly Draft _draft;
    private readonly LyingMachine _machine;
    private readonly Filler _filler;
    private readonly Judge _judge;
    private readonly HonestStep[] _steps;
    private readonly (LieKind Kind, int[] Steps)[] _sorts;

    public Liar(LyingProgram program, BufferPool pool)
    {
        Program = program;
        _draft = new(pool);
        Lookups = new(program.Image);
        _filler = new(program, pool, Lookups.Has);
        var first = new LyingMachine(program, _draft) { Steps = [] };
        first.Run(default, int.MaxValue);
        if (_draft.Derailed)
        {
            throw new InvalidOperationException("The honest run does not exit.");
        }

        _steps = [.. first.Steps];
        program.ExitPc = program.Image.CodeBase + 4 * _steps[^1].Index;
        _filler.Fill(_draft, Rows, null);
        _judge = new(program, Lookups, Rows, _draft.ExitCode, _draft.Journal);
        _machine = new(program, _draft);
        _sorts = [.. LieKinds.All.SelectMany(k => StepsFor(k).GroupBy(s => LieKinds.Name(k, _steps[s])).Select(g => (k, g.ToArray())))];
    }

    public LyingProgram Program { get; }
    public Lookups Lookups { get; }

    /// <summary>The rows of the last lie.</summary>
    public ForgedRows Rows { get; } = new();

    /// <summary>The claim of the last lie.</summary>
    public (uint ExitCode, byte[] Journal) Claim => (_draft.ExitCode, [.. _draft.Journal]);

    /// <summary>Whether the last lie led to where the machine could not go on.</summary>
    public bool Derailed => _draft.Derailed;

    /// <summary>A lie of some kinds, or of any when null; null when the program has no step for it. All sorts are as likely, however many steps they suit.</summary>
    public Lie? Draw(IReadOnlyCollection<LieKind>? kinds, SplitMix random)
    {
        var sorts = kinds is null ? _sorts : [.. _sorts.Where(s => kinds.Contains(s.Kind))];
        if (sorts.Length == 0)
        {
            return null;
        }

        var (kind, steps) = random.Pick(sorts);
        return new(kind, random.Pick(steps), random.NextWord());
    }

    /// <summary>The name that a lie is counted under.</summary>
    public string Name(Lie lie) => LieKinds.Name(lie.Kind, _steps[lie.Step]);

    /// <summary>Hands out the lookups of a row.</summary>
    public void VisitLookups(int table, ReadOnlySpan<uint> row, LookupVisitor visit) => _judge.VisitLookups(table, row, visit);

    /// <summary>Runs a lie, fills the rows and judges them.</summary>
    /// <param name="lie">the lie.</param>
    /// <param name="solve">whether free cells are looked for that make the lie stand.</param>
    /// <param name="complaints">gets all that is wrong; null where speed matters.</param>
    public Findings Tell(Lie lie, bool solve, Complaints? complaints = null)
    {
        _draft.Reset();
        _machine.Run(lie, 2 * _steps.Length + 100);
        _filler.Fill(_draft, Rows, solve ? lie.Choice : null);
        return _judge.Weigh(Rows, _draft.ExitCode, _draft.Journal, complaints);
    }

    /// <summary>Judges the honest run with its rows rearranged.</summary>
    public Findings TellHonestly(Action<ForgedRows> rearrange)
    {
        _draft.Reset();
        _machine.Run(default, int.MaxValue);
        _draft.RowEdits.Add(rearrange);
        _filler.Fill(_draft, Rows, null);
        return _judge.Weigh(Rows, _draft.ExitCode, _draft.Journal, null);
    }

    private IEnumerable<int> StepsFor(LieKind kind) => LieKinds.IsOfTheRun(kind) ? [0]
        : Enumerable.Range(0, _steps.Length).Where(s => LieKinds.Suits(kind, _steps[s], s + 1 < _steps.Length ? _steps[s + 1] : null));

    public void Dispose()
    {
        _filler.Dispose();
        _draft.Dispose();
    }
}
