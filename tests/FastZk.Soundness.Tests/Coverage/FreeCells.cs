using FastZk.Circuits.Tests;
using FastZk.Field;

namespace FastZk.Soundness.Tests.Coverage;

/// <summary>A row of a valid witness, read by column names.</summary>
internal readonly struct NamedRow(TableText text, int row, Fp[] now, Fp[]? next, Fp[] fixedNow)
{
    /// <summary>Whether it is the first row of its table, into which no transition leads.</summary>
    public bool IsTop => row == 0;

    /// <summary>A cell, canonical.</summary>
    public uint this[string column] => now[text[column]].ToUInt32();

    /// <summary>A cell of the next row; 0 behind the last.</summary>
    public uint Next(string column) => next is null ? 0 : next[text[column]].ToUInt32();

    /// <summary>A preprocessed cell, canonical.</summary>
    public uint Fixed(string column) => fixedNow[text.Table.FixedNames.ToList().IndexOf(column)].ToUInt32();

    /// <summary>Whether the row sends or receives anything.</summary>
    public bool IsInUse => text.Tuples(now, fixedNow).Count > 0;
}

/// <summary>Cells of rows in use that may hold other values than the honest ones.</summary>
/// <param name="Table">the table.</param>
/// <param name="Columns">their columns.</param>
/// <param name="When">the condition, in words.</param>
/// <param name="IsFree">the condition: outside of it every change must be noticed.</param>
/// <param name="Why">why no other value can do harm.</param>
internal sealed record FreeCell(string Table, string[] Columns, string When, Func<NamedRow, bool> IsFree, string Why);

/// <summary>
/// All cells that may be free. A change that nothing notices leaves every tuple on State, Memory, Image, Device and Public as it was (else a bus would not
/// balance), so the changed witness tells of the same run; the reasons say why the cell has no say in what its row sends either.
/// </summary>
internal static class FreeCells
{
    private static readonly string[] Sums = ["carry_a", "carry_e", "carry_w"];

    private const string NoRead = "all constraints and fractions that read it are multiplied by a flag that is 0, and pairs hold it on both sides";

