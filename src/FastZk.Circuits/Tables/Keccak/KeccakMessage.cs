using FastZk.Stark.Air;
using FastZk.Vm.Accelerators;

namespace FastZk.Circuits.Tables.Keccak;

/// <summary>
/// Tuples of <see cref="Bus.Keccak"/>. The state's 1600 bits (lane x + 5y, bit z is number 64(x + 5y) + z) are cut into packs of 24 bits, the last one of 16. A
/// tuple (kind, time, word, group, packs) carries three lanes, eight packs, of the call at a time, where it has come to a word of its blocks; the last group
/// has one lane, three packs and zeros.
/// </summary>
internal static class KeccakMessage
{
    /// <summary>Kind: lanes of a state in keccak_absorb.</summary>
    public const int State = 0;

    /// <summary>Kinds: lanes to which a block was added; those of the last group of the rate.</summary>
    public const int Absorbed = 1, AbsorbedTail = 2;

    /// <summary>Kind: lanes of a state in keccak_f1600.</summary>
    public const int Lone = 3;

    /// <summary>Kind: what a call says to a row of its state, see <see cref="KeccakStateTable.CallTuple"/>.</summary>
    public const int Call = 4;

    /// <summary>Lanes of a group, groups of a state, groups that have lanes of the rate (the last of them has two, and one of the capacity).</summary>
    public const int GroupLanes = 3, Groups = 9, RateGroups = 6;

    /// <summary>Bits of a pack, packs of a group and of a state.</summary>
    public const int PackBits = 24, GroupPacks = 8, Packs = (64 * KeccakPermutation.Lanes + PackBits - 1) / PackBits;

    /// <summary>Words of a group.</summary>
    public const int GroupWords = 2 * GroupLanes;

    /// <summary>A tuple of lanes; packs that a group does not have are 0.</summary>
    public static Expression[] Lanes(Expression kind, Expression time, Expression word, Expression group, IEnumerable<Expression> packs) =>
        Tuple([kind, time, word, group, .. packs]);

    /// <summary>The entries and zeros behind them: all tuples of a bus have one length.</summary>
    public static Expression[] Tuple(IReadOnlyList<Expression> entries) => [.. entries, .. Enumerable.Repeat<Expression>(0, 4 + GroupPacks - entries.Count)];

    /// <summary>The packs of three bytes each.</summary>
    public static IEnumerable<Expression> FromBytes(IReadOnlyList<Expression> bytes)
    {
        for (var i = 0; i < bytes.Count; i += 3)
        {
            yield return bytes[i] + 256 * bytes[i + 1] + 65536 * bytes[i + 2];
        }
    }
}
