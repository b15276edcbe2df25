using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Field;
using FastZk.Stark;
using FastZk.Stark.Security;

namespace FastZk.Tests;

/// <summary>Proves a witness whatever it says, as a prover without any check of its own would, and leaves the judgement to the verifier.</summary>
internal static class MaliciousProver
{
    /// <summary>A receipt of a forged witness, which is used up. With <paramref name="balance"/> the prover also lies about a table's sum and product, so that all sums add up to zero and all chains close.</summary>
    public static byte[] Prove(GuestProgram program, WitnessChecks w, bool balance = false)
    {
        var statement = StatementOf(program, w);
        var faults = new ProverFaults
        {
            Totals = (challenge, totals) =>
            {
                if (balance && statement.BusSum(challenge, out var sum))
                {
                    totals[Rv32Circuit.Boundary] -= totals.Aggregate(sum, (a, b) => a + b);
                }
            },
            Products = (challenge, products) =>
            {
                if (balance)
                {
                    statement.Chain(challenge, out var produced, out var consumed);
                    products[Rv32Circuit.Boundary] *= consumed * products.Where(p => p != Fp5.Zero).Aggregate(produced, (a, b) => a * b).Inverse();
                }
            },
        };
        var seed = new byte[32];
        seed[0] = 1;
        return Prove(program, w, seed, faults);
    }

    /// <summary>A receipt of a witness, which is used up, by a prover with faults, or without any when they are null.</summary>
    /// <param name="program">the program.</param>
    /// <param name="w">its witness, and the claim.</param>
    /// <param name="seed">32 bytes of which the proof's randomness is made.</param>
    /// <param name="faults">what the prover does wrong.</param>
    public static byte[] Prove(GuestProgram program, WitnessChecks w, byte[] seed, ProverFaults? faults)
    {
        var statement = StatementOf(program, w);
        var shape = ProofShape.Create(Rv32Circuit.System, WitnessChecks.Profile, w.Heights, statement.TupleCount, out var reason);
        Assert.True(shape is not null, reason);
        var proof = StarkProver.Prove(WitnessChecks.Context, shape!, statement, w.Program, w.Circuit, w.Witness, seed, faults);
        return ReceiptFormat.Encode(shape!, program.Key, w.ExitCode, w.Journal, proof);
    }

    private static RunStatement StatementOf(GuestProgram program, WitnessChecks w) => new(program.Key.Bytes, program.Key.Entry, w.ExitCode, w.Journal);
}
