using System.Diagnostics;
using FastZk.Memory;
using FastZk.Stark.Check;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;
namespace FastZk.Stark.Tests;
public sealed class Bench
{
    [Fact]
    public void Go()
    {
        var text = "";
        foreach (var profile in Profile.All)
        {
            var h = new ToyHeights(16, 16, 16, 16, 16, 16);
            for (var i = 0; i < 3; i++)
            {
                var w = Stopwatch.StartNew();
                var proof = ToyProof.Create(profile, h, 60000, seed: i);
                var t = w.ElapsedMilliseconds; w.Restart();
                for (var k = 0; k < 10; k++) proof.Verify();
                text += $"{profile.Name}: prove {t} ms, verify {w.ElapsedMilliseconds / 10.0} ms, {proof.Bytes.Length} bytes\n";
            }
        }
        using var pool = new BufferPool();
        var heights = new ToyHeights(16, 16, 16, 16, 16, 16);
        var witness = ToyWitness.Build(pool, Profile.Fast, heights, new(3, 60000));
        for (var i = 0; i < 3; i++)
        {
            var w = Stopwatch.StartNew();
            foreach (var k in new[] { 0, 1, 5 }) RowChecker.Check(ToySystem.System.Tables[k], witness.Tables[k].Main, null, 64735);
            var t = w.ElapsedMilliseconds; w.Restart();
            var b = new BusChecker();
            foreach (var k in new[] { 0, 1, 5 }) b.Add(ToySystem.System.Tables[k], witness.Tables[k].Main, null, 64735);
            text += $"rows {t} ms, buses {w.ElapsedMilliseconds} ms, {b.Imbalances(100000).Count}\n";
        }
        File.WriteAllText("/tmp/bench.txt", text);
    }
}
