using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Soundness.Tests.Conformance.Accelerators;

/// <summary>
/// What stands in for the accelerators under qemu, which answers -38: behind each call, code that takes its results from a table in memory. The model
/// computes the table beforehand; only the ELF for qemu has it. A machine with accelerators never comes to that code.
/// </summary>
internal static class QemuResults
{
    /// <summary>Apart from all programs and their data: the address of the next result, room for three registers, and the results.</summary>
    private const uint Address = 0x5000_0000, Head = 16;

    /// <summary>The table's segment.</summary>
    public static ElfBuilder AddTo(ElfBuilder elf, IReadOnlyList<uint> results) =>
        results.Count == 0 ? elf : elf.AddSegment(Address, ElfBuilder.ToBytes([Address + Head, 0, 0, 0, .. results]), ElfBuilder.ReadWrite);

    /// <summary>Behind an ECALL: if it returned -38, stores the next results where the call would have, and 0 in a0. Other registers stay.</summary>
    /// <param name="results">where they go, and how many words.</param>
    public static uint[] Take(params (uint Address, int Words)[] results)
    {
        var copied = results.SelectMany(r => Copy(r.Address, r.Words));
        uint[] body = results.Length == 0
            ? [Addi(A0, 0, 0)]
            :
            [
                .. Li(A0, Address), Sw(T0, 4, A0), Sw(T1, 8, A0), Sw(T2, 12, A0), Lw(T0, 0, A0), .. copied,
                .. Li(A0, Address), Sw(T0, 0, A0), Lw(T0, 4, A0), Lw(T1, 8, A0), Lw(T2, 12, A0), Addi(A0, 0, 0),
            ];
        return [Beq(A0, 0, 4 * (body.Length + 1)), .. body];
    }

    private static uint[] Copy(uint to, int words) =>
        [.. Li(T1, to), Addi(T2, 0, words), Lw(A0, 0, T0), Sw(A0, 0, T1), Addi(T0, T0, 4), Addi(T1, T1, 4), Addi(T2, T2, -1), Bne(T2, 0, -20)];
}
