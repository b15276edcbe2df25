using FastZk.Circuits;

namespace FastZk.Soundness.Tests.Fuzzing.Receipts;

/// <summary>A reason for which receipts are rejected.</summary>
/// <param name="Pattern">its text; * stands for what varies.</param>
/// <param name="Never">null, or why no receipt can meet it.</param>
internal sealed record RejectionReason(string Pattern, string? Never = null);

/// <summary>All reasons that the verifier can give. A test compares them with the sources.</summary>
internal static class RejectionReasons
{
    /// <summary>In the order of the checks.</summary>
    public static IReadOnlyList<RejectionReason> All { get; } =
    [
        new("these bytes are no FastZk receipt"),
        new("the receipt has format version *; this verifier knows version *"),
        new("the receipt names an unknown profile"),
        new("the program key is cut short"),
        new("the program key is of format *, circuit *; this verifier knows format *, circuit *"),
        new("the program key names an unknown profile"),
        new("the journal has * bytes; at most * are accepted"),
        new("the receipt gives a height to a table that does not exist",
            Rv32Circuit.System.Tables.Length % 2 == 0 ? "an even number of tables fills the last byte" : null),
        new("the receipt is cut short"),
        new("table * has not the height that the circuit gives it"),
        new("the program's tables have not the heights that the program key gives them"),
        new("the number of tables differs from the circuit's", "the decoder reads as many heights as the circuit has tables"),
        new("table * is missing", "those that must be there have the heights of circuit and key, which are compared before"),
        new("table * has height 2^*, outside the profile's bounds"),
        new("the highest table has 2^* rows; the least is 2^*"),
        new("table * is not one of a proof whose highest table has 2^* rows"),
        new("bus * could wrap: Σ weight·height is not below the field's size"),
        new("the clock could wrap: Σ step·height is not below the field's size", "a shape with so many steps has more range lookups than their bus allows, which is checked first; the circuit's tables decide that"),
        new("128 bits would need * bits of grinding in round '*'; the most is *", "heights in bounds need fewer"),
        new("* queries reveal more than the profile's random rows hide", "the profiles hide enough for every height in bounds"),
        new("the receipt is of image *, not of *"),
        new("the guest exited with code *, not *"),
        new("the statement has another number of tuples than the shape", "the shape is made from the same journal"),
        new("the * tree has no columns", "the circuit has program and circuit tables"),
        new("the proof is cut short or holds a value outside the field near byte *"),
        new("the grinding nonce of the LogUp challenge is wrong"),
        new("the statement meets a zero fingerprint", "only with a challenge that one in about 2^150 meets"),
        new("the buses do not balance"),
        new("the chains do not close"),
        new("the grinding nonce of the constraint batching is wrong"),
        new("the grinding nonce of the out-of-domain point is wrong"),
        new("the constraints do not hold at the out-of-domain point"),
        new("the grinding nonce of the batching is wrong"),
        new("the grinding nonce of a fold is wrong"),
        new("the grinding nonce of the queries is wrong"),
        new("the openings of the * tree do not match its root"),
        new("the openings of FRI layer * do not match its root"),
        new("the batched codeword differs from the opened rows"),
        new("FRI layer * is not the fold of the one before"),
        new("the final polynomial does not fit the last fold"),
        new("* bytes follow the proof"),
    ];

    /// <summary>Index of the first reason that is checked behind the last grinding nonce.</summary>
    public static int FirstOpening { get; } = All.ToList().FindIndex(r => r.Pattern.StartsWith("the openings of the", StringComparison.Ordinal));

    private static readonly string[][] Pieces = [.. All.Select(r => r.Pattern.Split('*'))];

    /// <summary>Which of <see cref="All"/> a reason is, or -1.</summary>
    public static int IndexOf(string reason)
    {
        for (var i = 0; i < Pieces.Length; i++)
        {
            if (Fits(reason, Pieces[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool Fits(ReadOnlySpan<char> reason, string[] pieces)
    {
        if (!reason.StartsWith(pieces[0]) || !reason.EndsWith(pieces[^1]))
        {
            return false;
        }

        if (pieces.Length == 1)
        {
            return reason.Length == pieces[0].Length;
        }

        reason = reason[pieces[0].Length..];
        foreach (var piece in pieces.AsSpan(1))
        {
            var at = reason.IndexOf(piece);
            if (at < 0)
            {
                return false;
            }

            reason = reason[(at + piece.Length)..];
        }

        return true;
    }
}
