using FastZk.Messenger.Handshakes;
using FastZk.Messenger.Keys;
using FastZk.Stark.Security;

namespace FastZk.Messenger.Tests;

/// <summary>The one prover of all nodes in these tests, and one that proves what no honest node would.</summary>
internal sealed class Provers
{
    /// <summary>For all tests; it ends with the process.</summary>
    public static Provers Shared { get; } = new();

    private readonly Prover _compact = new(new() { Profile = Profile.Compact, Threads = 2 });
    private readonly Dictionary<string, GuestProgram> _programs = [];
    private readonly Lazy<Prover> _fast = new(() => new Prover(new() { Profile = Profile.Fast, Threads = 2 }));

    internal OwnershipProver Ownership { get; } = new(threads: 2);

    /// <summary>A receipt of any guest with any input.</summary>
    internal byte[] Receipt(string guest, byte[] input, bool fast = false)
    {
        lock (_programs)
        {
            if (!_programs.TryGetValue(guest, out var program))
            {
                program = _programs[guest] = GuestProgram.Load(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "guests", guest + ".elf")));
            }

            return (fast ? _fast.Value : _compact).Prove(program, input).ToBytes();
        }
    }

    /// <summary>A true receipt of key_ownership.</summary>
    internal byte[] Ownership64(SecretKey key, ReadOnlySpan<byte> challenge, bool fast = false)
    {
        var input = new byte[64];
        key.CopyTo(input);
        challenge.CopyTo(input.AsSpan(32));
        return Receipt("key_ownership", input, fast);
    }
}
