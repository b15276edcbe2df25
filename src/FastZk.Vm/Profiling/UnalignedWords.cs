namespace FastZk.Vm.Profiling;

/// <summary>Words that a guest loaded or stored in bytes and halves, because its compiler did not know them to be aligned.</summary>
/// <remarks>
/// Counted are, in straight code (no jump and no target of a direct jump between), (1) results of OR, ADD or XOR in which four bytes of ascending addresses
/// have come together in little-endian order, each loaded by LBU, LB or LHU over one base register and moved by SLLI; (2) completions of four bytes of
/// ascending addresses over one base register that SB or SH fill with the bytes of one register, moved by SRLI or SRAI. Not counted: words in big-endian
/// order, and bytes that are copied one by one. Whether the address was in fact unaligned plays no part.
/// </remarks>
/// <param name="Loads">How often such a word was put together.</param>
/// <param name="Stores">How often such a word was taken apart.</param>
public sealed record UnalignedWords(long Loads, long Stores)
{
    /// <summary>Counts by the executions of each instruction.</summary>
    internal static UnalignedWords Count(ElfImage image, ExecutionCounts counts)
    {
        long loads = 0, stores = 0;
        var targets = Targets(image.Code);
        var block = new UnalignedWordFinder();
        for (var i = 0; i < image.Code.Length; i++)
        {
            if (targets[i] || counts[i] == 0)
            {
                block.Clear();
            }

            ref readonly var instruction = ref image.Code[i];
            var (loaded, stored) = block.Next(instruction);
            loads += loaded ? counts[i] : 0;
            stores += stored ? counts[i] : 0;
        }

        return new(loads, stores);
    }

    private static bool[] Targets(Instruction[] code)
    {
        var targets = new bool[code.Length];
        for (var i = 0; i < code.Length; i++)
        {
            var target = i + (code[i].Immediate >> 2);
            if (code[i].Opcode is Opcode.Jal or (>= Opcode.Beq and <= Opcode.Bgeu) && (uint)target < (uint)code.Length)
            {
                targets[target] = true;
            }
        }

        return targets;
    }
}
