using FastZk.Circuits;
using FastZk.Field;
using FastZk.Stark;
using FastZk.Stark.Security;
using FastZk.Stark.Tests;
using FastZk.Tests;

namespace FastZk.Soundness.Tests.ZeroKnowledge;

/// <summary>Z02, Z04 and Z05 for the real circuit: public parts, counts of openings for every shape, and the rank at the places that a receipt opens.</summary>
public sealed class HidingTests
{
    [Theory]
    [InlineData("key_ownership", 64)]
    [InlineData("sha256_stream", 200)]
    public void Z02_InputsOfOneShapeHaveOnePublicPart(string guest, int length)
    {
        using var program = Guests.Load(guest);
        foreach (var profile in Profile.All)
        {
            using var prover = new Prover(new() { Threads = 2, Profile = profile });
            var parts = new List<(string, long)[]>();
            var heads = new List<byte[]>();
            var random = new byte[length];
            new Random(0).NextBytes(random);
            foreach (var input in new[] { random, new byte[length] })
            {
                var receipt = prover.Prove(program, input);
                heads.Add(receipt.Span[..receipt.Head.JournalStart].ToArray());
                // Openings are as long as the query indexes, which depend on nothing but hashes, let them be.
                parts.Add([.. ReceiptMap.Of(receipt, out _).TakeWhile(p => !p.Name.EndsWith("rows", StringComparison.Ordinal)).Select(p => (p.Name, p.Bytes))]);
            }

            Assert.Equal(heads[0], heads[1]);
            Assert.True(parts[0].Length >= 7);
            Assert.Equal(parts[0], parts[1]);
        }
    }

    /// <summary>All heights of the highest table, of each table alone, of all tables, and random shapes; counted by the verifier's own layout.</summary>
    [Fact]
    public void Z04_NoShapeRevealsMoreThanItHides()
    {
        var random = new Random(4);
        var (shapes, refused) = (0, 0);
        foreach (var profile in Profile.All)
        {
            for (var top = ProofShape.MinLogTop; top <= ProofShape.MaxLogTop; top++)
            {
                for (var i = 0; i < Rv32Circuit.System.Tables.Length + 12; i++)
                {
                    var heights = new sbyte[Rv32Circuit.System.Tables.Length];
                    for (var t = 0; t < heights.Length; t++)
                    {
                        var fixedTable = Rv32Circuit.System.IsPresent(t, top);
                        var always = fixedTable == true;
                        heights[t] = (sbyte)(fixedTable == false ? -1 : i < heights.Length ? i == t || always ? profile.LogMinHeight : -1
                            : i == heights.Length ? profile.LogMinHeight
                            : !always && random.Next(3) == 0 ? -1 : random.Next(profile.LogMinHeight, top + 1));
                    }

                    heights[i < heights.Length ? i : random.Next(heights.Length)] = (sbyte)top;
                    var shape = ProofShape.Create(Rv32Circuit.System, profile, heights, 2 + random.Next(1 << 20), out _);
                    if (shape is null)
                    {
                        refused++;
                        continue;
                    }

                    shapes++;
                    Assert.Null(OpeningCount.Wrong(shape));
                }
            }
        }

        // Shapes are refused for buses that could wrap, not for what they would show.
        Assert.True(shapes > 300, $"{shapes} shapes, {refused} refused");
    }

    /// <summary>
    /// A column of the least height in a receipt of the real circuit: its values at all places that the receipt shows are independent linear functions of its random
    /// rows, so whatever the active rows are, they are uniform.
    /// </summary>
    [Fact]
    public void Z05_RandomRowsHideAColumnAtTheOpenedPlaces()
    {
        var profile = Profile.Compact;
        using var program = Guests.Load("key_ownership");
        using var prover = new Prover(new() { Threads = 2, Profile = profile, Seed = UniformityCampaign.Key(5) });
        var opened = OpenedReceipt.Of(prover.Prove(program, new byte[64]));
        var log = profile.LogMinHeight;
        Assert.Contains(opened.Groups, g => g.Log == log);
        var g = Fp.RootOfUnity(log);
        var points = new HashSet<uint>();
        foreach (var i in opened.Indexes)
        {
            // The row, and through the quotient x and g·x.
            var x = Point(i, opened.Shape.LogTop + profile.LogBlowup);
            points.UnionWith([Point(i & ((1 << log + profile.LogBlowup) - 1), log + profile.LogBlowup).ToUInt32(), x.ToUInt32(), (x * g).ToUInt32()]);
        }

        var zeta = new Fp5(Fp.FromUInt32(5), Fp.FromUInt32(77), Fp.FromUInt32(1234), Fp.FromUInt32(99), Fp.FromUInt32(31337));
        var matrix = points.Select(p => Weights(Fp.FromUInt32(p)).Select(w => w.C0).ToArray()).ToList();
        foreach (var z in new[] { zeta, zeta * g })
        {
            var weights = Weights(z);
            matrix.AddRange(Enumerable.Range(0, Fp5.Degree).Select(limb => weights.Select(w => w[limb]).ToArray()));
        }

        Assert.InRange(matrix.Count, 2 * opened.Shape.Parameters.Queries, profile.RandomRows);
        Assert.Equal(matrix.Count, LinearAlgebra.Rank(matrix));

        // Lagrange's polynomials of the random rows, which are the last.
        Fp5[] Weights(Fp5 v)
        {
            var n = 1 << log;
            var z = (v.PowTwoTo(log) - Fp5.One) * Fp.FromUInt32((uint)n).Inverse();
            return [.. Enumerable.Range(n - profile.RandomRows, profile.RandomRows).Select(j => z * g.Pow((ulong)j) * (v - (Fp5)g.Pow((ulong)j)).Inverse())];
        }

        static Fp Point(int index, int logDomain) => StarkConstants.Shift * Fp.RootOfUnity(logDomain).Pow((ulong)index);
    }
}
