using FastZk.Circuits.Tables.Keccak;
using FastZk.Stark;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Fill;

/// <summary>The work that fills the tables of the Keccak calls' states, blocks and permutations.</summary>
internal static class KeccakItems
{
    // About 4096 rows an item, in whole tiles, as lookups are counted tile by tile.
    private const int Calls = 2 * StarkConstants.Tile, Blocks = 5 * StarkConstants.Tile / 2;

    public static IEnumerable<FillItem> Of(ProverContext context, ExecutionTrace trace, KeccakLayout layout, IReadOnlyList<WitnessTable> tables)
    {
        var permutations = trace.KeccakPermutations;
        foreach (var t in tables)
        {
            switch (t.Table)
            {
                case Rv32Circuit.KeccakState:
                    foreach (var (first, count) in Pieces(0, trace.KeccakCalls.Count, Calls))
                    {
                        var start = KeccakStateTable.CallRows * first;
                        yield return new(t, start, KeccakStateTable.CallRows * count,
                            () => KeccakStateTable.Fill(trace.KeccakCalls, first, count, t.Main, start));
                    }

                    break;
                case Rv32Circuit.KeccakAbsorb:
                    foreach (var (first, count) in Pieces(0, layout.Absorbing.Length, Blocks))
                    {
                        var start = KeccakAbsorbTable.BlockRows * first;
                        yield return new(t, start, KeccakAbsorbTable.BlockRows * count,
                            () => KeccakAbsorbTable.Fill(permutations, layout.Absorbing.AsSpan(first, count), t.Main, start));
                    }

                    break;
                case Rv32Circuit.KeccakParity:
                    yield return new(t, 0, KeccakParityTable.UsedRows, () => KeccakParityTable.Fill(permutations, t.Main, context.Cancellation));
                    break;
                case Rv32Circuit.KeccakPermute or Rv32Circuit.KeccakPermuteSecond:
                    var (from, to) = t.Table == Rv32Circuit.KeccakPermute ? (0, layout.Cut) : (layout.Cut, layout.Permutations);
                    foreach (var (first, count) in Pieces(from, to, KeccakPermuteFill.MaxPermutations))
                    {
                        yield return new(t, 0, 0, () =>
                        {
                            using var fill = new KeccakPermuteFill(context.Pool);
                            fill.Fill(permutations, first, count, t.Main, KeccakPermuteTable.Rounds * (first - from));
                        });
                    }

                    break;
            }
        }
    }

    private static IEnumerable<(int First, int Count)> Pieces(int from, int to, int step)
    {
        for (var i = from; i < to; i += step)
        {
            yield return (i, Math.Min(step, to - i));
        }
    }
}
