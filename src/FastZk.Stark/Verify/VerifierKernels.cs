using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using FastZk.Field;
using FastZk.Field.Packed;
using FastZk.Hash;

namespace FastZk.Stark.Verify;

/// <summary>
/// The verifier's inner loops over opened rows, a row a lane, one instantiation for each instruction set, all giving the same bits. Spans come in with
/// their lengths checked; elements of E are five columns of words, a stride apart.
/// </summary>
internal abstract unsafe class VerifierKernels
{
    /// <summary>Rows of a batch: one batch is hashed at a time.</summary>
    public const int Lanes = RowHasher.BatchRows;

    /// <summary>Columns of the DEEP sums: at ζ, at ζ·g and R.</summary>
    public const int SumColumns = 3 * Fp5.Degree;

    /// <summary>Kernels for the widest instruction set of this machine.</summary>
    public static VerifierKernels Best { get; } = For(PackedBackends.Best);

    /// <summary>Kernels for a given instruction set.</summary>
    public static VerifierKernels For(PackedBackend backend) => backend switch
    {
        PackedBackend.Avx512 => new VerifierKernels<Packed16>(),
        PackedBackend.Avx2 => new VerifierKernels<Packed8>(),
        _ => new VerifierKernels<Packed1>(),
    };

    /// <summary>The least number of rows from count on that is a multiple of <see cref="Lanes"/>.</summary>
    public static int Padded(int count) => (count + Lanes - 1) / Lanes * Lanes;

    /// <summary>
    /// Makes columns of <see cref="Lanes"/> words from rows on the wire, field elements in Montgomery form; lanes without a row become zero. False if a field
    /// element is not canonical.
    /// </summary>
    /// <param name="rows">up to <see cref="Lanes"/> rows, words little-endian.</param>
    /// <param name="rowWords">words of a row.</param>
    /// <param name="freeWords">how many words of a row, its first ones, may have any value and stay as they are.</param>
    /// <param name="columns">takes the rowWords columns, one after the other.</param>
    /// <param name="spare">as many words, for a copy of a batch that is not full.</param>
    public bool Open(ReadOnlySpan<byte> rows, int rowWords, int freeWords, Span<uint> columns, Span<uint> spare)
    {
        columns = columns[..(rowWords * Lanes)];
        if (rows.Length < columns.Length * sizeof(uint) || !BitConverter.IsLittleEndian)
        {
            spare = spare[..columns.Length];
            var bytes = MemoryMarshal.AsBytes(spare);
            rows.CopyTo(bytes);
            bytes[rows.Length..].Clear();
            if (!BitConverter.IsLittleEndian)
            {
                BinaryPrimitives.ReverseEndianness(spare, spare);
            }

            rows = bytes;
        }

        var fields = columns[(freeWords * Lanes)..];
        fixed (byte* source = rows)
        {
            fixed (uint* target = columns)
            {
                Transpose((uint*)source, rowWords, target);
            }
        }

        if (Max(fields) >= Fp.Modulus)
        {
            return false;
        }

        fixed (uint* words = fields)
        {
            ToMontgomery(words, fields.Length);
        }

        return true;
    }

    private static uint Max(ReadOnlySpan<uint> words)
    {
        var max = 0u;
        if (Vector.IsHardwareAccelerated)
        {
            var vectors = MemoryMarshal.Cast<uint, Vector<uint>>(words);
            var v = Vector<uint>.Zero;
            foreach (ref readonly var w in vectors)
            {
                v = Vector.Max(v, w);
            }

            for (var i = 0; i < Vector<uint>.Count; i++)
            {
                max = Math.Max(max, v[i]);
            }

            words = words[(vectors.Length * Vector<uint>.Count)..];
        }

        foreach (var w in words)
        {
            max = Math.Max(max, w);
        }

        return max;
    }

