using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Stark.Commit;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;
using FastZk.Stark.Verify;

namespace FastZk.Stark.Tests;

/// <summary>Honest proofs verify, for both profiles and many combinations of heights.</summary>
public sealed class HonestProofTests
{
    // Profile, rows in use, heights of counter, square, range, program, parity, loop.
    [Theory]
    [InlineData(1, 200, 16, 10, 10, 10, 10, -1)]
    [InlineData(1, 200, 10, 10, 16, 10, 10, 10)]
    [InlineData(1, 200, 10, 11, 12, 13, 14, 16)]
    [InlineData(1, 60000, 16, 16, 16, 16, 16, 16)]
    [InlineData(1, 1200, 11, 11, 11, 12, 13, 17)]
    [InlineData(2, 90, 16, 9, 9, 9, 9, -1)]
    [InlineData(2, 90, 9, 9, 9, 9, 16, 10)]
    [InlineData(2, 90, 10, 9, 12, 16, 11, 9)]
    [InlineData(2, 65000, 16, 16, 16, 16, 16, 16)]
    [InlineData(2, 300, 18, 10, 10, 10, 10, 18)]
    public void An_honest_proof_verifies(byte profile, int rows, int counter, int square, int range, int program, int parity, int loop)
    {
        var proof = ToyProof.Create(Profile.OfId(profile)!, new(counter, square, range, program, parity, loop), rows);
        Assert.Null(proof.Verify());
    }

    [Fact]
    public void A_message_may_have_many_columns()
    {
        var system = new StarkSystem("wide", [new WideTable()], 1, [], []);
        var table = system.Tables[0];
        Assert.Equal(100, table.Fractions[0].Columns.Length);
        var shape = ProofShape.Create(system, Profile.Fast, [16], 0, out _)!;
        var values = new Fp5[table.OpenedAtPoint + table.OpenedAtNext];
        ConstraintCheck.Expected(shape, new(Fp5.X, Fp5.X, 100), Fp5.X, Fp5.X + Fp5.One, [Fp5.Zero], values, VerifierScratch.Rent());
    }

    [Fact]
    public void A_witness_of_another_shape_is_refused_and_disposed()
    {
        using var pool = new BufferPool();
        using var workers = new WorkerSet(1);
        var context = new ProverContext(pool, workers);
        var heights = new ToyHeights(16, 10, 10, 10, 10, 10);
        var inputs = new ToyInputs(3, 50);
        using (var program = ToySystem.ProgramTree(context, Profile.Fast, heights))
        using (var circuit = ToySystem.CircuitTree(context, Profile.Fast, heights))
        {
            Refuse(heights with { Counter = 17 }, inputs, program, circuit, 2);
            Refuse(heights with { Loop = -1 }, inputs, program, circuit, 2);
            Refuse(heights, inputs, circuit, program, 2);
            Refuse(heights, inputs, program, circuit, 3);
            Assert.Throws<ArgumentException>(() => Prove(heights, inputs, program, circuit, 2, new byte[31]));
        }

        Assert.Equal(0, pool.BytesInUse);

        void Refuse(ToyHeights other, ToyInputs statement, FixedCommitment program, FixedCommitment circuit, int fractions) =>
            Assert.Throws<ArgumentException>(() => Prove(other, statement, program, circuit, fractions, ToyProof.Seed(1)));

        void Prove(ToyHeights other, ToyInputs statement, FixedCommitment program, FixedCommitment circuit, int fractions, byte[] seed)
        {
            var shape = ProofShape.Create(ToySystem.System, Profile.Fast, heights.Array, fractions, out _)!;
            StarkProver.Prove(context, shape, statement, program, circuit, ToyWitness.Build(pool, Profile.Fast, other, statement), seed);
        }
    }

    private sealed class WideTable : AirTable
    {
        public WideTable()
            : base("wide") => Send(0, 1, 1, [.. Enumerable.Range(0, 100).Select(i => Column($"c{i}"))]);
    }
}
