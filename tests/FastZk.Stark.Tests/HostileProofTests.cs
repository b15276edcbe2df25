using System.Reflection;
using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;
using FastZk.Stark.Verify;

namespace FastZk.Stark.Tests;

/// <summary>What a verification leaves behind does not reach the next one, and proofs spoilt behind the algebra are read to where they are wrong.</summary>
public sealed class HostileProofTests
{
    private const int Count = 1500;

    private static readonly Lazy<ToyProof[]> Proofs = new(() =>
    [
        ToyProof.Fast,
        ToyProof.Compact,
        ToyProof.Create(Profile.Compact, new(9, 15, 16, 10, 17, -1), 60, seed: 7),
        ToyProof.Create(Profile.Fast, new(10, 17, 10, 10, 10, -1), 60, seed: 8),
    ]);

    // Every array of this thread's scratch full of words that no verification writes.
    private static void Poison(int seed)
    {
        var scratch = VerifierScratch.Rent();
        var random = new Random(seed);
        foreach (var field in typeof(VerifierScratch).GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(f => f.FieldType.IsArray))
        {
            switch (field.GetValue(scratch))
            {
                case uint[] words: words.AsSpan().Fill(seed % 2 == 0 ? uint.MaxValue : (uint)random.Next()); break;
                case int[] numbers: numbers.AsSpan().Fill(seed % 2 == 0 ? -1 : random.Next()); break;
                case Fp5[] elements: elements.AsSpan().Fill(Fp5.FromRawUnchecked([uint.MaxValue, Fp.Modulus, 5, 0, uint.MaxValue])); break;
                case Digest[] digests: digests.AsSpan().Fill(Digest.FromBytes([.. Enumerable.Repeat((byte)seed, 32)])); break;
                default: throw new InvalidOperationException(field.Name);
            }
        }
    }

    [Fact]
    public void S17_what_a_thread_verified_before_does_not_matter()
    {
        // The answers of threads that have verified nothing yet.
        var random = new Random(11);
        var cases = new List<(ToyProof Proof, byte[] Bytes, string? Answer)>();
        foreach (var proof in Proofs.Value)
        {
            cases.Add((proof, proof.Bytes, null));
            for (var i = 0; i < 12; i++)
            {
                var bytes = proof.Bytes.ToArray();
                bytes[random.Next(i < 4 ? 0 : bytes.Length / 2, bytes.Length)] ^= 0x40;
                bytes = i % 3 == 0 ? bytes.AsSpan(0, random.Next(bytes.Length)).ToArray() : bytes;
                cases.Add((proof, bytes, Fresh(proof, bytes)));
                Assert.NotNull(cases[^1].Answer);
            }
        }

        var failures = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var threads = Enumerable.Range(0, 4).Select(t => new Thread(() => Shuffled(t))).ToArray();
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.Empty(failures);

        void Shuffled(int seed)
        {
            var order = new Random(seed);
            for (var i = 0; i < 80; i++)
            {
                var c = cases[order.Next(3) == 0 ? cases.Count / Proofs.Value.Length * order.Next(Proofs.Value.Length) : order.Next(cases.Count)];
                if (order.Next(2) == 0)
                {
                    Poison(order.Next());
                }

                var answer = c.Proof.Verify(c.Bytes);
                if (answer != c.Answer)
                {
                    failures.Enqueue($"'{answer}' instead of '{c.Answer}'");
                }
            }
        }

        static string? Fresh(ToyProof proof, byte[] bytes)
        {
            string? answer = null;
            var thread = new Thread(() => answer = proof.Verify(bytes));
            thread.Start();
            thread.Join();
            return answer;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S18_whatever_word_is_changed_is_noticed_with_the_challenges_held(byte profile)
    {
        // No challenge moves and every nonce is taken, so that each change has to be found by the check of its own place.
        var proof = ToyProof.Of(profile);
        var tape = proof.Record();
        Assert.Null(proof.VerifyFrozen(tape, proof.Bytes));
        var parts = proof.Map(tape).Parts.Where(p => p.Length > 0 && !p.Name.StartsWith("nonce", StringComparison.Ordinal)).ToArray();
        var kinds = parts.GroupBy(p => p.Name).Select(g => g.ToArray()).ToArray();
        var random = new Random(profile);
        var bytes = proof.Bytes.ToArray();
        for (var i = 0; i < Count; i++)
        {
            // Parts of every kind alike; of many rows the last ones more often, which are in batches that are not full.
            var kind = kinds[random.Next(kinds.Length)];
            var part = kind[random.Next(3) == 0 ? kind.Length - 1 : random.Next(kind.Length)];
            var at = part.Start + 4 * (random.Next(4) == 0 ? part.Length / 4 - 1 : random.Next(part.Length / 4));
            var word = BitConverter.ToUInt32(bytes, at);
            var other = random.Next(8) switch
            {
                0 => word ^ 1u << random.Next(32),
                1 => word + Fp.Modulus,
                2 => word - Fp.Modulus,
                3 => 0u,
                4 => Fp.Modulus - 1,
                5 => Fp.Modulus,
                6 => uint.MaxValue,
                _ => (uint)random.NextInt64(1L << 32),
            };
            if (other == word)
            {
                continue;
            }

            BitConverter.TryWriteBytes(bytes.AsSpan(at), other);
            var answer = proof.VerifyFrozen(tape, bytes);
            Assert.True(answer is not null, $"{part.Name}, word {(at - part.Start) / 4} of {part.Length / 4}: {word} became {other}");
            var isField = !part.Name.EndsWith("root", StringComparison.Ordinal) && !part.Name.StartsWith("fri root", StringComparison.Ordinal)
                && !part.Name.Contains("path", StringComparison.Ordinal) && !part.Name.EndsWith("salt", StringComparison.Ordinal);
            if (isField && other >= Fp.Modulus)
            {
                Assert.Contains($"near byte {at + 4}", answer, StringComparison.Ordinal);
            }

            BitConverter.TryWriteBytes(bytes.AsSpan(at), word);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S18_a_proof_cut_anywhere_is_noticed_with_the_challenges_held(byte profile)
    {
        var proof = ToyProof.Of(profile);
        var tape = proof.Record();
        var ends = proof.Map(tape).Parts.SelectMany(p => new[] { p.Start - 1, p.Start, p.Start + 1, p.End - 4, p.End - 1 }).Where(e => e >= 0 && e < proof.Bytes.Length).Distinct().ToArray();
        var random = new Random(5);
        random.Shuffle(ends);
        foreach (var end in ends.Take(Count / 2))
        {
            // Bytes of its own, so that a read behind the end is one behind the array.
            var cut = proof.Bytes.AsSpan(0, end).ToArray();
            Assert.True(proof.VerifyFrozen(tape, cut) is not null, $"{end} bytes");
        }
    }
}
