using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Security;

namespace FastZk.Stark.Tests.Toy;

/// <summary>Valid witnesses of the toy: x runs from Start over Rows rows.</summary>
internal static class ToyWitness
{
    public static Witness Build(BufferPool pool, Profile profile, ToyHeights heights, ToyInputs inputs)
    {
        var tables = new List<WitnessTable>();
        foreach (var t in ToySystem.System.Tables)
        {
            if (heights.Of(t.Id) >= 0)
            {
                tables.Add(new(t.Id, heights.Of(t.Id), new ColumnMatrix(pool, 1L << heights.Of(t.Id), t.MainColumns, zeroed: true)));
            }
        }

        Fill(tables, profile, inputs);
        return new Witness(tables);
    }

    private static void Fill(List<WitnessTable> tables, Profile profile, ToyInputs inputs)
    {
        ColumnMatrix Main(int id) => tables.First(t => t.Table == id).Main;
        var counter = Main(ToySystem.Counter);
        var square = Main(ToySystem.Square);
        for (var r = 0; r < inputs.Rows; r++)
        {
            var x = inputs.Start + (uint)r;
            var y = (x & 1) == 0 ? Fp.Zero : Fp.FromUInt32(x) * Fp.FromUInt32(x);
            Set(counter, r, Fp.One, Fp.FromUInt32(x), Fp.FromUInt32(x & 1), y, Fp.FromUInt32(ToySystem.Op(x)));
            Set(square, inputs.Rows - 1 - r, Fp.One, Fp.FromUInt32(x), y, Fp.FromUInt32(x & 1));
            foreach (var t in new[] { ToySystem.Range, ToySystem.Program, ToySystem.Parity })
            {
                Set(Main(t), (int)x, Fp.One);
            }
        }

        if (tables.Find(t => t.Table == ToySystem.Loop) is { } loop)
        {
            var (a, b) = (Fp.One, Fp.FromUInt32(3));
            var rows = Math.Min(inputs.Rows, profile.ActiveRows(loop.LogHeight) - 5);
            for (var r = 0; r < rows; r++)
            {
                Set(loop.Main, r, a, b, a * b, Fp.One, r == 0 ? Fp.One : Fp.Zero, r == rows - 1 ? Fp.One : Fp.Zero);
                (a, b) = (b, a + b);
            }
        }
    }

    private static void Set(ColumnMatrix m, int row, params ReadOnlySpan<Fp> values)
    {
        for (var c = 0; c < values.Length; c++)
        {
            m.Column(c)[row] = values[c].Raw;
        }
    }
}
