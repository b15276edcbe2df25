using FastZk.Circuits;
using FastZk.Stark.Verify;

namespace FastZk;

/// <summary>What the bytes of a receipt are spent on.</summary>
public static class ReceiptMap
{
    /// <summary>Lists the parts of a receipt; their sizes add up to its length unless it is cut short.</summary>
    /// <param name="receipt">a parsed receipt; it need not verify.</param>
    /// <param name="result">whether the proof holds for the program, exit code and journal that the receipt itself names. Says nothing about which program
    /// that is: only <see cref="Verifier"/>, with an ImageId from elsewhere, does.</param>
    public static IReadOnlyList<ProofPart> Of(Receipt receipt, out VerificationResult result)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        var head = receipt.Head;
        var statement = new RunStatement(head.Key.Bytes, head.Key.Entry, head.ExitCode, receipt.Journal);
        var proof = ProofMap.Of(head.Shape, statement, head.Key.Of(head.Shape.Profile).Root, CircuitRoots.Of(head.Shape), receipt.Span[head.ProofStart..], out var reason);
        result = reason is null ? VerificationResult.Accepted : new(reason);
        return
        [
            new("header", head.JournalStart - ProgramKey.Size),
            new("program key", ProgramKey.Size),
            new("journal", head.JournalLength),
            .. proof,
        ];
    }
}
