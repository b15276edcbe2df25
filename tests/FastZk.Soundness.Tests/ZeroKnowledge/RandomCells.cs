using FastZk.Field;
using FastZk.Memory;

namespace FastZk.Soundness.Tests.ZeroKnowledge;

/// <summary>The cells behind the active rows of tables, before they are committed.</summary>
internal sealed class RandomCells
{
    private const int Bins = 17;

    private readonly List<int[]> _columns = [];
    private readonly HashSet<ulong> _pairs = [];
    private int _repeats, _pairCount;

    /// <summary>Cells seen.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a table's columns.</summary>
    /// <param name="columns">the columns, Montgomery form; the rows behind the random ones, if there are, are not looked at.</param>
    /// <param name="sums">the last columns of which row a holds something else, the running sum.</param>
    /// <param name="active">a: the first of the mask and random rows.</param>
    public void Add(ColumnMatrix columns, int sums, int active)
    {
        var rows = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)active);
        for (var c = 0; c < columns.Columns; c++)
        {
            var cells = columns.Column(c)[(c < columns.Columns - sums ? active : active + 1)..rows];
            var bins = new int[Bins];
            Count += cells.Length;
            for (var i = 0; i < cells.Length; i++)
            {
                bins[cells[i] * (long)Bins / Fp.Modulus]++;
            }

            // Two neighbours have 62 bits: no two pairs are equal by chance.
            for (var i = 0; i + 1 < cells.Length; i += 2)
            {
                _pairCount++;
                _repeats += _pairs.Add(cells[i] | (ulong)cells[i + 1] << 32) ? 0 : 1;
            }

            _columns.Add(bins);
        }
    }

    /// <summary>What does not look random.</summary>
    public IReadOnlyList<string> Suspicions()
    {
        var found = _columns.Select((c, i) => (Index: i, Probability: ChiSquare.Probability(c))).Where(x => x.Probability < 1e-11)
            .Select(x => $"column {x.Index}: probability {x.Probability:g2}").ToList();
        if (_repeats > 0)
        {
            found.Add($"{_repeats} of {_pairCount} pairs repeated");
        }

        return found;
    }
}
