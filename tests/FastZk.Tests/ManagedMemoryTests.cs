using FastZk.Circuits.Tests;
using FastZk.Stark.Security;
using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Tests;

/// <summary>Large memory is native: what the garbage collector sees of a warm proof, the receipt aside, is less than a megabyte.</summary>
public class ManagedMemoryTests
{
    private const long Most = 1_000_000;

    private static readonly Dictionary<string, Func<byte[]>> Elfs = new()
    {
        ["fibonacci"] = () => Guests.Elf("fibonacci"),
        ["sha256 once"] = () => Loop(1, Bare.Call(0x1001, Bare.Data, Bare.Data + 32, 1)),
        ["sha256 often"] = () => Loop(700, Bare.Call(0x1001, Bare.Data, Bare.Data + 32, 3)),
        ["keccak once"] = () => Loop(1, [.. Bare.Call(0x1002, Bare.Data, Bare.Data + 200, 2), .. Bare.Call(0x1003, Bare.Data)]),
        ["keccak often"] = () => Loop(60, [.. Bare.Call(0x1002, Bare.Data, Bare.Data + 200, 2), .. Bare.Call(0x1003, Bare.Data)]),
        ["multiplications"] = () => Loop(9_000, Multiplications.Call(false, Bare.Data)),
        ["all accelerators"] = () => Loop(50, [.. Bare.Call(0x1001, Bare.Data, Bare.Data + 32, 3), .. Bare.Call(0x1003, Bare.Data), .. Multiplications.Call(true, Bare.Data)]),
    };

    [Theory]
    [InlineData("fibonacci", "fast")]
    [InlineData("fibonacci", "compact")]
    [InlineData("sha256 once", "fast")]
    [InlineData("sha256 often", "fast")]
    [InlineData("keccak once", "fast")]
    [InlineData("keccak often", "fast")]
    [InlineData("multiplications", "fast")]
    [InlineData("all accelerators", "fast")]
    [InlineData("all accelerators", "compact")]
    public void AWarmProofTakesLessThanAMegabyte(string name, string profile)
    {
        using var program = GuestProgram.Load(Elfs[name]());
        // One thread: only what this one allocates can be told from what other tests do.
        using var prover = new Prover(new() { Profile = Profile.All.Single(p => p.Name == profile), Threads = 1 });
        var input = Guests.Words(1000);
        prover.Prove(program, input);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var receipt = prover.Prove(program, input);
        var managed = GC.GetAllocatedBytesForCurrentThread() - before - receipt.Length;
        Assert.True(managed < Most, $"{managed:N0} bytes besides a receipt of {receipt.Length:N0}");
    }

    // The data are the numbers of a multiplication, and zeros: enough for a state and its blocks.
    private static byte[] Loop(uint rounds, uint[] body) =>
        Bare.ElfWithData([.. Multiplications.Data(new(3, 5, 0, 0, Multiplications.Secp256K1)), .. new uint[72]], Li(9, rounds), body, [Addi(9, 9, -1)],
            [Bne(9, 0, -4 * (body.Length + 1))]);
}
