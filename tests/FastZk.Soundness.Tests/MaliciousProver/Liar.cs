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
    private readonly int[][] _suiting;
    private readonly LieKind[] _kinds;

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
        _suiting = new int[LieKinds.All.Count + 1][];
        foreach (var k in LieKinds.All)
        {
            _suiting[(int)k] = LieKinds.IsOfTheRun(k) ? [0]
                : [.. Enumerable.Range(0, _steps.Length).Where(s => LieKinds.Suits(k, _steps[s], s + 1 < _steps.Length ? _steps[s + 1] : null))];
        }

        _kinds = [.. LieKinds.All.Where(k => _suiting[(int)k].Length > 0)];
    }

    public LyingProgram Program { get; }
    public Lookups Lookups { get; }

    /// <summary>The rows of the last lie.</summary>
    public ForgedRows Rows { get; } = new();

    /// <summary>The claim of the last lie.</summary>
    public (uint ExitCode, byte[] Journal) Claim => (_draft.ExitCode, [.. _draft.Journal]);

    /// <summary>Whether the last lie led to where the machine could not go on.</summary>
    public bool Derailed => _draft.Derailed;

    /// <summary>A lie of a kind, or of any when null; null when the program has no step for it.</summary>
    public Lie? Draw(LieKind? kind, SplitMix random)
    {
        var k = kind ?? random.Pick(_kinds);
        var steps = _suiting[(int)k];
        return steps.Length == 0 ? null : new(k, random.Pick(steps), random.NextWord());
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

    public void Dispose()
    {
        _filler.Dispose();
        _draft.Dispose();
    }
}
