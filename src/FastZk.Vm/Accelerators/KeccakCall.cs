namespace FastZk.Vm.Accelerators;

/// <summary>
/// The calls keccak_absorb(state, blocks, count) and keccak_f1600(state). The state is 50 words, 25 lanes of which the low word comes first. keccak_absorb
/// takes count blocks of 136 bytes, the rate of Keccak-256: for each it adds the block's 34 words to the first of the state's, by exclusive or, and permutes
/// the state. keccak_f1600 permutes once; the guest adds the blocks of other rates itself. State and blocks start at a multiple of 4 and do not overlap.
/// </summary>
public static class KeccakCall
{
    public const uint StateWords = 2 * KeccakPermutation.Lanes, BlockWords = 34, BlockBytes = 4 * BlockWords;

    /// <summary>Blocks of one call: fewer than 2^16 (8.5 MiB). Longer messages take several calls.</summary>
    public const uint MaxBlocks = BlockArguments.MaxBlocks;

    /// <summary>Why a call with these arguments faults, with call and argument named; null when it does not.</summary>
    /// <param name="number">one of the two calls' numbers; keccak_f1600 has a state only.</param>
    /// <param name="state">a0.</param>
    /// <param name="blocks">a1.</param>
    /// <param name="count">a2.</param>
    /// <param name="argument">the value of the argument at fault.</param>
    public static string? Refuse(uint number, uint state, uint blocks, uint count, out uint argument)
    {
        var reason = number == EcallNumber.KeccakAbsorb ? BlockArguments.Refuse(state, 4 * StateWords, blocks, BlockBytes, count, out argument) : RefuseState(state, out argument);
        return reason is null ? null : (number == EcallNumber.KeccakAbsorb ? "keccak_absorb: " : "keccak_f1600: ") + reason;
    }

    /// <summary>Runs a call that is not refused.</summary>
    public static void Run(GuestMemory memory, uint number, uint state, uint blocks, uint count, CancellationToken cancellation)
    {
        Span<ulong> lanes = stackalloc ulong[KeccakPermutation.Lanes];
        try
        {
            LoadLanes(memory, state, lanes);
            if (number == EcallNumber.KeccakPermute)
            {
                KeccakPermutation.Permute(lanes);
            }
            else
            {
                Absorb(memory, lanes, blocks, count, cancellation);
            }

            StoreLanes(memory, state, lanes);
        }
        finally
        {
            lanes.Clear();
        }
    }

    /// <summary>Loads lanes, the low word first.</summary>
    public static void LoadLanes(GuestMemory memory, uint address, Span<ulong> lanes)
    {
        for (var i = 0; i < lanes.Length; i++)
        {
            var at = address + 8 * (uint)i;
            lanes[i] = memory.LoadWord(at) | (ulong)memory.LoadWord(at + 4) << 32;
        }
    }

    /// <summary>Stores lanes, the low word first.</summary>
    public static void StoreLanes(GuestMemory memory, uint address, ReadOnlySpan<ulong> lanes)
    {
        for (var i = 0; i < lanes.Length; i++)
        {
            var at = address + 8 * (uint)i;
            memory.StoreWord(at, (uint)lanes[i]);
            memory.StoreWord(at + 4, (uint)(lanes[i] >> 32));
        }
    }

    private static void Absorb(GuestMemory memory, Span<ulong> lanes, uint blocks, uint count, CancellationToken cancellation)
    {
        Span<ulong> block = stackalloc ulong[(int)BlockWords / 2];
        try
        {
            for (uint b = 0; b < count; b++)
            {
                if (b % 4096 == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                LoadLanes(memory, blocks + BlockBytes * b, block);
                for (var i = 0; i < block.Length; i++)
                {
                    lanes[i] ^= block[i];
                }

                KeccakPermutation.Permute(lanes);
            }
        }
        finally
        {
            block.Clear();
        }
    }

    private static string? RefuseState(uint state, out uint argument)
    {
        argument = state;
        return BlockArguments.RefuseState(state, 4 * StateWords);
    }
}
