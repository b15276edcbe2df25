using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;
using FastZk.Stark.Verify;

namespace FastZk.Stark.Tests;

/// <summary>
/// Nothing is sampled before all that it depends on is absorbed. A consistent change of one claim is accepted by a verifier whose challenges are
/// frozen - so it is a forgery - and rejected by the real one.
/// </summary>
public sealed class TranscriptTests
{
    private static readonly string[] Fold = ["root fri", "nonce fold", "challenge fold"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S16_inventory_of_what_goes_in_and_out(byte profile)
    {
        var proof = ToyProof.Of(profile);
        var p = proof.Shape.Parameters;
        var pairs = proof.Shape.Present.Sum(t => t.OpenedAtPoint + t.OpenedAtNext) + 15;
        List<string> expected =
        [
            "root main", "nonce logup", "challenge alpha", "challenge beta", "root auxiliary", "7 values totals", "nonce gamma", "challenge gamma",
            "root quotient", "nonce zeta", "challenge zeta", $"{pairs} values values", "nonce lambda", "challenge lambda",
            .. Enumerable.Repeat(Fold, p.Folds).SelectMany(f => f),
            $"{p.FinalCoefficients} values final", "nonce queries", "challenge indexes",
        ];
        Assert.Equal(expected, proof.Record().Events);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S16_frozen_challenges_accept_the_honest_proof(byte profile)
    {
        var proof = ToyProof.Of(profile);
        Assert.Null(proof.VerifyFrozen(proof.Record(), proof.Bytes));
    }

    public static TheoryData<byte, string> Forgeries()
    {
        var data = new TheoryData<byte, string>();
        foreach (var profile in Profile.All)
        {
            foreach (var what in new[] { "totals", "values", "main path", "main salt", "auxiliary path", "auxiliary salt", "quotient path", "quotient salt" })
            {
                data.Add(profile.Id, what);
            }

            for (var k = 0; k < ToyProof.Of(profile.Id).Shape.Parameters.Folds; k++)
            {
                data.Add(profile.Id, $"fri {k}");
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void S16_a_consistent_change_needs_frozen_challenges(byte profile, string what)
    {
        var proof = ToyProof.Of(profile);
        var tape = proof.Record();
        var surgery = new ProofSurgery(proof.Shape, proof.Bytes, tape);
        var d = new Fp5(Fp.One, Fp.Generator, Fp.Zero, Fp.One, Fp.One);
        switch (what)
        {
            case "totals": surgery.MoveTotal(0, 3, d); break;
            case "values": surgery.ChangePieces(Fp5.Zero, d); break;
            case "main path": surgery.ChangeTree(OpenedTree.Main, "main root", "Main path"); break;
            case "main salt": surgery.ChangeTree(OpenedTree.Main, "main root", "Main salt"); break;
            case "auxiliary path": surgery.ChangeTree(OpenedTree.Auxiliary, "auxiliary root", "Auxiliary path"); break;
            case "auxiliary salt": surgery.ChangeTree(OpenedTree.Auxiliary, "auxiliary root", "Auxiliary salt"); break;
            case "quotient path": surgery.ChangeTree(OpenedTree.Quotient, "quotient root", "Quotient path"); break;
            case "quotient salt": surgery.ChangeTree(OpenedTree.Quotient, "quotient root", "Quotient salt"); break;
            default: surgery.ChangeFri(int.Parse(what.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture)); break;
        }

        Assert.False(surgery.Bytes.AsSpan().SequenceEqual(proof.Bytes));
        Assert.Null(proof.VerifyFrozen(tape, surgery.Bytes));
        Assert.NotNull(proof.Verify(surgery.Bytes));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S16_every_nonce_is_checked_and_absorbed(byte profile)
    {
        var proof = ToyProof.Of(profile);
        var tape = proof.Record();
        foreach (var part in proof.Map(tape).Parts.Where(p => p.Name.StartsWith("nonce", StringComparison.Ordinal)))
        {
            var bytes = proof.Bytes.ToArray();
            bytes[part.Start] ^= 1;
            Assert.Null(proof.VerifyFrozen(tape, bytes));
            Assert.NotNull(proof.Verify(bytes));
        }
    }

    [Fact]
    public void S16_everything_of_the_statement_moves_the_transcript()
    {
        var shape = ToyProof.Fast.Shape;
        var a = ToyProof.Fast.ProgramRoot;
        var b = ToyProof.Fast.CircuitRoot;
        var heights = ToySystem.System.Tables.Select(t => (sbyte)shape.LogHeight(t.Id)).ToArray();
        var taller = heights.ToArray();
        taller[0]++;
        var named = new StarkSystem("FastZk.Toy.v2", [.. ToySystem.System.Tables.Select(t => t.Table)], ToyBus.Count, [ToySystem.Program], [ToySystem.Range, ToySystem.Parity]);
        var states = new[]
        {
            new ProtocolTranscript(shape, [1], a, b).State,
            new ProtocolTranscript(shape, [2], a, b).State,
            new ProtocolTranscript(shape, [1, 0], a, b).State,
            new ProtocolTranscript(shape, [1], b, b).State,
            new ProtocolTranscript(shape, [1], a, a).State,
            new ProtocolTranscript(shape, [1], b, a).State,
            new ProtocolTranscript(ProofShape.Create(ToySystem.System, Profile.Fast, taller, 8, out _)!, [1], a, b).State,
            new ProtocolTranscript(ProofShape.Create(ToySystem.System, Profile.Compact, heights, 8, out _)!, [1], a, b).State,
            new ProtocolTranscript(ProofShape.Create(named, Profile.Fast, heights, 8, out _)!, [1], a, b).State,
        };
        Assert.Equal(states.Length, states.Distinct().Count());
    }
}
