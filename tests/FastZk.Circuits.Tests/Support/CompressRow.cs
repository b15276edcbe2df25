using System.Buffers.Binary;
using FastZk.Circuits.Tables.Sha256;
using FastZk.Vm.Accelerators;

namespace FastZk.Circuits.Tests;

/// <summary>
/// A row of <see cref="Sha256CompressTable"/> as a forger thinks of it: kind, place, H and the slots' words are free, the rest follows (<see cref="CompressWriter"/>).
/// </summary>
internal sealed class CompressRow
{
    public const int Slots = Sha256CompressTable.Slots;

    public uint IsInitial { get; set; }
    public uint IsFirst { get; set; }
    public uint IsLast { get; set; }

    /// <summary>The flags of the round row (s, t).</summary>
    public uint[] S { get; private init; } = new uint[Slots];

    /// <inheritdoc cref="S"/>
    public uint[] T { get; private init; } = new uint[Slots];

    public long Time { get; set; }
    public long Word { get; set; }

    /// <summary>Limbs of the H that travels along, a's and e's, slot 0 first.</summary>
    public uint[] H { get; private init; } = new uint[4 * Slots];

    public uint[] A { get; private init; } = new uint[Slots];
    public uint[] E { get; private init; } = new uint[Slots];
    public uint[] W { get; private init; } = new uint[Slots];

    /// <summary>Delays (v, v_row, v_rows, w7_) and other cells that are not what follows from the words; sums see them.</summary>
    public Dictionary<string, long> Cells { get; private init; } = [];

    /// <summary>Carries out of range stand in the rest, not in the bit.</summary>
    public bool PutsCarriesInRest { get; set; }

    public CompressRow Copy() => new()
    {
        IsInitial = IsInitial,
        IsFirst = IsFirst,
        IsLast = IsLast,
        S = [.. S],
        T = [.. T],
        Time = Time,
        Word = Word,
        H = [.. H],
        A = [.. A],
        E = [.. E],
        W = [.. W],
        Cells = new(Cells),
        PutsCarriesInRest = PutsCarriesInRest,
    };

    /// <summary>A row that holds a state of 8 words.</summary>
    public static CompressRow Initial(long time, long word, uint[] state, bool isFirst, bool isLast)
    {
        var row = new CompressRow { IsInitial = 1, IsFirst = isFirst ? 1u : 0, IsLast = isLast ? 1u : 0, Time = time, Word = word };
        for (var j = 0; j < Slots; j++)
        {
            (row.A[j], row.E[j]) = (state[Slots - 1 - j], state[2 * Slots - 1 - j]);
            row.W[j] = BinaryPrimitives.ReverseEndianness(row.A[j]);
            (row.H[2 * j], row.H[2 * j + 1]) = (row.A[j] & 0xFFFF, row.A[j] >> 16);
            (row.H[8 + 2 * j], row.H[9 + 2 * j]) = (row.E[j] & 0xFFFF, row.E[j] >> 16);
        }

        return row;
    }

    /// <summary>The run of a call: one block after the other from a word of memory on.</summary>
    /// <param name="time">the call's.</param>
    /// <param name="word">first word of the blocks.</param>
    /// <param name="state">8 words; becomes the new state.</param>
    /// <param name="blocks">words of memory, 16 a block.</param>
    public static List<CompressRow> Run(long time, long word, uint[] state, params uint[][] blocks)
    {
        var rows = new List<CompressRow>();
        foreach (var block in blocks)
        {
            rows.AddRange(Block(time, word, state, block, rows.Count == 0));
            Sha256Call.Compress(state, block);
            word += 16;
        }

        rows.Add(Initial(time, word, state, rows.Count == 0, true));
        return rows;
    }

