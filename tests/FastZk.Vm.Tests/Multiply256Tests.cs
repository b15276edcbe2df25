using System.Numerics;
using FastZk.Memory;
using FastZk.Vm.Tests.Support;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests;

/// <summary>The calls modmul256 and mulwide256: results, faults, and what the recorder makes of them (soundness checklist S21, S23, S24).</summary>
public sealed class Multiply256Tests
{
    private const uint Base = 0x40000, End = AddressSpace.MemoryLimit;

    [Fact]
    public void S23_EdgesComeOutRight() => AssertResults([.. Multiplications.Edges()]);

    [Fact]
    public void S23_RandomCallsComeOutRight()
    {
        var random = new Random(256);
        AssertResults([.. Enumerable.Range(0, 3000).Select(_ => Multiplications.Next(random))]);
    }

    /// <summary>Any inputs may be the same or overlap by some words, and so may either result and any input.</summary>
    [Fact]
    public void S23_NumbersMayOverlap()
    {
        var random = new Random(1);
        for (var i = 0; i < 1000; i++)
        {
            var memory = new uint[40];
            for (var k = 0; k < memory.Length; k++)
            {
                memory[k] = (uint)random.NextInt64(1L << 32);
            }

            var at = Enumerable.Range(0, 7).Select(_ => (uint)(random.Next(2) == 0 ? random.Next(33) : 8 * random.Next(5))).ToArray();
            var wide = random.Next(4) == 0;
            BigInteger Of(int k) => Multiplications.Join(memory.AsSpan((int)at[k], 8));
            var call = new Multiplication(Of(1), Of(2), Of(3), Of(4), wide ? Multiplications.Top + 1 : Of(5), wide);
            var image = Load(memory, Multiplications.Call(wide, [.. at.Select(w => Base + 4 * w)]), [.. Guest.Call(64, 3, Base, 160), .. Exit(0)]);
            if (Math.Abs((int)at[0] - (int)at[6]) < 8)
            {
                Assert.Equal((FaultKind.BadAcceleratorCall, Base + 4 * at[6]), FaultOf(image));
            }
            else if (!call.IsValid)
            {
                Assert.Equal((FaultKind.BadAcceleratorCall, Base + 4 * at[5]), FaultOf(image));
            }
            else
            {
                Multiplications.Split(call.R).CopyTo(memory, at[0]);
                Multiplications.Split(call.Q).CopyTo(memory, at[6]);
                Assert.Equal(ElfBuilder.ToBytes(memory), Guest.Run(image).Journal);
                AssertRecorded(image);
            }
        }
    }

    [Fact]
    public void S21_BadArgumentsFault()
    {
        var good = Multiplications.Data(new(5, 7, 1, 2, 10));
        for (var i = 0; i < 7; i++)
        {
            foreach (var bad in (uint[])[Base + 224 + 1, Base + 224 + 2, Base + 224 + 3, End - 28, End, 0xFFFF_FFFC, 0xFFFF_FFFF])
            {
                foreach (var wide in (bool[])[false, true])
                {
                    var addresses = Enumerable.Range(0, 7).Select(k => k == i ? bad : Base + 32 * (uint)k).ToArray();
                    var image = Load(good, Multiplications.Call(wide, addresses), [.. Guest.Call(64, 3, Base, 4), .. Exit(0)]);
                    if (wide && i == 5)
                    {
                        Assert.Equal([38, 0, 0, 0], Guest.Run(image).Journal);
                        continue;
                    }

                    Assert.Equal((FaultKind.BadAcceleratorCall, bad), FaultOf(image));
                    var message = Assert.Throws<GuestFaultException>(() => Executor.Run(image, default)).Message;
                    Assert.Contains((wide ? "mulwide256" : "modmul256") + $": the number in a{i} ", message, StringComparison.Ordinal);
                }
            }
        }

        // The last place that fits.
        var last = Load(good, Multiplications.Call(false, End - 32, Base + 32, Base + 64, Base + 96, Base + 128, Base + 160, End - 64), [.. Guest.Call(64, 3, End - 64, 64), .. Exit(0)]);
        Assert.Equal(3, Guest.Run(last).Journal[0]);
        Assert.Equal(8, Guest.Run(last).Journal[32]);
    }

