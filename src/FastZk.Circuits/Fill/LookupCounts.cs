using System.Runtime.CompilerServices;
using FastZk.Circuits.Preprocessed;
using FastZk.Circuits.Tables.Lookups;
using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark;
using FastZk.Stark.Kernels;
using FastZk.Stark.Lookup;
using FastZk.Vm;

namespace FastZk.Circuits.Fill;

/// <summary>Multiplicities of all lookup tables, counted by several workers side by side and then added up.</summary>
internal sealed unsafe class LookupCounts : IDisposable
{
    private readonly NativeBuffer[] _workers;
    // Program row of each code word, -1 for none: public.
    private readonly NativeBuffer _rowOf;
    private readonly uint _codeBase;
    private readonly int _bytes, _small, _program, _total;

    /// <param name="context">pool and workers.</param>
    /// <param name="image">the program.</param>
    public LookupCounts(ProverContext context, ElfImage image)
    {
        _codeBase = image.CodeBase;
        _rowOf = context.Pool.Rent(image.Code.Length * (long)sizeof(int), secret: false);
        _bytes = Rv32Circuit.Lookup(Rv32Circuit.Range).Counters;
        _small = _bytes + Rv32Circuit.Lookup(Rv32Circuit.Bytes).Counters;
        _program = _small + Rv32Circuit.Lookup(Rv32Circuit.Small).Counters;
        _total = _program + ProgramTable.FillRows(image, _rowOf.AsSpan<int>());
        _workers = new NativeBuffer[context.Workers.Threads];
        try
        {
            for (var w = 0; w < _workers.Length; w++)
            {
                _workers[w] = context.Pool.Rent(_total * (long)sizeof(uint), zeroed: true);
            }
        }
        catch
        {
            // Nobody else will: the caller never sees this object.
            Dispose();
            throw;
        }
    }

    /// <summary>Counts the lookups of a tile of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Count(int worker, int table, LookupPlan plan, TileBuffers buffers, uint** columns, long row)
    {
        const int tile = StarkConstants.Tile;
        var kernels = StarkKernels.Best;
        buffers.Seek(columns, row);
        kernels.Run(plan.Program, buffers.Slots, tile);
        var counters = _workers[worker].AsSpan<uint>()[.._total];
        var rowOf = _rowOf.AsSpan<int>();
        foreach (var (bus, first, keys) in plan.Lookups)
        {
            var multiplicity = *buffers.Outputs(first);
            for (var k = 0; k < keys; k++)
            {
                kernels.FromMontgomery(*buffers.Outputs(first + 1 + k), *buffers.Outputs(first + 1 + k), tile);
            }

            var x = *buffers.Outputs(first + 1);
            var y = keys > 1 ? *buffers.Outputs(first + 2) : null;
            var z = keys > 2 ? *buffers.Outputs(first + 3) : null;
            for (var i = 0; i < tile; i++)
            {
                if (multiplicity[i] == 0)
                {
                    continue;
                }

                var counter = Locate(rowOf, bus, x[i], keys > 1 ? y[i] : 0, keys > 2 ? z[i] : 0);
                if (counter < 0 || multiplicity[i] != Fp.MontgomeryOne)
                {
                    throw new StarkProverException($"Table {Rv32Circuit.Table(table).Name}, row {row + i}: a lookup on bus {bus} has no entry.");
                }

                counters[counter]++;
            }
        }
    }

    private int Locate(ReadOnlySpan<int> rowOf, int bus, uint x, uint y, uint z)
    {
        switch (bus)
        {
            case Bus.Range:
                return y <= 16 && x < 1u << (int)y ? RangeTable.EntryOf(x, y) : -1;
            case Bus.BytePair:
                return x < 256 && y < 256 ? _bytes + ByteTable.CounterOf(0, x, y) : -1;
            case Bus.And:
                return x < 256 && y < 256 ? _bytes + ByteTable.CounterOf(1, x, y) : -1;
            case Bus.Small:
                var entry = SmallTable.EntryOf(x, y, z);
                return entry < 0 ? -1 : _small + entry;
            default:
                var index = (x - _codeBase) >> 2;
                return (x & 3) == 0 && index < (uint)rowOf.Length && rowOf[(int)index] >= 0 ? _program + rowOf[(int)index] : -1;
        }
    }