    /// <summary>Adds Σ weight·column of a batch to the first <see cref="Lanes"/> rows of sums.</summary>
    public void AddWeighted(ReadOnlySpan<uint> columns, in WeightedColumns terms, Span<uint> sums, int stride)
    {
        var numbers = terms.Columns;
        ArgumentOutOfRangeException.ThrowIfLessThan(sums.Length, 4 * stride + Lanes);
        foreach (var c in numbers)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)c, (uint)(columns.Length / Lanes - 1));
        }

        fixed (uint* from = columns, to = sums, weights = MemoryMarshal.Cast<Fp5, uint>(terms.Weights))
        {
            fixed (int* which = numbers)
            {
                AddWeighted(from, which, numbers.Length, weights, to, stride);
            }
        }
    }

    /// <summary>
    /// The five first columns of sums become (Σ at ζ)/(x - ζ) + (Σ at ζ·g)/(x - ζ·g) + R; sums has stride rows, a multiple of <see cref="Lanes"/>, and no
    /// point is ζ or ζ·g.
    /// </summary>
    public void Quotients(ReadOnlySpan<uint> points, Fp5 zeta, Fp5 next, Span<uint> sums, int stride)
    {
        CheckRows(points.Length, stride);
        ArgumentOutOfRangeException.ThrowIfLessThan(sums.Length, SumColumns * stride);
        fixed (uint* x = points, s = sums)
        {
            Quotients(x, (uint*)&zeta, (uint*)&next, s, stride);
        }
    }

    /// <summary>Folds leaves of eight elements: entry e of leaf i is at entries[(5e + k)·stride + i], its point x has the inverse inverses[i].</summary>
    public void Fold(ReadOnlySpan<uint> entries, ReadOnlySpan<uint> inverses, Fp5 challenge, Span<uint> values, int stride)
    {
        CheckRows(inverses.Length, stride);
        ArgumentOutOfRangeException.ThrowIfLessThan(entries.Length, 8 * Fp5.Degree * stride);
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, Fp5.Degree * stride);
        fixed (uint* f = entries, x = inverses, v = values)
        {
            Fold(f, x, (uint*)&challenge, v, stride);
        }
    }

    /// <summary>The values of a polynomial over E, constant first, at points of the base field.</summary>
    public void Evaluate(ReadOnlySpan<Fp5> coefficients, ReadOnlySpan<uint> points, Span<uint> values, int stride)
    {
        CheckRows(points.Length, stride);
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, Fp5.Degree * stride);
        fixed (uint* c = MemoryMarshal.Cast<Fp5, uint>(coefficients), x = points, v = values)
        {
            Evaluate(c, coefficients.Length, x, v, stride);
        }
    }

    private static void CheckRows(int rows, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows, stride);
        ArgumentOutOfRangeException.ThrowIfNotEqual(stride % Lanes, 0);
    }

    /// <summary>Π (x - root^i) over i = 1..count.</summary>
    public abstract Fp5 Product(Fp5 x, Fp root, int count);

    /// <summary>Rows hold Lanes·rowWords words, columns as many.</summary>
    protected abstract void Transpose(uint* rows, int rowWords, uint* columns);

    /// <summary>Any words, a multiple of Lanes; in place.</summary>
    protected abstract void ToMontgomery(uint* words, long count);

    /// <summary>Column c of the count ones has Lanes words at columns + which[c]·Lanes, and five words of weights.</summary>
    protected abstract void AddWeighted(uint* columns, int* which, int count, uint* weights, uint* sums, int stride);

    /// <summary>Stride points, 15 columns of sums.</summary>
    protected abstract void Quotients(uint* points, uint* zeta, uint* next, uint* sums, int stride);

    /// <summary>Forty columns of entries, stride inverses, five columns of values.</summary>
    protected abstract void Fold(uint* entries, uint* inverses, uint* challenge, uint* values, int stride);

    /// <summary>5·count words of coefficients, stride points, five columns of values.</summary>
    protected abstract void Evaluate(uint* coefficients, int count, uint* points, uint* values, int stride);
}
