using System.Numerics;
using FastZk.Vm;
using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>The calls modmul256 and mulwide256: honest calls satisfy everything, and give what they should.</summary>
public class Multiply256Tests
{
    private const uint Size = 4 * (uint)Multiplications.Words;

    [Fact]
    public void S23_EdgesSatisfyEverything()
    {
        Multiplication[] calls = [.. Multiplications.Edges()];
        Assert.True(calls.Length > 800);
        AssertSound(calls);
    }

    [Fact]
    public void S23_RandomCallsSatisfyEverything()
    {
        var random = new Random(512);
        AssertSound([.. Enumerable.Range(0, 1000).Select(_ => Multiplications.Next(random))]);
    }

    /// <summary>Numbers in a few words of memory: the same, overlapping, inputs that are results, of this call and of those before.</summary>
    [Fact]
    public void S23_NumbersThatOverlapSatisfyEverything()
    {
        var random = new Random(3);
        var start = Enumerable.Range(0, 40).Select(_ => (uint)random.NextInt64(1L << 32)).ToArray();
        var memory = (uint[])start.Clone();
        var code = new List<uint>();
        for (var made = 0; made < 300;)
        {
            var at = Enumerable.Range(0, 7).Select(_ => random.Next(2) == 0 ? random.Next(33) : 8 * random.Next(5)).ToArray();
            var wide = random.Next(4) == 0;
            BigInteger Of(int k) => Multiplications.Join(memory.AsSpan(at[k], 8));
            var call = new Multiplication(Of(1), Of(2), Of(3), Of(4), wide ? Multiplications.Top + 1 : Of(5), wide);
            if (Math.Abs(at[0] - at[6]) < 8 || !call.IsValid)
            {
                continue;
            }

            Multiplications.Split(call.R).CopyTo(memory, at[0]);
            Multiplications.Split(call.Q).CopyTo(memory, at[6]);
            code.AddRange(Multiplications.Call(wide, [.. at.Select(w => Bare.Data + 4 * (uint)w)]));
            made++;
        }

        using var w = new WitnessChecks(ElfImage.Load(Bare.ElfWithData(start, [.. code], Bare.Publish(Bare.Data, 160))), []);
        Assert.Equal(ElfBuilder.ToBytes(memory), w.Journal);
        Assert.True(w.Rows[Rv32Circuit.Level] > 100);
        w.AssertSound();
    }

    /// <summary>Words whose last accesses lie apart, or far back, are touched by a row of their own; others are not.</summary>
    [Fact]
    public void S11_NumbersAreLevelledWhereTheyHaveToBe()
    {
        uint[] rest = [.. Li(5, 20_000), Addi(5, 5, -1), Bne(5, 0, -4)];
        uint[] stores = [.. Li(Bare.In, Bare.Data), .. Enumerable.Range(0, 7).SelectMany(i => (uint[])[Lw(6, 32 * i, Bare.In), Sw(6, 32 * i, Bare.In)])];
        var call = Multiplications.Call(false, Bare.Data);
        foreach (var (code, levels) in new (uint[], int)[]
        {
            (call, 0), ([.. call, .. call], 0), ([.. stores, .. call], 4), ([.. stores, .. call, .. call], 4), ([.. call, .. rest, .. call], 3), ([.. rest, .. call], 3), ([.. stores, .. rest, .. call], 7),
        })
        {
            using var w = new WitnessChecks(ElfImage.Load(Bare.ElfWithData(Multiplications.Data(new(123, 456, 78, 9, 1001)), code)), []);
            Assert.Equal(levels, w.Rows[Rv32Circuit.Level]);
            w.AssertSound();
        }
    }

    private static void AssertSound(Multiplication[] calls)
    {
        var code = calls.SelectMany((x, i) => Multiplications.Call(x.IsWide, Bare.Data + Size * (uint)i)).ToArray();
        // The data lie behind the code.
        var elf = ElfBuilder.WithCode([.. code, .. Bare.Publish(Bare.Data, Size * (uint)calls.Length), .. Exit(0)], 0x200000)
            .AddSegment(Bare.Data, ElfBuilder.ToBytes([.. calls.SelectMany(Multiplications.Data)]), ElfBuilder.ReadWrite).Build();
        using var w = new WitnessChecks(ElfImage.Load(elf), []);
        Assert.Equal(calls.Length, w.Rows[Rv32Circuit.Multiply256]);
        Assert.Equal(ElfBuilder.ToBytes([.. calls.SelectMany(x => (uint[])[.. Multiplications.Split(x.R), .. Multiplications.Data(x)[8..48], .. Multiplications.Split(x.Q)])]), w.Journal);
        w.AssertSound();
    }
}
