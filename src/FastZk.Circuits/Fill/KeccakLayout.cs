using FastZk.Circuits.Tables.Keccak;
using FastZk.Stark.Security;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Fill;

/// <summary>Which permutations of the Keccak calls absorb a block, and which instance of their table holds them.</summary>
internal sealed class KeccakLayout
{
    // Up to this height a second instance's columns in every opening cost more than the padding.
    private const int SmallestCutLog = 15;

    private KeccakLayout(ExecutionTrace trace, int cut)
    {
        var list = trace.KeccakPermutations;
        Permutations = list.Count;
        Cut = cut;
        Blocks = list.Count == 0 ? 0 : BlocksTo(list, list.Count - 1);
    }

    /// <summary>Number of permutations.</summary>
    public int Permutations { get; }

    /// <summary>Permutations from this one on stand in the second instance.</summary>
    public int Cut { get; }

    /// <summary>Number of permutations that absorb a block.</summary>
    public int Blocks { get; }

    public static KeccakLayout Of(ExecutionTrace trace, Profile profile)
    {
        var count = trace.KeccakPermutations.Count;
        var log = profile.LogHeightFor(KeccakPermuteTable.Rounds * (long)count);
        if (log <= SmallestCutLog)
        {
            return new(trace, count);
        }

        // As for the instruction classes: 2^(k-1) rows first, and a rest that fits 2^(k-2); otherwise all in one.
        var first = profile.ActiveRows(log - 1) / KeccakPermuteTable.Rounds;
        return new(trace, profile.LogHeightFor(KeccakPermuteTable.Rounds * (long)(count - first)) <= log - 2 ? first : count);
    }

    /// <summary>The layout that has so many rows in each table, as <see cref="WitnessBuilder.RowCounts"/> counted them.</summary>
    public static KeccakLayout Of(ExecutionTrace trace, int[] rows) => new(trace, rows[Rv32Circuit.KeccakPermute] / KeccakPermuteTable.Rounds);

    /// <summary>The permutation that absorbs block number <paramref name="block"/>, counted from 0; there is one.</summary>
    public static int PermutationOf(RecordList list, int block)
    {
        var (low, high) = (0, list.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = BlocksTo(list, middle) > block ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    // Blocks absorbed when this permutation has ended.
    private static int BlocksTo(RecordList list, int permutation) =>
        (int)(list[permutation, (int)KeccakPermutationColumn.Block] + list[permutation, (int)KeccakPermutationColumn.Absorbs]);

    /// <summary>Writes the numbers of rows.</summary>
    public void CountRows(ExecutionTrace trace, int[] rows)
    {
        rows[Rv32Circuit.KeccakCall] = trace.KeccakCalls.Count;
        rows[Rv32Circuit.KeccakState] = KeccakStateTable.CallRows * trace.KeccakCalls.Count;
        rows[Rv32Circuit.KeccakAbsorb] = KeccakAbsorbTable.BlockRows * Blocks;
        rows[Rv32Circuit.KeccakParity] = Permutations > 0 ? KeccakParityTable.UsedRows : 0;
        rows[Rv32Circuit.KeccakPermute] = KeccakPermuteTable.Rounds * Cut;
        rows[Rv32Circuit.KeccakPermuteSecond] = KeccakPermuteTable.Rounds * (Permutations - Cut);
    }
}
