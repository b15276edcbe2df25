using FastZk.Circuits.Tables.Keccak;
using FastZk.Stark;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Fill;

/// <summary>The work that fills the tables of the Keccak calls' states, blocks and permutations.</summary>
internal static class KeccakItems
{
    // About 4096 rows a piece, in whole tiles, as lookups are counted tile by tile.
    private const int Calls = 2 * StarkConstants.Tile, Blocks = 5 * StarkConstants.Tile / 2;

    /// <summary>The work for one of the tables, or null when it is none of these.</summary>
    public static FillTask? Of(ProverContext context, ExecutionTrace trace, KeccakLayout layout, WitnessTable table)
    {
        var permutations = trace.KeccakPermutations;
        switch (table.Table)
        {
            case Rv32Circuit.KeccakState:
                return new(table, Pieces(0, trace.KeccakCalls.Count, Calls), (piece, _) =>
                {
                    var (first, start) = (Calls * piece, KeccakStateTable.CallRows * Calls * piece);
                    var count = Math.Min(Calls, trace.KeccakCalls.Count - first);
                    KeccakStateTable.Fill(trace.KeccakCalls, first, count, table.Main, start);
                    return new(start, KeccakStateTable.CallRows * count);
                });
            case Rv32Circuit.KeccakAbsorb:
                return new(table, Pieces(0, layout.Blocks, Blocks), (piece, _) =>
                {
                    var (first, start) = (Blocks * piece, KeccakAbsorbTable.BlockRows * Blocks * piece);
                    var count = Math.Min(Blocks, layout.Blocks - first);
                    KeccakAbsorbTable.Fill(permutations, KeccakLayout.PermutationOf(permutations, first), count, table.Main, start);
                    return new(start, KeccakAbsorbTable.BlockRows * count);
                });
            case Rv32Circuit.KeccakParity:
                return new(table, 1, (_, _) =>
                {
                    KeccakParityTable.Fill(permutations, table.Main, context.Cancellation);
                    return new(0, KeccakParityTable.UsedRows);
                });
            case Rv32Circuit.KeccakPermute:
                return Permutations(permutations, 0, layout.Cut, table);
            case Rv32Circuit.KeccakPermuteSecond:
                return Permutations(permutations, layout.Cut, layout.Permutations, table);
            default:
                return null;
        }
    }

    private static FillTask Permutations(RecordList permutations, int from, int to, WitnessTable table) =>
        new(table, Pieces(from, to, KeccakPermuteFill.MaxPermutations), (piece, scratch) =>
        {
            var first = from + piece * KeccakPermuteFill.MaxPermutations;
            var count = Math.Min(KeccakPermuteFill.MaxPermutations, to - first);
            scratch.Keccak.Fill(permutations, first, count, table.Main, KeccakPermuteTable.Rounds * (first - from));
            return default;
        });

    private static int Pieces(int from, int to, int step) => (to - from + step - 1) / step;
}
