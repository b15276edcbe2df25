using System.Buffers.Binary;
using FastZk.Field;
using FastZk.Stark.Security;

namespace FastZk.Tests;

/// <summary>S18: receipts of both profiles changed by someone who knows their form. None is accepted, and each is answered with a reason.</summary>
public sealed class HostileReceiptTests
{
    private const int Mutations = 1500;

    private const int Heights = 7, Tables = 48, Key = Heights + Tables;

    private static readonly byte[] LogHeights = [255, 254, 128, 127, 0, 1, 8, 9, 10, 11, 12, 15, 16, 17, 20, 23, 24, 26, 31, 32, 64];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S18_ChangedReceiptsAreRejected(byte profile)
    {
        using var program = Guests.Load("key_ownership");
        using var prover = new Prover(new() { Threads = 2, Profile = Profile.OfId(profile)! });
        var honest = prover.Prove(program, new byte[64]).ToBytes();
        Assert.True(Verifier.Verify(honest, program.ImageId).IsAccepted);
        Assert.True(Receipt.TryParse(honest, out var receipt));
        var start = receipt!.Head.ProofStart;
        var random = new Random(profile);
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = Mutate(honest, start, random);
            if (bytes.AsSpan().SequenceEqual(honest))
            {
                continue;
            }

            // The head's own program as well: what the key says is then taken as it stands.
            var result = Verifier.Verify(bytes, program.ImageId);
            Assert.False(result.IsAccepted, $"mutation {i}");
            Assert.NotEqual("", result.Reason);
            if (Receipt.TryParse(bytes, out var parsed))
            {
                Assert.False(Verifier.Verify(bytes, parsed!.Head.Key.ImageId, parsed.Head.ExitCode).IsAccepted, $"mutation {i} under its own key");
            }
        }

        Assert.True(Verifier.Verify(honest, program.ImageId).IsAccepted);
    }

    private static byte[] Mutate(byte[] honest, int start, Random random)
    {
        var bytes = (byte[])honest.Clone();
        for (var k = random.Next(4) == 0 ? random.Next(2, 6) : 1; k > 0; k--)
        {
            switch (random.Next(10))
            {
                case 0: // one height, or all of them
                    bytes[Heights + random.Next(Tables)] = LogHeights[random.Next(LogHeights.Length)];
                    break;
                case 1: // a height a little higher or lower: layouts and group orders change
                    ref var h = ref bytes[Heights + random.Next(Tables)];
                    h = (byte)(h + random.Next(-2, 3));
                    break;
                case 2: // two heights change places
                    var (x, y) = (Heights + random.Next(Tables), Heights + random.Next(Tables));
                    (bytes[x], bytes[y]) = (bytes[y], bytes[x]);
                    break;
                case 3: // anything in the head
                    bytes[random.Next(start)] ^= (byte)(1 << random.Next(8));
                    break;
                case 4: // lengths
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(start - 4 - random.Next(Math.Max(1, start - Key - 78))), random.Next(3) switch { 0 => uint.MaxValue, 1 => 1 << 20, _ => (uint)random.Next(4000) });
                    break;
                case 5: // a word at the edges of the field
                    var at = start + 4 * random.Next((bytes.Length - start) / 4);
                    var word = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), random.Next(5) switch { 0 => Fp.Modulus, 1 => Fp.Modulus - 1, 2 => word + Fp.Modulus, 3 => uint.MaxValue, _ => 0u });
                    break;
                case 6: // the part that the algebra is in
                    bytes[start + random.Next(Math.Min(12_000, bytes.Length - start))] ^= (byte)(1 << random.Next(8));
                    break;
                case 7: // cut or longer
                    Array.Resize(ref bytes, Math.Max(start + 8, random.Next(2) == 0 ? random.Next(start, bytes.Length) : bytes.Length + random.Next(1, 64)));
                    break;
                case 8: // a piece moved
                    var length = random.Next(1, 400);
                    bytes.AsSpan(random.Next(bytes.Length - length), length).ToArray().CopyTo(bytes, random.Next(bytes.Length - length));
                    break;
                default: // the other profile, another version
                    bytes[random.Next(4, Heights)] = (byte)random.Next(4);
                    break;
            }

            if (bytes.Length < start + 1000)
            {
                break;
            }
        }

        return bytes;
    }
}
