using System.Reflection;
using FastZk.Memory;
using FastZk.Tests;

namespace FastZk.Soundness.Tests.Load;

/// <summary>Small proofs, and what a prover holds.</summary>
internal sealed class Jobs : IDisposable
{
    private static readonly (string Guest, byte[] Input)[] All =
        [("key_ownership", new byte[64]), ("fibonacci", Guests.Words(1000)), ("sort", Guests.Words(300, 1)), ("sha256_stream", new byte[500]), ("mixed", Guests.Words(3, 1))];

    private readonly Dictionary<string, GuestProgram> _programs = [];

    /// <summary>Number of jobs.</summary>
    public static int Count => All.Length;

    /// <summary>A job's program and input.</summary>
    public (GuestProgram Program, byte[] Input) this[int job]
    {
        get
        {
            var (guest, input) = All[job % All.Length];
            lock (_programs)
            {
                if (!_programs.TryGetValue(guest, out var program))
                {
                    _programs.Add(guest, program = Guests.Load(guest));
                }

                return (program, input);
            }
        }
    }

    /// <summary>Proves a job; null when the receipt verifies, else why not.</summary>
    public string? Prove(Prover prover, int job)
    {
        var (program, input) = this[job];
        return Check(prover.Prove(program, input), program);
    }

    /// <summary>Verifies a receipt; null when it is accepted.</summary>
    public static string? Check(Receipt receipt, GuestProgram program) =>
        Verifier.Verify(receipt, program.ImageId, receipt.ExitCode) is { IsAccepted: false } result ? result.Reason : null;

    /// <summary>The prover's pool.</summary>
    public static BufferPool Pool(Prover prover) => (BufferPool)Field.GetValue(prover)!;

    /// <summary>Gives the prover another pool: what it predicts it still compares with its own limit.</summary>
    public static void Replace(Prover prover, BufferPool pool) => Field.SetValue(prover, pool);

    private static FieldInfo Field => typeof(Prover).GetField("_pool", BindingFlags.NonPublic | BindingFlags.Instance)!;

    public void Dispose()
    {
        foreach (var p in _programs.Values)
        {
            p.Dispose();
        }
    }
}