    /// <summary>The list.</summary>
    public static IReadOnlyList<FreeCell> All { get; } =
    [
        new("boundary", ["gap_low", "gap_high"], "the next row is not in use", r => r.Next("is_real") == 0,
            "the gap belongs to the step to the next row in use, and there is none; it stays in range"),
        new("boundary", ["is_free"], "key 34, and no input", r => r["key"] == 34 && r["initial0"] == 0 && r["initial1"] == 0,
            "an input of length 0 begins as every other register does"),
        new("branch_eq", ["inverse0"], "a0 = b0", r => r["a0"] == r["b0"], "it is multiplied by a0 - b0 = 0: equal, and with it next_pc, is decided by the other limb"),
        new("branch_eq", ["inverse1"], "a1 = b1", r => r["a1"] == r["b1"], "as inverse0"),
        new("div", ["b_inverse"], "b = 0", r => r["b0"] == 0 && r["b1"] == 0, "it is multiplied by b0 + b1 = 0: b_is_zero must be 1 whatever it holds"),
        new("div", ["slack0", "slack1"], "b_is_zero = 1", r => r["b_is_zero"] == 1,
            "no remainder is compared: quotient and remainder are set by zero_q0, zero_q1 and the product; it stays in range"),
        new("ecall", ["a1_0", "a1_1", "buffer_quarter", "buffer_bit0", "buffer_bit1", "end_word", "end_offset"], "no buffer (neither journal nor read)",
            r => r["is_journal"] + r["is_read"] == 0, NoRead + "; a1 is not accessed, nothing goes to a device"),
        new("ecall", ["a2_0", "a2_1"], "no count (neither journal, read nor console)",
            r => r["is_journal"] + r["is_read"] + r["is_console"] == 0, NoRead + "; a2 is not accessed"),
        new("ecall", ["count0", "count1"], "exit, or an unknown number", r => r["is_exit"] + r["is_unknown"] == 1, NoRead + "; a0 is set by the exit code or by -38"),
        new("ecall", ["short0", "short1"], "no read", r => r["is_read"] == 0, NoRead),
        new("ecall", ["is_full"], "a read of exactly what is left",
            r => r["is_read"] == 1 && r["short0"] == 0 && r["short1"] == 0 && r["state_new0"] == 0 && r["state_new1"] == 0,
            "the count is the smaller of two equal numbers, so either case of the minimum holds; it stays boolean"),
        new("ecall", ["exit_time_low"], "no exit", r => r["is_exit"] == 0, NoRead + "; only the exit ends time"),
        new("sha256_compress", [.. from sum in Sums from k in Enumerable.Range(0, 8) select $"{sum}{2 * k}"], "the first row of the table",
            r => r.IsTop, "an initial row's sums are nobody's: the transition that would bind the carry leads into it, and there is none"),
        new("sha256_compress", [.. from sum in Sums from k in Enumerable.Range(0, 8) select $"{sum}{2 * k + 1}"], "the first row of the table",
            r => r.IsTop, "as the carry's other part; it stays in range"),
        new("keccak_state", [.. Enumerable.Range(2, 4).Select(k => $"gap_low{k}")], "the row of the last lane", r => r["is_small"] == 1,
            NoRead + "; the words behind the lane are not accessed, and what stands for them must be 0"),
        new("keccak_absorb", [.. Enumerable.Range(4, 2).Select(k => $"gap_low{k}")], "the row of the block's last words",
            r => r["is_tail"] == 1, NoRead + "; the words behind the block are not accessed, and what stands for them must be 0"),
        new("keccak_parity", [.. Enumerable.Range(0, 8).Select(k => $"digit{k}")], "count = 0", r => r["count"] == 0,
            "what a row provides is its prover's choice among numbers of eight digits 0, 1, 2, and nobody looks this one up; a digit stays one"),
        new("multiply256", ["m_quarter", "m_high", "gap_low_m"], "mulwide256", r => r["is_wide"] == 1,
            NoRead + "; neither a5 nor a modulus is accessed"),
        .. from table in new[] { "range", "range_wide" }
           select new FreeCell(table, ["count0"], "exchanged with the count of a slot left over, which holds (0, 0) as well", r => r.Fixed("x0") == 0 && r.Fixed("bits0") == 0,
               "one entry may be counted in several slots; what matters is the sum of the counts"),
        .. from table in new[] { "bytes", "bytes_wide" }
           select new FreeCell(table, ["pair_count0", "and_count0"], "exchanged with the count of a slot left over, which holds (0, 0, 0) as well", r => r.Fixed("x0") == 0 && r.Fixed("y0") == 0,
               "as in range"),
        .. from s in Enumerable.Range(0, 2)
           select new FreeCell("range_few", [$"low_bits{s}"], "an entry that nobody looks up", r => r[$"count{s}"] == 0, "what a row provides is its prover's choice among valid entries"),
        new("bytes_few", ["pair_count", "and_count"], "exchanged with the count of another entry that holds (0, 0, 0)",
            r => r["x_low"] == 0 && r["x_high"] == 0 && r["y_low"] == 0 && r["y_high"] == 0, "as in range"),
        new("bytes_few", ["x_low", "x_high", "y_low", "y_high"], "an entry that nobody looks up", r => r["pair_count"] == 0 && r["and_count"] == 0, "as in range_few"),
    ];

    private static readonly ILookup<(string, string), FreeCell> ByColumn = All.SelectMany(f => f.Columns.Select(c => ((f.Table, c), f))).ToLookup(p => p.Item1, p => p.f);

    /// <summary>The entry that lets a cell of a row be free, or null.</summary>
    public static FreeCell? Of(string table, string column, NamedRow row) => ByColumn[(table, column)].FirstOrDefault(f => f.IsFree(row));
}
