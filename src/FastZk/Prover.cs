using System.Diagnostics;
using System.Security.Cryptography;
using FastZk.Circuits;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark;
using FastZk.Stark.Security;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk;

/// <summary>
/// Runs and proves guests. Thread-safe; holds a fixed set of worker threads and a pool of native memory that successive proofs reuse. Disposing it wipes
/// and returns the memory.
/// </summary>
public sealed class Prover : IDisposable
{
    /// <summary>The input is shorter than this (2^30 bytes).</summary>
    public const int MaxInputBytes = 1 << 30;

    private const int PhaseCount = 16;

    private readonly ProverOptions _options;
    private readonly BufferPool _pool;
    private readonly WorkerSet _workers;

    public Prover(ProverOptions? options = null)
    {
        _options = options ?? new();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.MemoryLimitBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.MaxProveCycles);
        _pool = new BufferPool(_options.MemoryLimitBytes);
        _workers = new WorkerSet(_options.Threads);
    }

    /// <summary>Runs a program without proving it.</summary>
    /// <param name="program">the program.</param>
    /// <param name="input">the private input, shorter than <see cref="MaxInputBytes"/>.</param>
    /// <param name="cancellation">ends the run within milliseconds.</param>
    /// <exception cref="GuestFaultException">The guest faulted.</exception>
    /// <exception cref="MemoryLimitException">The machine's memory is exhausted.</exception>
    public ExecutionResult Execute(GuestProgram program, ReadOnlySpan<byte> input, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        CheckInput(input);
        try
        {
            return Executor.Run(program.Elf, input, ExecutionOptionsWith(_options.MaxExecuteCycles), cancellation);
        }
        catch (OutOfMemoryException e)
        {
            throw new MemoryLimitException(_pool.BytesInUse, _pool.LimitBytes, e);
        }
    }

    /// <summary>Runs a program and proves the run. The receipt is verified before it is returned.</summary>
    /// <param name="program">the program.</param>
    /// <param name="input">the private input, shorter than <see cref="MaxInputBytes"/>.</param>
    /// <param name="cancellation">ends the proof within milliseconds; nothing is left behind.</param>
    /// <param name="progress">told of each phase.</param>
    /// <exception cref="GuestFaultException">The guest faulted: a faulted run has no proof.</exception>
    /// <exception cref="ProofTooLargeException">The proof would pass the memory limit.</exception>
    /// <exception cref="MemoryLimitException">The memory limit, or the machine's memory, is exhausted all the same.</exception>
    /// <exception cref="StarkProverException">The shape is outside the supported bounds, the prover failed its own check, or (fewer than one proof in 2^115) another seed is needed.</exception>
    public Receipt Prove(GuestProgram program, ReadOnlySpan<byte> input, CancellationToken cancellation = default, IProgress<ProofProgress>? progress = null) =>
        Prove(program, input, out _, cancellation, progress);

    /// <summary>As the other overload, with figures about the proof.</summary>
    public Receipt Prove(GuestProgram program, ReadOnlySpan<byte> input, out ProofStatistics statistics, CancellationToken cancellation = default, IProgress<ProofProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        CheckInput(input);
        try
        {
            return ProveRun(program, input, out statistics, cancellation, progress);
        }
        catch (OutOfMemoryException e)
        {
            // Managed memory, guest memory, tables that live as long as the process: callers see one type for all of it.
            throw new MemoryLimitException(_pool.BytesInUse, _pool.LimitBytes, e);
        }
    }

    private Receipt ProveRun(GuestProgram program, ReadOnlySpan<byte> input, out ProofStatistics statistics, CancellationToken cancellation, IProgress<ProofProgress>? progress)
    {
        var phases = new PhaseClock(progress);
        var context = new ProverContext(_pool, _workers, phases.Begin, cancellation);
        var profile = _options.Profile;

        phases.Begin("execute");
        using var trace = Recorder.Record(program.Elf, input, ExecutionOptionsWith(_options.MaxProveCycles), _pool, cancellation);
        var executeSeconds = phases.Elapsed;

        var rows = WitnessBuilder.RowCounts(program.Elf, trace, profile);
        var heights = WitnessBuilder.LogHeights(profile, rows);
        var shape = ShapeOf(heights, trace.Journal.Length, out var predicted);
        var (exitCode, journal, cycles) = (trace.ExitCode, trace.Journal, trace.Cycles);
        phases.Begin("preprocessed tables");
        var circuit = CircuitKeys.Of(context, profile, shape.LogTop);
        var commitment = program.Commitment(context, profile, out var owned);
        using var disposeOwned = owned;
        var statement = new RunStatement(program.Key.Bytes, program.Key.Entry, exitCode, journal);
        var witness = WitnessBuilder.Build(context, program.Elf, trace, rows, heights);
        Stark.Proof.ProofWriter? made = null;
        try
        {
            trace.Dispose();
            if (heights.Max() != shape.LogTop)
            {
                shape = ShapeOf(heights, journal.Length, out predicted);
                circuit = CircuitKeys.Of(context, profile, shape.LogTop);
            }

            made = new(StarkProver.EstimateBytes(shape) + journal.Length + 4096);
            ReceiptFormat.WriteHead(made, shape, program.Key, exitCode, journal);
        }
        catch
        {
            made?.Dispose();
            witness.Dispose();
            throw;
        }

        // From here on nothing fails before StarkProver owns the witness.
        using var writer = made;
        ProveWith(context, shape, statement, commitment, circuit, witness, writer);
        var bytes = writer.ToArray();
        var proveSeconds = phases.Elapsed - executeSeconds;

        phases.Begin("self-check");
        var receipt = new Receipt(bytes, ReceiptFormat.TryDecode(bytes, _options.MaxJournalBytes, out var reason)
            ?? throw new StarkProverException($"The prover's own receipt does not parse: {reason}."));
        var check = Verifier.Verify(receipt, program.ImageId, exitCode);
        if (!check.IsAccepted)
        {
            throw new StarkProverException($"The prover's own receipt does not verify: {check.Reason}.");
        }

        phases.End();
        FastZkEventSource.Log.ProofStop(cycles, bytes.Length);
        statistics = new(cycles, executeSeconds, proveSeconds, phases.Elapsed - executeSeconds - proveSeconds,
            shape.Present.Sum(t => (long)(t.MainColumns + t.AuxiliaryColumns) << shape.LogHeight(t.Id)),
            shape.Present.Sum(t => (long)(t.MainColumns + t.AuxiliaryColumns) * rows[t.Id]),
            predicted, _pool.PeakBytes, phases.Durations);
        return receipt;
    }

    // The shape of these heights, which fits the memory limit.
    private ProofShape ShapeOf(ReadOnlySpan<sbyte> heights, int journalLength, out long predicted)
    {
        var shape = ShapeCache.Get(_options.Profile, heights, RunStatement.TuplesOf(journalLength), out var reason)
            ?? throw new StarkProverException($"This run has no proof in profile {_options.Profile.Name}: {reason}.");
        predicted = MemoryEstimate.PeakBytes(shape, _workers.Threads);
        if (predicted > _options.MemoryLimitBytes)
        {
            throw new ProofTooLargeException(predicted, _options.MemoryLimitBytes);
        }

        // Predicted in the classes of what is asked for: what fits a new pool fits this one too, whatever earlier proofs left in it.
        _pool.MaxSlackBytes = _options.MemoryLimitBytes - predicted;
        return shape;
    }

    private void ProveWith(ProverContext context, ProofShape shape, RunStatement statement, Stark.Commit.FixedCommitment program, Stark.Commit.FixedCommitment circuit, Witness witness,
        Stark.Proof.ProofWriter writer)
    {
        Span<byte> seed = stackalloc byte[32];
        if (_options.Seed is { } given)
        {
            given.CopyTo(seed);
        }
        else
        {
            RandomNumberGenerator.Fill(seed);
        }

        try
        {
            StarkProver.Prove(context, shape, statement, program, circuit, witness, seed, writer);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    private ExecutionOptions ExecutionOptionsWith(long maxCycles) => new()
    {
        MaxCycles = maxCycles,
        MaxJournalBytes = _options.MaxJournalBytes,
        Console = _options.Console,
        TextStoreWarning = _options.TextStoreWarning,
    };

    private static void CheckInput(ReadOnlySpan<byte> input)
    {
        if (input.Length >= MaxInputBytes)
        {
            throw new ArgumentException($"The input has {input.Length} bytes; it must be shorter than {MaxInputBytes}.", nameof(input));
        }
    }

    /// <summary>Stops the workers, wipes and returns the memory. No proof may be running.</summary>
    public void Dispose()
    {
        _workers.Dispose();
        _pool.Dispose();
    }

    // Times the phases and tells those who want to know.
    private sealed class PhaseClock(IProgress<ProofProgress>? progress)
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private readonly List<(string, double)> _durations = [];
        private string? _current;
        private double _since;
        private int _step;

        public double Elapsed => _watch.Elapsed.TotalSeconds;

        public IReadOnlyList<(string, double)> Durations => _durations;

        public void Begin(string phase)
        {
            if (phase == _current)
            {
                return;
            }

            End();
            _current = phase;
            FastZkEventSource.Log.PhaseStart(phase);
            progress?.Report(new(phase, Math.Min(_step++, PhaseCount - 1), PhaseCount));
        }

        public void End()
        {
            if (_current is not null)
            {
                _durations.Add((_current, Elapsed - _since));
            }

            _since = Elapsed;
            _current = null;
        }
    }
}
