using FastZk.Field;
using FastZk.Field.Packed;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Stark.Kernels;
using FastZk.Stark.Tests.Toy;

namespace FastZk.Stark.Tests;

/// <summary>Every kernel gives the same bits on every instruction set, at the edges of the field too, and leaves no value outside [0, p).</summary>
public sealed unsafe class KernelTests
{
    private const int Rows = 512;
    private const int Columns = 64;
    private static readonly int[] Lengths = [1, 2, 4, 8, 16, 512];

    public static TheoryData<PackedBackend> Backends => new(Enum.GetValues<PackedBackend>().Where(PackedBackends.IsSupported));

    // Random words, every third one 0, 1 (Montgomery or raw) or p - 1.
    private static ColumnMatrix Input(BufferPool pool, int seed)
    {
        var random = new Random(seed);
        var m = new ColumnMatrix(pool, Rows, Columns);
        uint[] edges = [0, 1, Fp.Modulus - 1, Fp.MontgomeryOne, Fp.Modulus / 2];
        for (var c = 0; c < Columns; c++)
        {
            foreach (ref var v in m.Column(c))
            {
                v = random.Next(3) == 0 ? edges[random.Next(edges.Length)] : (uint)random.Next((int)Fp.Modulus);
            }
        }

        return m;
    }

