using System.Reflection;
using FastZk.Circuits.Tests;
using FastZk.Memory;
using FastZk.Vm;
using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Tests;

/// <summary>The prover as a library: concurrency, cancellation, limits and typed errors.</summary>
public class ProverTests
{
    [Fact]
    public void FourProofsAtOnceOnOneProver()
    {
        using var program = Guests.Load("key_ownership");
        using var prover = new Prover(new() { Threads = 2 });
        var receipts = new Receipt[4];
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            var input = new byte[64];
            input[0] = (byte)i;
            receipts[i] = prover.Prove(program, input);
        });
        Assert.Equal(4, receipts.Select(r => Convert.ToHexString(r.Journal.Span)).Distinct().Count());
        Assert.All(receipts, r => Assert.True(Verifier.Verify(r, program.ImageId).IsAccepted));
        Assert.Equal(0, Pool(prover).BytesInUse);
    }

    [Fact]
    public void CancellationAtAnyPhaseLeavesNothingBehind()
    {
        using var program = Guests.Load("fibonacci");
        using var prover = new Prover(new() { Threads = 2 });
        var phases = new List<string>();
        prover.Prove(program, Guests.Words(1000), progress: new Direct(p => phases.Add(p.Phase)));
        Assert.True(phases.Count >= 8);
        foreach (var phase in phases)
        {
            using var source = new CancellationTokenSource();
            var progress = new Direct(p =>
            {
                if (p.Phase == phase)
                {
                    source.Cancel();
                }
            });
            try
            {
                prover.Prove(program, Guests.Words(1000), source.Token, progress);
            }
            catch (OperationCanceledException)
            {
            }

            Assert.Equal(0, Pool(prover).BytesInUse);
        }

        using var ended = new CancellationTokenSource();
        ended.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => prover.Prove(program, Guests.Words(1000), ended.Token));
        Assert.Equal(0, Pool(prover).BytesInUse);
        // And it still works.
        Assert.True(Verifier.Verify(prover.Prove(program, Guests.Words(10)), program.ImageId).IsAccepted);
    }

    [Fact]
    public void MemoryLimitsAreTypedErrors()
    {
        using var program = Guests.Load("key_ownership");
        foreach (var limit in new[] { 1L << 20, 8L << 20, 24L << 20 })
        {
            using var prover = new Prover(new() { Threads = 2, MemoryLimitBytes = limit });
            var e = Record.Exception(() => prover.Prove(program, new byte[64]));
            Assert.True(e is ProofTooLargeException or MemoryLimitException, $"{limit}: {e}");
            Assert.Equal(0, Pool(prover).BytesInUse);
        }
    }

    /// <summary>Memory may run out outside the pool too: here it does where the host takes what a guest prints, and in each phase of a proof.</summary>
    [Fact]
    public void ExhaustedMemoryOutsideThePoolIsTheSameTypedError()
    {
        using var talkative = GuestProgram.Load(ElfBuilder.FromCode([.. Li(A0, 1), .. Li(A1, 0x10000), .. Li(A2, 4), .. Li(A7, 64), Ecall(), .. Exit(0)]));
        using var prover = new Prover(new() { Threads = 2, Console = (_, _) => throw new OutOfMemoryException() });
        Assert.IsType<OutOfMemoryException>(Assert.Throws<MemoryLimitException>(() => prover.Execute(talkative, [])).InnerException);
        Assert.IsType<OutOfMemoryException>(Assert.Throws<MemoryLimitException>(() => prover.Prove(talkative, [])).InnerException);
        using var program = Guests.Load("fibonacci");
        foreach (var phase in new[] { "execute", "fill tables", "quotient", "queries" })
        {
            var exhausted = new Exhausted(phase);
            var e = Assert.Throws<MemoryLimitException>(() => prover.Prove(program, Guests.Words(1), progress: exhausted));
            Assert.IsType<OutOfMemoryException>(e.InnerException);
            Assert.Equal(0, Pool(prover).BytesInUse);
        }
    }

    private sealed class Exhausted(string phase) : IProgress<ProofProgress>
    {
        public void Report(ProofProgress value)
        {
            if (value.Phase == phase)
            {
                throw new OutOfMemoryException();
            }
        }
    }

    [Fact]
    public void FaultsOfTheGuestAreTypedErrors()
    {
        using var prover = new Prover(new() { Threads = 2, MaxProveCycles = 1000 });
        var cases = new (FaultKind Kind, uint[] Code)[]
        {
            (FaultKind.IllegalInstruction, [Fence(), 0xFFFF_FFFF]),
            (FaultKind.Ebreak, [Ebreak()]),
            (FaultKind.MisalignedLoad, [Lw(T0, 1, 0)]),
            (FaultKind.MisalignedStore, [Sh(T0, 1, 0)]),
            (FaultKind.AddressOutOfRange, [Lw(T0, -4, 0)]),
            (FaultKind.MisalignedJump, [Jalr(0, 0, 2)]),
            (FaultKind.OutsideProgram, [Jalr(0, 0, 0)]),
            (FaultKind.UnknownEcall, [Addi(A7, 0, 1), Ecall()]),
            (FaultKind.UnknownEcall, [.. Li(A7, 0x1100), Ecall()]),
            (FaultKind.UnknownDescriptor, [Addi(A0, 0, 4), Addi(A7, 0, 64), Ecall()]),
            (FaultKind.BadBuffer, [Addi(A0, 0, 3), Addi(A1, 0, -1), Addi(A2, 0, 1), Addi(A7, 0, 64), Ecall()]),
            (FaultKind.CycleLimit, [Jal(0, 0)]),
        };
        foreach (var (kind, code) in cases)
        {
            using var program = GuestProgram.Load(Bare.Elf(code));
            var fault = Assert.Throws<GuestFaultException>(() => prover.Prove(program, []));
            Assert.Equal(kind, fault.Kind);
            Assert.Equal(0, Pool(prover).BytesInUse);
        }
    }

    [Fact]
    public void AFaultInOneProofDoesNotHarmTheNext()
    {
        using var bad = GuestProgram.Load(Bare.Elf([Ebreak()]));
        using var good = GuestProgram.Load(Bare.Elf([Fence()]));
        using var prover = new Prover(new() { Threads = 2 });
        for (var i = 0; i < 3; i++)
        {
            Assert.Throws<GuestFaultException>(() => prover.Prove(bad, []));
            Assert.True(Verifier.Verify(prover.Prove(good, []), good.ImageId).IsAccepted);
        }
    }

    private static BufferPool Pool(Prover prover) => (BufferPool)typeof(Prover).GetField("_pool", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(prover)!;

    // Progress told on the spot; the framework's posts it somewhere else.
    private sealed class Direct(Action<ProofProgress> tell) : IProgress<ProofProgress>
    {
        public void Report(ProofProgress value) => tell(value);
    }
}