    [Theory]
    [InlineData(-16)]
    [InlineData(-28)]
    [InlineData(-4)]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(28)]
    public void S21_ResultsThatOverlapFault(int distance)
    {
        var q = (uint)(Base + 224 + distance);
        var image = Load(Multiplications.Data(new(5, 7, 1, 2, 10)), Multiplications.Call(false, Base + 224, Base + 32, Base + 64, Base + 96, Base + 128, Base + 160, q), Exit(0));
        Assert.Equal((FaultKind.BadAcceleratorCall, q), FaultOf(image));
    }

    [Fact]
    public void S21_ModuliThatAreTooSmallFault()
    {
        Assert.Equal(Base + 160, FaultOf(new(5, 7, 1, 2, 0)));
        Assert.Equal(Base + 160, FaultOf(new(0, 0, 0, 0, 0)));
        Assert.Equal(Base + 160, FaultOf(new(0, 0, 0, 0, 1)));
        Assert.Equal(Base + 160, FaultOf(new(5, 7, 1, 2, 1)));
        foreach (var m in Multiplications.Moduli)
        {
            // The least number whose quotient is 2^256 and the greatest whose quotient is one less.
            Assert.Equal(Base + 160, FaultOf(new(Multiplications.Top, m, m, 0, m)));
            Assert.Equal(Base + 160, FaultOf(new(Multiplications.Top, m, m - 1, 1, m)));
            AssertResults([Multiplications.Greatest(m, m - 1)]);
        }

        static uint FaultOf(Multiplication x)
        {
            var (kind, address) = Multiply256Tests.FaultOf(Load(Multiplications.Data(x), Multiplications.Call(false, Base), Exit(0)));
            Assert.Equal(FaultKind.BadAcceleratorCall, kind);
            return address;
        }
    }

    /// <summary>Only a0 changes, and a7 counts with all its bits.</summary>
    [Fact]
    public void S21_CallsClobberA0Only()
    {
        var sum = (uint[])[Add(5, A1, A2), Add(5, 5, 13), Add(5, 5, 14), Add(5, 5, 15), Add(5, 5, 16), Add(5, 5, A7), Add(A0, A0, 5)];
        var image = Load(Multiplications.Data(new(5, 7, 1, 2, 10)), Multiplications.Call(false, Base), sum, [Addi(A7, 0, 93), Ecall()]);
        Assert.Equal(6 * Base + 32 * 21 + 0x1004, Guest.Run(image).ExitCode);
        var unknown = Load(Multiplications.Data(new(5, 7, 1, 2, 10)), [.. Li(A7, 0x11004), Ecall()]);
        Assert.Equal(FaultKind.UnknownEcall, Guest.Fault(unknown).Kind);
    }

    [Fact]
    public void ResultsInTextAreReported()
    {
        var image = Guest.Load(Multiplications.Call(true, 0x10000, Base, Base, Base, Base, 0, Base), Exit(0));
        var warnings = new List<(uint Pc, uint Address)>();
        Executor.Run(image, default, new() { TextStoreWarning = (pc, address) => warnings.Add((pc, address)) });
        using var trace = Recorder.Record(image, default, new() { TextStoreWarning = (pc, address) => warnings.Add((pc, address)) }, new BufferPool(), default);
        Assert.Equal(2, warnings.Count);
        Assert.Equal(0x10000u, warnings[0].Address);
        Assert.Equal(warnings[0], warnings[1]);
    }

    private static void AssertResults(Multiplication[] calls)
    {
        const int perRun = 60;
        for (var from = 0; from < calls.Length; from += perRun)
        {
            var batch = calls.AsSpan(from, Math.Min(perRun, calls.Length - from)).ToArray();
            var size = 4 * (uint)Multiplications.Words;
            var image = Load([.. batch.SelectMany(Multiplications.Data)], [.. batch.SelectMany((x, i) => Multiplications.Call(x.IsWide, Base + size * (uint)i))],
                [.. Guest.Call(64, 3, Base, size * (uint)batch.Length), .. Exit(0)]);
            var journal = Guest.Run(image).Journal;
            var expected = batch.SelectMany(x => (uint[])[.. Multiplications.Split(x.R), .. Multiplications.Data(x)[8..48], .. Multiplications.Split(x.Q)]).ToArray();
            Assert.Equal(ElfBuilder.ToBytes(expected), journal);
            AssertRecorded(image);
        }
    }

    // The recording ends as the run does, and the accesses of each memory word follow each other in time.
    private static void AssertRecorded(ElfImage image)
    {
        var expected = Executor.Run(image, default);
        using var trace = Recorder.Record(image, default, new(), new BufferPool(), default);
        Assert.Equal((expected.Cycles, expected.ExitCode), (trace.Cycles, trace.ExitCode));
        Assert.Equal(expected.Journal, trace.Journal);
        var accesses = new List<(uint Time, uint Word, uint Before)>();
        var calls = trace.Multiply256Calls;
        for (var row = 0; row < calls.Count; row++)
        {
            uint Get(Multiply256Column c, int k = 0) => calls[row, (int)c + k];
            for (var k = 0; k < Multiplications.Words; k++)
            {
                var i = k / 8;
                if (i == 5 && Get(Multiply256Column.IsWide) == 1)
                {
                    continue;
                }

                var before = Get(Multiply256Column.Times, k);
                var time = Get(Multiply256Column.Time) + (i is 0 or 6 ? 11 : 2 * (uint)i - 1);
                Assert.True(i is 0 or 1 or 2 ? time - before <= 1 << 16 : before == Get(Multiply256Column.Times, k - k % 8));
                accesses.Add((time, (Get(Multiply256Column.Addresses, i) >> 2) + (uint)k % 8, before));
            }
        }

        for (var row = 0; row < trace.Levels.Count; row++)
        {
            for (var k = 0; k < 8; k++)
            {
                accesses.Add((trace.Levels[row, (int)LevelColumn.Time], trace.Levels[row, (int)LevelColumn.Word] + (uint)k, trace.Levels[row, (int)LevelColumn.TimesOld + k]));
            }
        }

        var times = new Dictionary<uint, uint>();
        foreach (var (time, word, before) in accesses.Order())
        {
            Assert.Equal(times.GetValueOrDefault(word), before);
            Assert.True(before < time);
            times[word] = time;
        }
    }

    private static (FaultKind Kind, uint Address) FaultOf(ElfImage image)
    {
        GuestFaultException[] faults =
        [
            Assert.Throws<GuestFaultException>(() => Executor.Run(image, default)), Assert.Throws<GuestFaultException>(() => ReferenceInterpreter.Run(image, default)),
            Assert.Throws<GuestFaultException>(() => Recorder.Record(image, default, new(), new BufferPool(), default).Dispose()),
        ];
        Assert.Single(faults.Select(f => (f.Kind, f.Address, f.Pc, f.Cycle)).Distinct());
        return (faults[0].Kind, faults[0].Address);
    }

    private static ElfImage Load(uint[] data, params uint[][] code) =>
        ElfImage.Load(ElfBuilder.WithCode([.. code.SelectMany(c => c)]).AddSegment(Base, ElfBuilder.ToBytes(data), ElfBuilder.ReadWrite).Build());
}
