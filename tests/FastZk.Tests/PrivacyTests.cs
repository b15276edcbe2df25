using FastZk.Stark.Security;

namespace FastZk.Tests;

/// <summary>Z01 to Z03: what receipts show of the input.</summary>
public class PrivacyTests
{
    [Fact]
    public void Z01_TwoReceiptsOfOneInputShareNothingButThePublicPart()
    {
        foreach (var profile in Profile.All)
        {
            using var program = Guests.Load("key_ownership");
            using var prover = new Prover(new() { Profile = profile, Threads = 2 });
            var input = new byte[64];
            var first = prover.Prove(program, input);
            var second = prover.Prove(program, input);
            Assert.Equal(first.Head.ProofStart, second.Head.ProofStart);
            Assert.Equal(first.Span[..first.Head.ProofStart], second.Span[..second.Head.ProofStart]);
            // Roots and opened values: words that agree in place would be one in p; eight equal bytes anywhere would be a value or a digest repeated.
            var a = first.Span[first.Head.ProofStart..];
            var b = second.Span[second.Head.ProofStart..];
            var head = Opened(first);
            var equal = 0;
            for (var i = 0; i + 4 <= head; i += 4)
            {
                equal += a.Slice(i, 4).SequenceEqual(b.Slice(i, 4)) ? 1 : 0;
            }

            // Nonces are small, and preprocessed columns, which are public, are opened at different points; so next to nothing agrees.
            Assert.True(equal <= 16, $"{profile.Name}: {equal} words agree");
        }
    }

    [Fact]
    public void Z02_InputsOfOneShapeHaveTheSamePublicPart()
    {
        using var program = Guests.Load("key_ownership");
        using var prover = new Prover(new() { Threads = 2 });
        var one = new byte[64];
        var two = new byte[64];
        new Random(2).NextBytes(two);
        var first = prover.Prove(program, one);
        var second = prover.Prove(program, two);
        var end = first.Head.JournalStart;
        Assert.Equal(first.Span[..end], second.Span[..end]);
        // The length depends on the queries alone, which repeat and share paths by chance.
        Assert.Equal(first.Length, second.Length, 0.1 * first.Length);
    }

    [Fact]
    public void Z03_NoRunOfTheInputIsInTheReceipt()
    {
        using var program = Guests.Load("sort");
        using var prover = new Prover(new() { Threads = 2 });
        var input = new byte[200];
        new Random(3).NextBytes(input);
        foreach (var (guest, data) in new[] { ("sha256_stream", input), ("key_ownership", input[..64]) })
        {
            using var p = Guests.Load(guest);
            var receipt = prover.Prove(p, data).ToBytes();
            // Public parts of key_ownership's input are in its journal; its secret is the first half.
            for (var i = 0; i + 6 <= (guest == "key_ownership" ? 32 : data.Length); i++)
            {
                Assert.True(receipt.AsSpan().IndexOf(data.AsSpan(i, 6)) < 0, $"{guest}: bytes {i}.. of the input are in the receipt");
            }
        }
    }

    // Bytes of roots, nonces, totals and out-of-domain values: everything before the openings.
    private static int Opened(Receipt receipt) =>
        (int)ReceiptMap.Of(receipt, out _).Where(p => p.Name is "roots" or "nonces" or "bus totals" or "out-of-domain values").Sum(p => p.Bytes);
}
