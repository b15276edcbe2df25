using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;

namespace FastZk.Stark.Tests;

/// <summary>No proof but the one that was made is accepted, and nothing a stranger sends makes the verifier throw.</summary>
public sealed class TamperingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_map_covers_every_byte(byte profile)
    {
        var proof = ToyProof.Of(profile);
        Assert.Equal(proof.Bytes.Length, proof.Map(proof.Record()).Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S17_one_flipped_bit_in_any_part_is_rejected(byte profile)
    {
        var proof = ToyProof.Of(profile);
        var random = new Random(1);
        foreach (var part in Sample(proof))
        {
            // First and last byte, and a few between.
            foreach (var at in new[] { 0, part.Length - 1, random.Next(part.Length), random.Next(part.Length) })
            {
                var bytes = proof.Bytes.ToArray();
                bytes[part.Start + at] ^= (byte)(1 << random.Next(8));
                Assert.True(proof.Verify(bytes) is not null, $"{part.Name}, byte {at}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S18_field_elements_outside_the_field_are_rejected(byte profile)
    {
        var proof = ToyProof.Of(profile);
        foreach (var part in Sample(proof).Where(p => p.Name is "totals" or "values" or "final" || p.Name.Contains("row") || p.Name.StartsWith("fri leaf", StringComparison.Ordinal)))
        {
            // v + p is the same residue in another coat.
            var bytes = proof.Bytes.ToArray();
            var word = BitConverter.ToUInt32(bytes, part.Start);
            BitConverter.TryWriteBytes(bytes.AsSpan(part.Start), word + Fp.Modulus);
            Assert.Contains("outside the field", proof.Verify(bytes));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S18_truncated_and_extended_proofs_are_rejected(byte profile)
    {
        var proof = ToyProof.Of(profile);
        var random = new Random(2);
        var lengths = Sample(proof).SelectMany(p => new[] { p.Start, p.Start + 1, p.End - 1 }).Concat(Enumerable.Range(0, 300).Select(_ => random.Next(proof.Bytes.Length)));
        foreach (var length in lengths.Where(l => l >= 0 && l < proof.Bytes.Length).Distinct())
        {
            Assert.True(proof.Verify(proof.Bytes.AsSpan(0, length)) is not null, $"{length} bytes");
        }

        foreach (var extra in new[] { 1, 4, 20, 32, 1000, 1 << 20 })
        {
            var bytes = new byte[proof.Bytes.Length + extra];
            proof.Bytes.CopyTo(bytes, 0);
            Assert.Contains("follow the proof", proof.Verify(bytes));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S17_an_opened_row_or_digest_moved_to_another_place_is_rejected(byte profile)
    {
        var proof = ToyProof.Of(profile);
        var map = proof.Map(proof.Record());
        foreach (var group in map.Parts.Where(p => p.Length > 0).GroupBy(p => (p.Name, p.Length)).Where(g => g.Count() > 1))
        {
            var (a, b) = (group.First(), group.Last());
            var bytes = proof.Bytes.ToArray();
            proof.Bytes.AsSpan(a.Start, a.Length).CopyTo(bytes.AsSpan(b.Start));
            proof.Bytes.AsSpan(b.Start, a.Length).CopyTo(bytes.AsSpan(a.Start));
            Assert.True(proof.Verify(bytes) is not null, group.Key.Name);
        }

        foreach (var path in map.Parts.Where(p => p.Name.Contains("path") && p.Length >= 64))
        {
            var bytes = proof.Bytes.ToArray();
            proof.Bytes.AsSpan(path.Start, 32).CopyTo(bytes.AsSpan(path.Start + 32));
            proof.Bytes.AsSpan(path.Start + 32, 32).CopyTo(bytes.AsSpan(path.Start));
            Assert.True(proof.Verify(bytes) is not null, path.Name);
        }
    }

    [Fact]
    public void S18_random_mutations_are_never_accepted_and_never_throw()
    {
        var random = new Random(3);
        for (var i = 0; i < 20000; i++)
        {
            var proof = ToyProof.Of((byte)(1 + (i & 1)));
            var bytes = Mutate(proof.Bytes, random);
            if (!bytes.AsSpan().SequenceEqual(proof.Bytes))
            {
                Assert.NotNull(proof.Verify(bytes));
            }
        }
    }

    [Fact]
    public void S18_arbitrary_bytes_never_throw()
    {
        var random = new Random(4);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(4) == 0 ? random.Next(200000) : random.Next(3000)];
            random.NextBytes(bytes);
            Assert.NotNull(ToyProof.Fast.Verify(bytes));
            Array.Clear(bytes);
            Assert.NotNull(ToyProof.Compact.Verify(bytes));
        }
    }

    // Of the many rows, salts and leaves with one name: the first, the last and two between.
    private static IEnumerable<ProofPart> Sample(ToyProof proof) =>
        proof.Map(proof.Record()).Parts.Where(p => p.Length > 0).GroupBy(p => p.Name)
            .SelectMany(g => g.Where((_, i) => i == 0 || i == g.Count() - 1 || i % (g.Count() / 2 + 1) == 1));

    private static byte[] Mutate(byte[] proof, Random random)
    {
        switch (random.Next(6))
        {
            case 0: // some bits
                var bits = proof.ToArray();
                for (var k = random.Next(1, 5); k > 0; k--)
                {
                    bits[random.Next(bits.Length)] ^= (byte)(1 << random.Next(8));
                }

                return bits;
            case 1: // a word
                var word = proof.ToArray();
                BitConverter.TryWriteBytes(word.AsSpan(4 * random.Next(word.Length / 4)), random.Next(3) switch { 0 => 0u, 1 => Fp.Modulus - 1, _ => (uint)random.Next() });
                return word;
            case 2: // a stretch copied elsewhere
                var copied = proof.ToArray();
                var length = random.Next(1, 200);
                proof.AsSpan(random.Next(proof.Length - length), length).CopyTo(copied.AsSpan(random.Next(proof.Length - length)));
                return copied;
            case 3: // a stretch removed
                var from = random.Next(proof.Length);
                return [.. proof[..from], .. proof[Math.Min(proof.Length, from + random.Next(1, 100))..]];
            case 4: // a stretch put in
                var at = random.Next(proof.Length);
                var added = new byte[random.Next(1, 100)];
                random.NextBytes(added);
                return [.. proof[..at], .. added, .. proof[at..]];
            default: // the head of the proof, where the algebra is
                var head = proof.ToArray();
                head[random.Next(4000)] = (byte)random.Next(256);
                return head;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S15_another_statement_root_or_shape_is_rejected(byte profile)
    {
        var proof = ToyProof.Of(profile);
        Assert.NotNull((proof with { Inputs = new ToyInputs(3, proof.Inputs.Rows + 1) }).Verify());
        Assert.NotNull((proof with { Inputs = new ToyInputs(2, proof.Inputs.Rows) }).Verify());
        Assert.NotNull((proof with { ProgramRoot = proof.CircuitRoot }).Verify());
        Assert.NotNull((proof with { CircuitRoot = proof.ProgramRoot }).Verify());
        Assert.NotNull((proof with { ProgramRoot = default }).Verify());
        for (var t = 0; t < ToySystem.System.Tables.Length; t++)
        {
            foreach (var log in new[] { -1, 9, 10, 11, 12, 13, 16, 17 })
            {
                var heights = ToySystem.System.Tables.Select(x => (sbyte)proof.Shape.LogHeight(x.Id)).ToArray();
                if (heights[t] != log)
                {
                    heights[t] = (sbyte)log;
                    if (ProofShape.Create(ToySystem.System, proof.Shape.Profile, heights, 2, out _) is { } other)
                    {
                        Assert.NotNull((proof with { Shape = other }).Verify());
                    }
                }
            }
        }
    }

    [Fact]
    public void S18_a_proof_of_the_other_profile_is_rejected()
    {
        var heights = new ToyHeights(16, 10, 11, 12, 13, 10);
        var fast = ToyProof.Create(Profile.Fast, heights, 90);
        var compact = ToyProof.Create(Profile.Compact, heights, 90);
        Assert.NotNull((fast with { Shape = compact.Shape }).Verify());
        Assert.NotNull((compact with { Shape = fast.Shape }).Verify());
        Assert.NotNull((fast with { Bytes = compact.Bytes }).Verify());
        Assert.NotNull((compact with { Bytes = fast.Bytes }).Verify());
    }

    [Fact]
    public void S15_a_proof_against_other_preprocessed_values_is_rejected()
    {
        var honest = ToyProof.Fast;
        using var pool = new FastZk.Memory.BufferPool();
        using var workers = new FastZk.Memory.WorkerSet(1);
        using var other = ToySystem.ProgramTree(new(pool, workers), Profile.Fast, new(10, 10, 11, 12, 13, 16), salt: 1);
        Assert.NotEqual(honest.ProgramRoot, other.Root);
        Assert.NotNull((honest with { ProgramRoot = other.Root }).Verify());
    }

    [Fact]
    public void S14_another_number_of_public_tuples_is_rejected()
    {
        var heights = ToySystem.System.Tables.Select(x => (sbyte)ToyProof.Fast.Shape.LogHeight(x.Id)).ToArray();
        var shape = ProofShape.Create(ToySystem.System, Profile.Fast, heights, 1, out _)!;
        Assert.Contains("tuples", (ToyProof.Fast with { Shape = shape }).Verify());
    }
}
