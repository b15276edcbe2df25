using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Field;
using FastZk.Soundness.Tests.Transcripts;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;
using FastZk.Tests;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Soundness.Tests.Lines;

/// <summary>S07, S14, S17, S29, S30, Z04: the proof system, on receipts of guests.</summary>
public sealed class ProofLineTests
{
    private const string NotAtThePoint = "the constraints do not hold at the out-of-domain point";

    /// <summary>Both profiles.</summary>
    public static TheoryData<byte> Profiles => [.. Profile.All.Select(p => p.Id)];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void S07_AValueAndThatPlusPAreNotTheSameBytes(byte profile)
    {
        var proof = RealProof.Of(profile);
        var map = new ProofMap(proof.Shape, proof.Record().Indexes);
        string[] fields = ["totals", "values", "final", .. map.Parts.Select(p => p.Name).Where(n => n.Contains("row", StringComparison.Ordinal) || n.StartsWith("fri leaf", StringComparison.Ordinal)).Distinct()];
        foreach (var name in fields)
        {
            // The first opened row or leaf of its kind: every third word, and the last.
            var part = map[name];
            foreach (var at in Enumerable.Range(0, part.Length / 4).Where(i => i % 3 == 0 || i == part.Length / 4 - 1).Select(i => part.Start + 4 * i))
            {
                var bytes = (byte[])proof.Bytes.Clone();
                var value = BitConverter.ToUInt32(bytes, at);
                Assert.True(value < Fp.Modulus && value <= uint.MaxValue - Fp.Modulus);
                BitConverter.GetBytes(value + Fp.Modulus).CopyTo(bytes, at);
                Assert.NotNull((proof with { Bytes = bytes }).Verify());
            }
        }
    }

    [Fact]
    public void S14_SumsThatDoNotBalanceAreNoticedAsSuch()
    {
        using var program = GuestProgram.Load(Bare.Elf([Addi(T0, 0, 1)]));
        using var w = new WitnessChecks(program.Elf, []);
        w.Set((int)InstructionClass.AddImmediate, 0, "time", 100);
        Assert.Equal("the buses do not balance", Verifier.Verify(MaliciousProver.Prove(program, w), program.ImageId).Reason);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void S17_EveryPartOfTheOpeningsCounts(byte profile)
    {
        var proof = RealProof.Of(profile);
        var map = new ProofMap(proof.Shape, proof.Record().Indexes);
        Assert.Equal(proof.Bytes.Length, map.Length);
        foreach (var parts in map.Parts.GroupBy(p => p.Name))
        {
            foreach (var at in new[] { parts.First().Start, parts.Last().End - 1 }.Where(_ => parts.First().Length > 0))
            {
                var bytes = (byte[])proof.Bytes.Clone();
                bytes[at] ^= 1;
                Assert.NotNull((proof with { Bytes = bytes }).Verify());
            }
        }
    }

    [Fact]
    public void AProverWithoutFaultsIsAccepted() => Assert.Equal("", ForgedRun.Reason(null));

    [Fact]
    public void S29_TotalsMovedAfterTheChallengeAreRejected()
    {
        // As if the mask constants could still be chosen: the sum of all stays zero.
        var reason = ForgedRun.Reason(new() { Totals = (_, t) => (t[Rv32Circuit.Boundary], t[Rv32Circuit.Small]) = (t[Rv32Circuit.Boundary] + Fp5.X, t[Rv32Circuit.Small] - Fp5.X) });
        Assert.Equal(NotAtThePoint, reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1 << Circuits.Rv32Circuit.LogWide)]
    [InlineData((2 << Circuits.Rv32Circuit.LogWide) + 3)]
    public void S30_AnotherCoefficientOfTheQuotientIsRejected(int at)
    {
        var reason = ForgedRun.Reason(new() { Quotient = q => q.Column(1)[at] = (Fp.FromRawUnchecked(q.Column(1)[at]) + Fp.One).Raw });
        Assert.Equal(NotAtThePoint, reason);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Z04_AReceiptOpensFewerValuesOfAColumnThanItHasRandomCells(byte profile)
    {
        var proof = RealProof.Of(profile);
        var map = new ProofMap(proof.Shape, proof.Record().Indexes);
        foreach (var rows in map.Parts.Where(p => p.Name.Contains("row", StringComparison.Ordinal)).GroupBy(p => p.Name))
        {
            // A row opened tells the column's value there, and through the quotient at two more points; ten at ζ and ζ·g. A piece is seen there, at x and at ζ.
            Assert.True(3 * rows.Count() + 10 <= proof.Shape.Profile.RandomRows, rows.Key);
            Assert.True(2 * rows.Count() + 5 <= proof.Shape.Profile.PieceMask, rows.Key);
        }
    }
}
