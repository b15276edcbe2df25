using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;

namespace FastZk.Soundness.Tests.Transcripts;

/// <summary>A step of the transcript.</summary>
/// <param name="Kind">what happens.</param>
/// <param name="Label">the label of the hash chain.</param>
/// <param name="What">what is absorbed, or what the challenge is for.</param>
/// <param name="Data">the bytes absorbed, for a fold its number; null for a challenge.</param>
internal sealed record InventoryItem(StepKind Kind, string Label, string What, Func<RealProof, int, byte[]>? Data = null);

/// <summary>What a step does.</summary>
internal enum StepKind
{
    /// <summary>Absorbs data.</summary>
    Absorb,

    /// <summary>Checks a grinding nonce and absorbs it.</summary>
    Nonce,

    /// <summary>Draws an element of E.</summary>
    Challenge,

    /// <summary>Draws the query indexes.</summary>
    Indexes,
}

/// <summary>The transcript of a receipt as data: all that is absorbed and drawn, in order, and where its bytes are from.</summary>
internal static class Inventory
{
    /// <summary>The statement: known before the prover sends anything.</summary>
    public static IReadOnlyList<InventoryItem> Statement { get; } =
    [
        new(StepKind.Absorb, "protocol", "name of the protocol with the circuit's version", (p, _) => Encoding.UTF8.GetBytes(p.Shape.System.Name)),
        new(StepKind.Absorb, "parameters", "p, degree of E, profile, log2 B, h, M, log2 of the smallest height, log2 of the fold, q, folds, coefficients of the final polynomial, grinding of the queries, L, buses", (p, _) => Parameters(p)),
        new(StepKind.Absorb, "statement", "program key, exit code, length of the journal, SHA-256 of the journal", (p, _) => Claim(p)),
        new(StepKind.Absorb, "heights", "half a byte for each table: log2 of its height less 8, 0 for one that is left out", (p, _) => Heights(p)),
        new(StepKind.Absorb, "program", "root of the program's preprocessed tree", (p, _) => Bytes(p.ProgramRoot)),
        new(StepKind.Absorb, "circuit", "root of the circuit's preprocessed tree", (p, _) => Bytes(p.CircuitRoot)),
    ];

    /// <summary>Commitments and openings up to λ.</summary>
    public static IReadOnlyList<InventoryItem> Middle { get; } =
    [
        Sent(StepKind.Absorb, "main", "root of the main columns", _ => "main root"),
        Sent(StepKind.Nonce, "logup", "nonce", _ => "nonce logup"),
        new(StepKind.Challenge, "alpha", "α"),
        new(StepKind.Challenge, "beta", "β"),
        Sent(StepKind.Absorb, "auxiliary", "root of the auxiliary columns", _ => "auxiliary root"),
        Sent(StepKind.Absorb, "totals", "T_t of each table, U_t of each with pairs", _ => "totals"),
        Sent(StepKind.Nonce, "gamma", "nonce", _ => "nonce gamma"),
        new(StepKind.Challenge, "gamma", "γ"),
        Sent(StepKind.Absorb, "quotient", "root of the quotient's pieces and of R", _ => "quotient root"),
        Sent(StepKind.Nonce, "zeta", "nonce", _ => "nonce zeta"),
        new(StepKind.Challenge, "zeta", "ζ"),
        Sent(StepKind.Absorb, "values", "all values at ζ and ζ·g_n", _ => "values"),
        Sent(StepKind.Nonce, "lambda", "nonce", _ => "nonce lambda"),
        new(StepKind.Challenge, "lambda", "λ"),
    ];

    /// <summary>One fold of FRI.</summary>
    public static IReadOnlyList<InventoryItem> Fold { get; } =
    [
        Sent(StepKind.Absorb, "fri", "root of the layer", k => $"fri root {k}"),
        Sent(StepKind.Nonce, "fold", "nonce", k => $"nonce fold {k}"),
        new(StepKind.Challenge, "fold", "challenge of the fold"),
    ];

    /// <summary>What is behind the folds.</summary>
    public static IReadOnlyList<InventoryItem> Last { get; } =
    [
        Sent(StepKind.Absorb, "final", "coefficients of the final polynomial", _ => "final"),
        Sent(StepKind.Nonce, "queries", "nonce", _ => "nonce queries"),
        new(StepKind.Indexes, "indexes", "query indexes"),
    ];

    /// <summary>All steps for a shape, folds with their numbers.</summary>
    public static IEnumerable<(InventoryItem Item, int Fold)> Of(ProofShape shape) =>
    [
        .. Statement.Concat(Middle).Select(i => (i, 0)),
        .. Enumerable.Range(0, shape.Parameters.Folds).SelectMany(k => Fold.Select(i => (i, k))),
        .. Last.Select(i => (i, 0)),
    ];

    /// <summary>The generated table of docs/soundness.md.</summary>
    public static string Table()
    {
        var proofs = Profile.All.Select(p => RealProof.Of(p.Id)).ToArray();
        var b = new StringBuilder($"| step | label | of what | {string.Join(" | ", Profile.All.Select(p => "bytes, " + p.Name))} |\n|---|---|---|---|---|\n");
        foreach (var item in Statement.Concat(Middle).Concat(Fold).Concat(Last))
        {
            var times = Fold.Contains(item) ? $" ({string.Join(" or ", proofs.Select(p => p.Shape.Parameters.Folds).Distinct())} folds, these three steps in each)" : "";
            var bytes = proofs.Select(p => item.Data is { } data ? data(p, 0).Length.ToString(CultureInfo.InvariantCulture) : "");
            b.Append(CultureInfo.InvariantCulture, $"| {(item.Kind is StepKind.Challenge or StepKind.Indexes ? "draw" : "absorb")} | {item.Label} | {item.What}{times} | {string.Join(" | ", bytes)} |\n");
        }

        return b.ToString();
    }

    private static InventoryItem Sent(StepKind kind, string label, string what, Func<int, string> part) => new(kind, label, what, (p, k) =>
    {
        // The parts before the openings do not depend on the indexes.
        var at = new ProofMap(p.Shape, [0])[part(k)];
        return p.Bytes[at.Start..at.End];
    });

    private static byte[] Bytes(Digest digest)
    {
        var bytes = new byte[32];
        digest.CopyTo(bytes);
        return bytes;
    }

    private static byte[] Heights(RealProof p)
    {
        var heights = Enumerable.Range(0, p.Shape.System.Tables.Length).Select(t => p.Shape.LogHeight(t) is >= 0 and var log ? log - 8 : 0);
        return [.. heights.Chunk(2).Select(pair => (byte)(pair[0] + 16 * pair.ElementAtOrDefault(1)))];
    }

    private static byte[] Parameters(RealProof p)
    {
        var (profile, parameters) = (p.Shape.Profile, p.Shape.Parameters);
        int[] words =
        [
            (int)Fp.Modulus, 5, profile.Id, profile.LogBlowup, profile.RandomRows, profile.PieceMask, profile.LogMinHeight, 3, parameters.Queries, parameters.Folds,
            parameters.FinalCoefficients, 20, p.Shape.System.LongestMessage, p.Shape.System.BusCount,
        ];
        return [.. words.SelectMany(BitConverter.GetBytes)];
    }

    private static byte[] Claim(RealProof p)
    {
        var head = new byte[12];
        BinaryPrimitives.WriteUInt32LittleEndian(head, p.ExitCode);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(4), p.Journal.Length);
        return [.. p.Key.Bytes, .. head, .. SHA256.HashData(p.Journal)];
    }
}
