using FastZk.Soundness.Tests.Campaigns;
using FastZk.Soundness.Tests.Conformance.Accelerators;
using FastZk.Stark.Security;
using FastZk.Vm;

namespace FastZk.Soundness.Tests.Conformance;

/// <summary>A seed is a program of its own: run under qemu, run, proven and verified, even seeds with the Fast profile, odd ones with Compact.</summary>
internal sealed class ProvedConformanceCampaign : Campaign
{
    public override string Name => "conformance-proved";

    public override string Lines => "S01 S02 S03 S08 S09 S11 S21 S23 S24 S27";

    public override string Summary =>
        "A generated program is proven, its receipt is accepted, "
        + "and what it says is what qemu-riscv32, with a model of the accelerators, and the executor say.";

    public override int Version => 3;

    public override ICampaignWorker Start() =>
        Qemu.Path is null ? throw new InvalidOperationException("The campaign conformance-proved needs qemu-riscv32.") : new ProvedWorker(new(), threads: 1);

}

/// <summary>Runs, proves and verifies programs, with one prover a profile.</summary>
/// <param name="qemu">owned; or null to do without.</param>
/// <param name="threads">of each prover.</param>
internal sealed class ProvedWorker(Qemu? qemu, int threads) : ICampaignWorker
{
    private const int MostCycles = 1 << 18, MostPermutations = 256;

    private readonly Prover[] _provers = [.. Profile.All.Select(p => new Prover(new() { Profile = p, Threads = threads }))];

    public CaseResult Run(ulong seed)
    {
        var batch = Program(seed);
        var prover = _provers[seed % (ulong)_provers.Length];
        using var program = GuestProgram.Load(batch.Elf);
        var executed = prover.Execute(program, batch.Input);
        var receipt = prover.Prove(program, batch.Input, out var statistics);
        var kind = $"{receipt.Profile.Name}, {Size(statistics.Cycles)}";
        if (receipt.ExitCode != executed.ExitCode || statistics.Cycles != executed.Cycles)
        {
            return CaseResult.Broke(kind, $"exit {receipt.ExitCode} after {statistics.Cycles} proven, {executed.ExitCode} after {executed.Cycles} executed");
        }

        var calls = CallWatch.Run(program.Elf, batch.Input);
        if (calls.Difference is not null)
        {
            return CaseResult.Broke(kind, calls.Difference);
        }

        if (RunEnd.DifferenceOfJournals(executed.Journal, receipt.Journal.Span) is { } difference)
        {
            return CaseResult.Broke(kind, $"executor and receipt: {difference}");
        }

        if (Verifier.Verify(receipt.ToBytes(), program.ImageId, executed.ExitCode) is { IsAccepted: false } rejected)
        {
            return CaseResult.Broke(kind, rejected.Reason);
        }

        if (qemu is not null)
        {
            var (exitCode, journal) = qemu.Run(batch.Build(1, calls.Results), batch.Input);
            if (exitCode != (int)(receipt.ExitCode & 0xFF) || !journal.AsSpan().SequenceEqual(receipt.Journal.Span))
            {
                return CaseResult.Broke(kind, $"exit {exitCode} under qemu, {receipt.ExitCode} proven; {RunEnd.DifferenceOfJournals(journal, receipt.Journal.Span)}");
            }
        }

        return CaseResult.Held(kind);
    }

    public void Dispose()
    {
        qemu?.Dispose();
        foreach (var p in _provers)
        {
            p.Dispose();
        }
    }

    // Programs take some hundred cycles. Every seventeenth, so of both profiles, runs its constructs that often that it takes up to 2^18, with few permutations
    // of Keccak, which are wide.
    private static ProgramBatch Program(ulong seed)
    {
        var once = new ProgramBatch([seed]);
        if (seed % 17 < 16)
        {
            return once;
        }

        var image = ElfImage.Load(once.Elf);
        var most = Math.Min(MostCycles / Executor.Run(image, once.Input).Cycles, MostPermutations / Math.Max(1, CallWatch.Run(image, once.Input).Permutations));
        return new([seed], (int)Math.Clamp(most, 1, 32 << (int)(seed / 34 % 6)));
    }

    private static string Size(long cycles) => cycles switch
    {
        < 1 << 12 => "below 2^12 cycles",
        < 1 << 15 => "2^12 to 2^15 cycles",
        _ => "from 2^15 cycles on",
    };
}
