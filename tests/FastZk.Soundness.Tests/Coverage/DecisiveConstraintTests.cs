using FastZk.Docs.Tests;
using FastZk.Soundness.Tests.Report;

namespace FastZk.Soundness.Tests.Coverage;

/// <summary>S19: no constraint and no fraction could be left out or changed without a test that notices.</summary>
public class DecisiveConstraintTests
{
    private const string NoSuchCode = "two flags ask for the sum of their operation codes, which no instruction has";

    private const string Longer = "decisive: a row was found with 40,000 tries a program, which are too many for every run";

    private const string WideCarry = "the carry is cut from a sum that is too small for the values between; what the range must exclude is far beyond";

    /// <summary>Mutants of fractions (numbers of <see cref="FractionMutants"/>) that change nothing that could be noticed.</summary>
    internal static readonly Dictionary<string, (int[] Mutants, string Why)> Slack = new()
    {
        ["mul[6]"] = ([4, 6], WideCarry),
        ["mul[7]"] = ([4, 6], WideCarry),
        ["mulh[6]"] = ([4, 6], WideCarry),
        ["mulh[7]"] = ([4, 6], WideCarry),
        ["mulh[12]"] = ([4, 5, 6], WideCarry),
        ["mulh[13]"] = ([2, 4, 5, 6], WideCarry),
        ["div[0]"] = ([6], "ArithmeticForgeryTests.S08_SignsOfADivisionAreBound would accept its forgery"),
        ["div[1]"] = ([6], "as fraction 0"),
        ["div[8]"] = ([4, 6], WideCarry),
        ["ecall[1]"] = ([2, 6], "number_extra is bounded by fraction 2 as well, and a byte pair (x, 8) is in range exactly when (x, 8) is"),
        ["ecall[2]"] = ([2], "as fraction 1"),
    };

    /// <summary>As <see cref="Implied"/>, but the search is tried on them in every run; mostly it does not find a row for these.</summary>
    private static readonly Dictionary<string, string> Rare = new()
    {
        ["div[8]"] = Longer,
        ["shift.arithmetic"] = Longer,
        ["mulh.flag.2"] = "as sha256_call.is_real",
    };

    /// <summary>What may decide no row alone: it follows from others, or the search is too simple for it.</summary>
    internal static readonly Dictionary<string, string> Implied = new()
    {
        ["sha256_compress.one_s"] = "the flags of s and is_initial are boolean, and so is their sum: a sum of two or more, or of -1, is none",
        ["ecall.flag.0"] = "is_exit ≠ 0, 1 makes next_pc 2^30 and next_time 0, and with another flag pc + 4 and time + 8: the time is -8, and is_exit asks for one below 2^28",
        ["ecall.is_real"] = "a sum of two flags and more makes next_pc pc (idle) and pc + 4 (next_pc)",
        ["bump.is_real"] = "is_real ≠ 0, 1 makes the time before the time itself (idle), and the gap -1",
        ["sha256_call.is_real"] = "is_real ≠ 0, 1 wants all accesses idle at once, hard to repair by chance; PairForgeryTests.S05_OnlyItsOwnConstraintMakesAFlagBoolean builds a row",
        ["ecall.flag.5"] = "is_unknown ≠ 1 makes number_extra 0, and is_unknown ≠ 0 then asks for Range(-1, 8)",
        ["branch_eq.equal"] = "a = b: equal = is_real; a ≠ b: equal·(a - b) = 0",
        ["div.b_is_zero"] = "b = 0: it is is_real; b ≠ 0: b_is_zero·b = 0",
        ["div.zero_b0"] = "a quotient of 2^32 - 1 overflows for every |b| > 1, and is right for |b| = 1, a = 2^32 - 1",
        ["div.zero_b1"] = "as zero_b0",
        ["div.sign_a"] = "a sign that is a fraction fits Range(a1 - 2^15·sign, 15), but |a| = a and a + |a| = 0 mod 2^32 at once only for a = 0 and 2^31: too rare to be found",
        ["div.sign_b"] = "as sign_a",
        ["div[3]"] = "|a| is the sum in column 1, which is below 2^27, and a1 + |a|1 + carry is 0 or 2^16",
        ["input.is_real"] = "moved·(1 - is_real) = 0, and no run of bytes in the mask table is empty",
        ["journal.is_real"] = "as input.is_real",
        ["load_part.sign_byte"] = "too rare to be found; see AddressForgeryTests.S09_AFractionIsNoSign",
        ["input.moved.3"] = Longer,
        ["mulh[7]"] = Longer,
        ["mulh[12]"] = Longer,
        ["shift_imm.arithmetic"] = Longer,
        ["shift.is_real"] = "two flags at once are hard to repair by chance; OperationCodeTests shows that only this constraint forbids them",
        ["div.is_real"] = NoSuchCode,
        ["mulh.is_real"] = NoSuchCode,
        ["branch_lt.is_real"] = NoSuchCode,
        ["load_part.is_real"] = NoSuchCode,
        ["slt_imm.is_real"] = NoSuchCode,
        ["store_part.is_real"] = NoSuchCode,
    };

    [Fact]
    public void S19_EveryConstraintAndLookupDecidesARow()
    {
        Assert.NotEmpty(CircuitMutations.Result.Decisive);
        var left = CircuitMutations.Result.Undecided.Except(Explained.Keys).Order().ToArray();
        Assert.True(left.Length == 0, string.Join(", ", left));
    }

    [Fact]
    public void S19_EveryChangeOfAFractionIsNoticed()
    {
        // To leave a lookup out is to delete a rule, of which the other test speaks.
        var left = CircuitMutations.Result.Survivors.Where(m => m.Mutant != 0 || !Explained.ContainsKey(m.Fraction))
            .Where(m => !CircuitMutations.LookupsDecidedElsewhere.Contains(m.Fraction))
            .Where(m => !Slack.TryGetValue(m.Fraction, out var s) || !s.Mutants.Contains(m.Mutant)).ToArray();
        Assert.True(left.Length == 0, string.Join(", ", left));
    }

    [Fact]
    public void TheTableOfTheDocumentIsUpToDate() =>
        GeneratedPart.AssertUpToDate(Repository.Path(ReportTests.Document), "mutations", CircuitMutations.Result.Table(Explained));

    private static Dictionary<string, string> Explained => Implied.Concat(Rare).ToDictionary(p => p.Key, p => p.Value);
}
