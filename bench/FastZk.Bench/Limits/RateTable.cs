using FastZk.Bench.Common;
using FastZk.Field.Packed;

namespace FastZk.Bench.Limits;

/// <summary>Measured rates as text.</summary>
internal static class RateTable
{
    private const int Lanes = 16;

    public static Table Of(IReadOnlyList<MachineRates> rates)
    {
        var table = new Table(["operation", .. rates.Select(r => $"{r.Threads} thread{(r.Threads == 1 ? "" : "s")}"), $"cycles on one core ({PackedBackends.Best})"]);
        var one = rates[0];
        double Cycles(double rate) => one.Clock * one.Threads / rate;
        void Row(string name, Func<MachineRates, double> rate, string unit, string cycles) => table.Row([name, .. rates.Select(r => Numbers.Prefixed(rate(r)) + unit), cycles]);
        Row("clock of a core", r => r.Clock, "Hz", "");
        Row("product of words added to a 64-bit sum", r => r.Products, "/s", $"{Numbers.Fixed(Lanes * Cycles(one.Products), 2)} for {Lanes}");
        Row("multiplication in the field", r => r.Multiplications, "/s", $"{Numbers.Fixed(Lanes * Cycles(one.Multiplications), 2)} for {Lanes}");
        Row("addition in the field", r => r.Additions, "/s", $"{Numbers.Fixed(Lanes * Cycles(one.Additions), 2)} for {Lanes}");
        Row("SHA-256 compression", r => r.Compressions, "/s", $"{Numbers.Fixed(Cycles(one.Compressions), 1)} a block");
        Row("ChaCha20 block", r => r.RandomBlocks, "/s", $"{Numbers.Fixed(Cycles(one.RandomBlocks), 1)} a block");
        Row("sequential read", r => r.ReadBytes, "B/s", "");
        Row("sequential write", r => r.WrittenBytes, "B/s", "");
        Row("copy", r => r.CopiedBytes, "B/s", "");
        Row("random read of a word", r => r.RandomReads, "/s", "");
        return table;
    }
}
