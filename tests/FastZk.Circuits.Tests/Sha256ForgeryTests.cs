using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>S23, S06, S11, S14: forged calls of sha256_compress, each consistent but for what it forges.</summary>
public class Sha256ForgeryTests
{
    private const int Call = Rv32Circuit.Sha256Call, Load = Rv32Circuit.Sha256Load, Compress = Rv32Circuit.Sha256Compress, LoadWord = (int)InstructionClass.LoadWord;

    [Fact]
    public void S06_ARunThatTheTableCutsOffDoesNotSwallowAState()
    {
        // The old state goes into the first row of a run that the table's end cuts off; the new one is made of words of memory, loaded at two times.
        using var f = new HashedRun(HashedRun.Compress(HashedRun.State, HashedRun.Blocks, 1), Li(Bare.In, HashedRun.Blocks + 64),
            [Lw(T0, 0, Bare.In), Lw(T0, 4, Bare.In), Lw(T0, 8, Bare.In), Lw(T0, 12, Bare.In)]);
        var (w, time, word) = (f.W, f.Time(0), f.Word(0));
        var run = f.Rows[0]!;
        f.Rows.Clear();
        f.Rows.AddRange(Enumerable.Repeat<CompressRow?>(null, w.ActiveRows(Compress) - 1).Append(run));
        f.Unload(0, 0);
        var m = f.Words(word + 16);
        for (var k = 0; k < 2; k++)
        {
            w.Set(Load, k, "is_real", 1);
            w.Set(Load, k, "time", time + k);
            w.Set(Load, k, "word", word + 16);
            for (var i = 0; i < 4; i++)
            {
                w.Set(Load, k, $"m{i}_0", m[i] & 0xFFFF);
                w.Set(Load, k, $"m{i}_1", m[i] >> 16);
                w.Set(Load, k, $"time_m{i}", k == 0 ? 0 : time + 5);
                w.Set(Load, k, $"gap_low{i}", k == 0 ? time + 4 : 0);
            }
        }

        for (var i = 0; i < 4; i++)
        {
            w.Set(LoadWord, i, "time_m", time + 6);
            w.Set(LoadWord, i, "gap_low", w.Get(LoadWord, i, "time") + 2 - (time + 6) - 1);
        }

        long[] half = [.. Enumerable.Range(0, 4).SelectMany(i => new long[] { m[3 - i] & 0xFFFF, m[3 - i] >> 16 })];
        half[6] -= 1 << 16;
        f.SetNew(0, [.. half, .. half]);
        f.AssertOnly("bus Sha256");
    }
}