    /// <summary>An initial row and one row for each (s, t), as the sums of such a sequence have it, whichever it is.</summary>
    /// <param name="time">the call's.</param>
    /// <param name="word">first word of the block.</param>
    /// <param name="state">8 words.</param>
    /// <param name="message">words of memory, four for each row with s = 0.</param>
    /// <param name="rounds">the rows.</param>
    /// <param name="schedule">what W of slot k of the sequence becomes in place of a value.</param>
    public static List<CompressRow> Sequence(long time, long word, uint[] state, uint[] message, IEnumerable<(int S, int T)> rounds, Func<int, uint, uint>? schedule = null)
    {
        var first = Initial(time, word, state, true, false);
        var (rows, w, x, taken) = (new List<CompressRow> { first }, new List<uint>(first.W), (uint[])state.Clone(), 0);
        uint Back(int by) => by <= w.Count ? w[^by] : 0;
        foreach (var (s, t) in rounds)
        {
            var row = new CompressRow { Time = time, Word = word, H = [.. first.H] };
            (row.S[s], row.T[t]) = (1, 1);
            for (var j = 0; j < Slots; j++)
            {
                var next = s == 0
                    ? BinaryPrimitives.ReverseEndianness(message[taken++])
                    : Sha256Call.SmallSigma1(Back(2)) + Back(7) + Sha256Call.SmallSigma0(Back(15)) + Back(16);
                row.W[j] = schedule?.Invoke(w.Count - Slots, next) ?? next;
                w.Add(row.W[j]);
                Round(x, row.W[j], Sha256Call.RoundConstant(16 * s + 4 * t + j));
                (row.A[j], row.E[j]) = (x[0], x[4]);
            }

            word += s == 0 ? 4 : 0;
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The sixteen rows of a block.</summary>
    public static IEnumerable<(int S, int T)> Rounds => from s in Enumerable.Range(0, Slots) from t in Enumerable.Range(0, Slots) select (s, t);

    /// <summary>H and slots of a last round row, added.</summary>
    public uint[] Sum()
    {
        var sum = new uint[2 * Slots];
        for (var j = 0; j < Slots; j++)
        {
            sum[Slots - 1 - j] = A[j] + H[2 * j] + (H[2 * j + 1] << 16);
            sum[2 * Slots - 1 - j] = E[j] + H[8 + 2 * j] + (H[9 + 2 * j] << 16);
        }

        return sum;
    }

    /// <summary>The row that ends a run behind this one.</summary>
    public CompressRow End() => Initial(Time, Word + 4 * S[0], Sum(), false, true);

    private static IEnumerable<CompressRow> Block(long time, long word, uint[] h, uint[] block, bool isFirst)
    {
        var w = new uint[64];
        Sha256Call.Schedule(block, w);
        var first = Initial(time, word, h, isFirst, false);
        yield return first;
        uint[] x = [.. h];
        for (var r = 0; r < 16; r++)
        {
            var row = new CompressRow { Time = time, Word = word + Math.Min(4 * r, 16), H = [.. first.H] };
            (row.S[r / 4], row.T[r % 4]) = (1, 1);
            for (var j = 0; j < Slots; j++)
            {
                Round(x, w[4 * r + j], Sha256Call.RoundConstant(4 * r + j));
                (row.A[j], row.E[j], row.W[j]) = (x[0], x[4], w[4 * r + j]);
            }

            yield return row;
        }
    }

    /// <summary>One round on the working variables a..h.</summary>
    public static void Round(uint[] x, uint w, uint k)
    {
        var t1 = x[7] + Sha256Call.BigSigma1(x[4]) + ((x[4] & x[5]) ^ (~x[4] & x[6])) + k + w;
        var t2 = Sha256Call.BigSigma0(x[0]) + ((x[0] & x[1]) ^ (x[0] & x[2]) ^ (x[1] & x[2]));
        (x[7], x[6], x[5], x[4], x[3], x[2], x[1], x[0]) = (x[6], x[5], x[4], x[3] + t1, x[2], x[1], x[0], t1 + t2);
    }
}
