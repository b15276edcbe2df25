using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Field;
using FastZk.Stark;
using FastZk.Stark.Security;

namespace FastZk.Tests;

/// <summary>Proves a witness whatever it says, as a prover without any check of its own would, and leaves the judgement to the verifier.</summary>
internal static class MaliciousProver
{
    /// <summary>A receipt of a forged witness, which is used up. With <paramref name="balance"/> the prover also lies about a table's sum, so that all sums add up to zero.</summary>
    public static byte[] Prove(GuestProgram program, WitnessChecks w, bool balance = false)
    {
        var statement = new RunStatement(program.Key.Bytes, program.Key.Entry, w.ExitCode, w.Journal);
        var shape = ProofShape.Create(Rv32Circuit.System, WitnessChecks.Profile, w.Heights, statement.FractionCount, out var reason);
        Assert.True(shape is not null, reason);
        var faults = new ProverFaults
        {
            Totals = (challenge, totals) =>
            {
                if (balance && statement.BusSum(challenge, out var sum))
                {
                    totals[Rv32Circuit.Boundary] -= totals.Aggregate(sum, (a, b) => a + b);
                }
            },
        };
        var seed = new byte[32];
        seed[0] = 1;
        var proof = StarkProver.Prove(WitnessChecks.Context, shape!, statement, w.Program, WitnessChecks.Circuit, w.Witness, seed, faults);
        return ReceiptFormat.Encode(shape!, program.Key, w.ExitCode, w.Journal, proof);
    }
}