    /// <summary>Whether <see cref="Write"/> fills the table.</summary>
    public static bool IsCounted(int table) => table == Rv32Circuit.Program || Rv32Circuit.Table(table) is LookupTable;

    /// <summary>Adds the workers up, before anything is written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Sum()
    {
        var sum = _workers[0].AsSpan<uint>();
        for (var w = 1; w < _workers.Length; w++)
        {
            var other = _workers[w].AsSpan<uint>();
            for (var i = 0; i < _total; i++)
            {
                sum[i] += other[i];
            }
        }
    }

    /// <summary>
    /// Writes the entries that were looked up and how often, canonical, and counts what these tables look up themselves in <see cref="Rv32Circuit.Small"/>; the
    /// matrices are zero before.
    /// </summary>
    /// <param name="range">matrix of <see cref="RangeFewTable"/>.</param>
    /// <param name="rangeRows">its active rows.</param>
    /// <param name="bytes">matrix of <see cref="ByteFewTable"/>.</param>
    /// <param name="byteRows">its active rows.</param>
    /// <returns>False, and nothing is counted, when they have not room for all entries.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryWriteFew(ColumnMatrix range, int rangeRows, ColumnMatrix bytes, int byteRows)
    {
        var sum = _workers[0].AsSpan<uint>();
        var ranges = sum[.._bytes];
        var pairs = sum[_bytes.._small];
        var (slots, rows) = (RangeFewTable.EntriesPerRow * rangeRows, byteRows);
        var usedPairs = 0;
        for (var i = 0; i < pairs.Length; i += 2)
        {
            usedPairs += pairs[i] != 0 || pairs[i + 1] != 0 ? 1 : 0;
        }

        if (ranges.Length - ranges.Count(0u) > slots || usedPairs > rows)
        {
            return false;
        }

        var numbers = sum.Slice(_small + SmallTable.EntryOf(SmallTable.Bits, 0, 0), (1 << 9) - 1);
        var conjunctions = sum.Slice(_small + SmallTable.EntryOf(SmallTable.Conjunction, 0, 0), 1 << 8);
        var entry = 0;
        for (var n = 0u; n <= 16; n++)
        {
            for (var x = 0u; x < 1u << (int)n; x++)
            {
                var count = ranges[RangeTable.EntryOf(x, n)];
                if (count != 0)
                {
                    RangeFewTable.Put(range, entry++, x, n, count);
                    var (low, high) = RangeFewTable.Split(x, n);
                    numbers[RangeTable.EntryOf(low.X, low.Bits)]++;
                    numbers[RangeTable.EntryOf(high.X, high.Bits)]++;
                }
            }
        }

        // What is left over holds (0, 0).
        numbers[0] += 2 * (uint)(slots - entry);
        entry = 0;
        for (var p = 0u; p < 1 << 16; p++)
        {
            var (x, y, together, conjoined) = (p >> 8, p & 0xFF, pairs[2 * (int)p], pairs[2 * (int)p + 1]);
            if (together != 0 || conjoined != 0)
            {
                ByteFewTable.Put(bytes, entry++, x, y, together, conjoined);
                conjunctions[(int)(16 * (x & 15) + (y & 15))]++;
                conjunctions[(int)(16 * (x >> 4) + (y >> 4))]++;
            }
        }

        conjunctions[0] += 2 * (uint)(rows - entry);
        return true;
    }

    /// <summary>Writes the multiplicity columns of a table whose rows are counts, canonical; the matrix is zero before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(int table, ColumnMatrix matrix)
    {
        var sum = _workers[0].AsSpan<uint>();
        if (table == Rv32Circuit.Program)
        {
            sum[_program.._total].CopyTo(matrix.Column(0));
            return;
        }

        var lookup = Rv32Circuit.Lookup(table);
        var counts = lookup switch
        {
            RangeTable => sum[.._bytes],
            ByteTable => sum[_bytes.._small],
            _ => sum[_small.._program],
        };
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] != 0)
            {
                var (row, column) = lookup.Place(i);
                matrix.Pointer(column)[row] = counts[i];
            }
        }
    }

    public void Dispose()
    {
        foreach (var w in _workers)
        {
            w?.Dispose();
        }

        _rowOf.Dispose();
    }
}
