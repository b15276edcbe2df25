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

    /// <summary>Cells that are not what follows from the words.</summary>
    public Dictionary<string, long> Cells { get; private init; } = [];

    public CompressRow Copy() => new()
    {
        IsInitial = IsInitial, IsFirst = IsFirst, IsLast = IsLast, S = [.. S], T = [.. T], Time = Time, Word = Word, H = [.. H], A = [.. A], E = [.. E], W = [.. W], Cells = new(Cells),
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
