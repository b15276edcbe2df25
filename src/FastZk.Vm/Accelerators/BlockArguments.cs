namespace FastZk.Vm.Accelerators;

/// <summary>What the calls that take blocks into a state demand of their arguments: state in a0, blocks in a1, count in a2.</summary>
internal static class BlockArguments
{
    /// <summary>Blocks of one call: fewer than 2^16. Longer messages take several calls.</summary>
    public const uint MaxBlocks = (1u << 16) - 1;

    /// <summary>Why a state at this address is refused; null when it is not.</summary>
    /// <param name="state">a0.</param>
    /// <param name="bytes">bytes of a state.</param>
    public static string? RefuseState(uint state, uint bytes)
    {
        if (state % 4 != 0)
        {
            return "the state in a0 must start at a multiple of 4";
        }

        return GuestIo.BufferFits(state, bytes) ? null : "the state in a0 passes the end of memory";
    }

    /// <summary>Why a call with these arguments is refused; null when it is not.</summary>
    /// <param name="state">a0.</param>
    /// <param name="stateBytes">bytes of a state.</param>
    /// <param name="blocks">a1.</param>
    /// <param name="blockBytes">bytes of a block.</param>
    /// <param name="count">a2.</param>
    /// <param name="argument">the argument at fault.</param>
    public static string? Refuse(uint state, uint stateBytes, uint blocks, uint blockBytes, uint count, out uint argument)
    {
        argument = state;
        if (RefuseState(state, stateBytes) is { } reason)
        {
            return reason;
        }

        argument = count;
        if (count > MaxBlocks)
        {
            return $"the count in a2 is {count}, of at most {MaxBlocks} blocks";
        }

        argument = blocks;
        if (blocks % 4 != 0)
        {
            return "the blocks in a1 must start at a multiple of 4";
        }

        if (!GuestIo.BufferFits(blocks, blockBytes * count))
        {
            return "the blocks in a1 pass the end of memory";
        }

        return count > 0 && blocks < state + stateBytes && state < blocks + blockBytes * count ? "the blocks in a1 overlap the state in a0" : null;
    }
}
