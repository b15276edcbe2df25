using System.Numerics;
using System.Runtime.CompilerServices;
using FastZk.Circuits.Tables.Multiply256;
using FastZk.Field;
using FastZk.Memory;
using FastZk.Vm;
using FastZk.Vm.Accelerators;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Fill;

/// <summary>Writes rows of <see cref="Multiply256Table"/>.</summary>
internal static class Multiply256Fill
{
    private const int Words = Multiply256Call.Words, Bytes = Multiply256Table.Bytes, Limbs = Multiply256Table.Limbs;

    /// <summary>Writes the rows of one chunk of records of calls.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(ElfImage image, RecordList list, int chunk, ColumnMatrix matrix, long start)
    {
        Span<int> sums = stackalloc int[2 * Bytes];
        Span<int> bytes = stackalloc int[Bytes];
        var rows = list.Rows(chunk);
        for (var i = 0; i < list.RowsOf(chunk); i++)
        {
            var record = rows.Slice(i * list.Columns, list.Columns);
            uint time = record[(int)Multiply256Column.Time], isWide = record[(int)Multiply256Column.IsWide];
            var w = new RowWriter(matrix, start + i);
            w.Put(1 - isWide);
            w.Put(isWide);
            w.Put(image.CodeBase + 4 * record[(int)Multiply256Column.Row]);
            w.Put(time);
            w.Put(record[(int)Multiply256Column.TimeNumber]);
            for (var k = 0; k < Multiply256Call.Arguments; k++)
            {
                var address = record[(int)Multiply256Column.Addresses + k];
                w.Put((address & 0xFFFF) >> 2);
                w.Put(address >> 16);
                w.Put(k == Multiply256Call.M && isWide == 1 ? time : record[(int)Multiply256Column.TimesArguments + k]);
            }

            ReadOnlySpan<uint> a = Number(record, Multiply256Call.A), b = Number(record, Multiply256Call.B), c = Number(record, Multiply256Call.C);
            ReadOnlySpan<uint> d = Number(record, Multiply256Call.D), m = Number(record, Multiply256Call.M);
            ReadOnlySpan<uint> r = record.Slice((int)Multiply256Column.Remainder, Words), q = record.Slice((int)Multiply256Column.Quotient, Words);
            PutBytes(ref w, a);
            PutBytes(ref w, b);
            PutBytes(ref w, m);
            PutBytes(ref w, q);
            PutLimbs(ref w, r);
            PutLimbs(ref w, c);
            PutLimbs(ref w, d);
            PutLimbs(ref w, Number(record, Multiply256Call.R));
            PutLimbs(ref w, Number(record, Multiply256Call.Q));
            foreach (var k in (ReadOnlySpan<byte>)[Multiply256Call.A, Multiply256Call.B, Multiply256Call.R])
            {
                foreach (var before in record.Slice((int)Multiply256Column.Times + Words * k, Words))
                {
                    w.Put(before);
                }
            }

            foreach (var k in (ReadOnlySpan<byte>)[Multiply256Call.C, Multiply256Call.D, Multiply256Call.M, Multiply256Call.Q])
            {
                var used = k != Multiply256Call.M || isWide == 0;
                var before = used ? record[(int)Multiply256Column.Times + Words * k] : time;
                var at = time + (k == Multiply256Call.Q ? Multiply256Call.Step - 1 : 2 * (uint)k - 1);
                w.Put(before);
                w.Put(used ? at - before - 1 & 0xFFFF : 0);
            }

            sums.Clear();
            Add(sums, a, b, 1, bytes);
            Add(sums, q, m, -1, bytes);
            long carry = 0;
            for (var k = 0; k < Multiply256Table.Carries; k++)
            {
                carry += sums[2 * k] + 256L * sums[2 * k + 1];
                carry += k < Limbs ? (long)Limb(c, k) + Limb(d, k) - Limb(r, k) : -(long)(isWide * Limb(q, k - Limbs));
                carry >>= 16;
                w.Put((uint)(carry < 0 ? carry + Fp.Modulus : carry));
            }

            PutComparison(ref w, m, r, isWide);
        }

        sums.Clear();
        bytes.Clear();
    }

    private static ReadOnlySpan<uint> Number(ReadOnlySpan<uint> record, int argument) => record.Slice((int)Multiply256Column.Numbers + Words * argument, Words);

    private static uint Limb(ReadOnlySpan<uint> words, int i) => words[i / 2] >> (16 * (i % 2)) & 0xFFFF;

    private static uint Byte(ReadOnlySpan<uint> words, int i) => words[i / 4] >> (8 * (i % 4)) & 0xFF;

    private static void PutBytes(ref RowWriter w, ReadOnlySpan<uint> words)
    {
        for (var i = 0; i < Bytes; i++)
        {
            w.Put(Byte(words, i));
        }
    }

    private static void PutLimbs(ref RowWriter w, ReadOnlySpan<uint> words)
    {
        foreach (var word in words)
        {
            w.Word(word);
        }
    }

    // Adds the columns of the bytewise product, each below 2^21.
    private static void Add(Span<int> sums, ReadOnlySpan<uint> x, ReadOnlySpan<uint> y, int sign, Span<int> bytes)
    {
        for (var j = 0; j < Bytes; j++)
        {
            bytes[j] = (int)Byte(y, j);
        }

        for (var i = 0; i < Bytes; i++)
        {
            var factor = new Vector<int>(sign * (int)Byte(x, i));
            for (var j = 0; j < Bytes; j += Vector<int>.Count)
            {
                var at = sums[(i + j)..];
                (new Vector<int>(at) + factor * new Vector<int>(bytes[j..])).CopyTo(at);
            }
        }
    }

    // The highest limb in which m and r differ, by how much, and the witness that m is not 1.
    private static void PutComparison(ref RowWriter w, ReadOnlySpan<uint> m, ReadOnlySpan<uint> r, uint isWide)
    {
        var limb = Limbs - 1;
        while (limb > 0 && Limb(m, limb) == Limb(r, limb))
        {
            limb--;
        }

        for (var k = 0; k < Multiply256Table.Flags; k++)
        {
            w.Put(isWide == 0 && limb / Multiply256Table.Flags == k);
        }

        for (var k = 0; k < Multiply256Table.Flags; k++)
        {
            w.Put(isWide == 0 && limb % Multiply256Table.Flags == k);
        }

        w.Put(isWide == 0 ? Limb(m, limb) - Limb(r, limb) : 0);
        long other = (long)Byte(m, 0) - 1;
        for (var i = 1; i < Bytes; i++)
        {
            other += 256 * Byte(m, i);
        }

        w.Put(isWide == 0 ? Fp.FromInt64(other).Inverse().ToUInt32() : 0);
    }
}