    private static void Same(PackedBackend backend, Action<StarkKernels, ColumnMatrix, ColumnMatrix> run)
    {
        using var pool = new BufferPool();
        for (var seed = 0; seed < 20; seed++)
        {
            using var input = Input(pool, seed);
            using var a = Input(pool, 1000 + seed);
            using var b = Input(pool, 1000 + seed);
            run(StarkKernels.For(PackedBackend.Scalar), input, a);
            run(StarkKernels.For(backend), input, b);
            for (var c = 0; c < Columns; c++)
            {
                Assert.True(a.Column(c).SequenceEqual(b.Column(c)), $"column {c}, seed {seed}");
                foreach (var v in b.Column(c))
                {
                    Assert.True(v < Fp.Modulus);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void S20_programs(PackedBackend backend) => Same(backend, (k, x, y) =>
    {
        foreach (var table in ToySystem.System.Tables)
        {
            RunProgram(k, table.ConstraintProgram, x, y);
        }
    });

    private static void RunProgram(StarkKernels k, TileProgram p, ColumnMatrix x, ColumnMatrix y)
    {
        var slots = stackalloc uint*[p.SlotCount];
        for (var i = 0; i < p.SlotCount; i++)
        {
            slots[i] = i < p.FirstOutput ? x.Pointer(i) : y.Pointer(i);
        }

        k.Run(p, slots, Rows);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void S20_extension_rows(PackedBackend backend) => Same(backend, (k, x, y) =>
    {
        var columns = stackalloc uint*[20];
        for (var i = 0; i < 20; i++)
        {
            columns[i] = x.Pointer(i);
        }

        k.DotExt(columns, 16, 19, x.Pointer(30), x.Pointer(31), y.Pointer(0), y.Stride, 256, accumulate: false);
        k.DotExt(columns, 0, 20, x.Pointer(30), x.Pointer(31), y.Pointer(5), y.Stride, 256, accumulate: true);
        k.AddScaledRows(y.Pointer(15), y.Stride, x.Pointer(5), x.Stride, x.Pointer(2), Rows);
        k.AddQuotientRows(y.Pointer(20), y.Stride, columns, 0, x.Pointer(40), x.Pointer(41), x.Pointer(42), Rows);
        k.AddDeep(y.Pointer(25), y.Stride, x.Pointer(5), x.Stride, x.Pointer(40), x.Pointer(10), x.Stride, x.Pointer(43), Rows);
        k.AddExt(y.Pointer(30), y.Stride, x.Pointer(15), x.Stride, Rows);
        for (var half = 1; half <= 256; half *= 2)
        {
            k.Fold(x.Pointer(20), x.Stride, y.Pointer(35), y.Stride, x.Pointer(26), x.Pointer(44), half);
        }

        k.InnerProducts(columns, 19, x.Pointer(5), x.Stride, Rows, y.Pointer(40));
        k.InnerProducts(columns, 4, x.Pointer(6), x.Stride, 16, y.Pointer(41));
    });

    [Theory]
    [MemberData(nameof(Backends))]
    public void S20_base_rows(PackedBackend backend) => Same(backend, (k, x, y) =>
    {
        k.ToMontgomery(x.Pointer(0), y.Pointer(0), Rows);
        k.FromMontgomery(x.Pointer(1), y.Pointer(1), Rows);
        k.MultiplyScaled(x.Pointer(2), x.Pointer(3), x.Pointer(4)[0], y.Pointer(2), Rows);
        k.AddScaled(y.Pointer(3), x.Pointer(5), x.Pointer(4)[1], Rows);
        for (var c = 50; c < 57; c++)
        {
            new ReadOnlySpan<uint>(x.Pointer(c % 7), Rows).CopyTo(new Span<uint>(y.Pointer(c), Rows));
        }

        y.Pointer(57)[0] = k.ExclusiveSums(y.Pointer(50), Rows);
        k.MultiplyDifference(y.Pointer(51), y.Pointer(52), x.Pointer(4)[2], x.Pointer(4)[3], Rows);
        k.Halves(y.Pointer(53), y.Pointer(54), x.Pointer(4)[4], x.Pointer(4)[5], Rows);
        k.AddHalves(y.Pointer(55), y.Pointer(56), x.Pointer(4)[6], x.Pointer(4)[7], y.Pointer(53), y.Pointer(54), Rows);
        foreach (var count in Lengths)
        {
            k.DotRuns(x.Pointer(6), x.Pointer(40), count, 16, y.Pointer(6 + System.Numerics.BitOperations.Log2((uint)count)));
            k.Powers(x.Pointer(4)[2], x.Pointer(4)[3], y.Pointer(5), count);
        }
    });

    [Theory]
    [MemberData(nameof(Backends))]
    public void S20_inverses(PackedBackend backend) => Same(backend, (k, x, y) =>
    {
        // Points of a coset; c in the subgroup and z outside the base field never meet them.
        k.Powers(Fp.Generator.Raw, Fp.RootOfUnity(9).Raw, y.Pointer(0), Rows);
        k.InverseDifference(y.Pointer(0), Fp.MontgomeryOne, y.Pointer(1), Rows);
        var z = stackalloc uint[5] { 5, 0, Fp.Modulus - 1, 1, x.Pointer(0)[0] };
        k.InverseDifferenceExt(y.Pointer(0), z, y.Pointer(2), y.Stride, Rows);
        for (var i = 0; i < Rows; i++)
        {
            Assert.Equal(Fp.One, Fp.FromRawUnchecked(y.Pointer(1)[i]) * (Fp.FromRawUnchecked(y.Pointer(0)[i]) - Fp.One));
        }
    });

    [Fact]
    public void S20_scalar_program_agrees_with_expressions()
    {
        // The program of each table against its expressions, evaluated directly.
        var random = new Random(9);
        foreach (var t in ToySystem.System.Tables)
        {
            CheckProgram(t, random);
        }
    }

    private static void CheckProgram(CompiledTable t, Random random)
    {
        Fp[] Row(int count) => [.. Enumerable.Range(0, count).Select(_ => Fp.FromUInt32((uint)random.Next()))];
        var main = Row(t.MainColumns);
        var fixedRow = Row(t.FixedColumns);
        var next = Row(t.MainColumns);
        var p = t.ConstraintProgram;
        var words = new uint[p.SlotCount * 16];
        fixed (uint* w = words)
        {
            var slots = stackalloc uint*[p.SlotCount];
            for (var i = 0; i < p.SlotCount; i++)
            {
                slots[i] = w + 16 * i;
                var v = i < p.MainCount ? main[i] : i < p.MainCount + p.FixedCount ? fixedRow[i - p.MainCount] : i < p.FirstOutput ? next[t.NextColumns[i - p.MainCount - p.FixedCount]] : Fp.Zero;
                new Span<uint>(slots[i], 16).Fill(v.Raw);
            }

            StarkKernels.Best.Run(p, slots, 16);
            Expression[] outputs = [.. t.RowConstraints.Select(c => c.Value), .. t.TransitionConstraints.Select(c => c.Value), .. t.FirstConstraints.Select(c => c.Value), .. t.Table.Interactions.Select(i => i.IsSend ? i.Multiplicity : -i.Multiplicity)];
            for (var o = 0; o < outputs.Length; o++)
            {
                Assert.Equal(Value(outputs[o], main, fixedRow, next).Raw, slots[p.FirstOutput + o][7]);
            }
        }

        static Fp Value(Expression e, Fp[] main, Fp[] fixedRow, Fp[] next) => e.Kind switch
        {
            ExpressionKind.Constant => e.Value,
            ExpressionKind.Main => main[e.Column],
            ExpressionKind.MainNext => next[e.Column],
            ExpressionKind.Fixed => fixedRow[e.Column],
            ExpressionKind.Add => Value(e.Left!, main, fixedRow, next) + Value(e.Right!, main, fixedRow, next),
            ExpressionKind.Subtract => Value(e.Left!, main, fixedRow, next) - Value(e.Right!, main, fixedRow, next),
            _ => Value(e.Left!, main, fixedRow, next) * Value(e.Right!, main, fixedRow, next),
        };
    }
}
