using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Field;
using FastZk.Vm;
using FastZk.Vm.Tests.Support;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Lines;

/// <summary>
/// S27: reads that end before the input does, or go on behind it, as complete receipts. Each case says of one rule only what is false; rows, registers, buffer
/// and the length that is left are told to fit.
/// </summary>
public sealed class ReadLineTests
{
    private const int Ecall = (int)InstructionClass.Ecall, Input = Rv32Circuit.Input, Boundary = Rv32Circuit.Boundary;

    // Two buffers of eight words.
    private const uint First = Bare.Data, Second = First + 32;

    // 2^16 times this is -1 mod p: in a high limb it cancels a carry that stands for one more in the low limb.
    private const long Alias = (Fp.Modulus - 1) >> 16;

    /// <summary>Programs read(0, First, asked), and where Then is given read(0, Second, Then), with so many bytes of input.</summary>
    private static readonly Dictionary<string, (uint Asked, uint? Then, int Length, Action<WitnessChecks> Forge, string Because)> Cases = new()
    {
        // Four of eight bytes, twelve are left: full or not.
        ["short and full"] = (8, null, 16, w => Claim(w, 0, 4, missing: 4, left: 12, full: 1), "ecall[0]: full0"),
        ["short and not full"] = (8, null, 16, w => Claim(w, 0, 4, missing: 4, left: 12, full: 0), "ecall[0]: partial0"),
        // As many, and 2^16 are left.
        ["short of much"] = (8, null, 0x10004, w => Claim(w, 0, 4, missing: 4, left: 0x10000, full: 0), "ecall[0]: partial1"),
        // Eight of 2^16 + 8 bytes, eight are left: what is missing is said, or it is not.
        ["much short and full"] = (0x10008, null, 16, w => Claim(w, 0, 8, missing: 0x10000, left: 8, full: 1), "ecall[0]: full1"),
        ["much short, said nothing of"] = (0x10008, null, 16, w => Claim(w, 0, 8, missing: 0, left: 8, full: 1), "ecall[0]: short_high"),
        // Four of four: but a2 has an eight.
        ["asked for less"] = (8, null, 16, w =>
        {
            Claim(w, 0, 4, missing: 0, left: 12, full: 1);
            w.Set(Ecall, 0, "a2_0", 4);
        }, $"bus {Bus.Memory} "),
        // Twelve where eight were asked for, and nothing is left.
        ["longer than asked for"] = (8, null, 12, w => Claim(w, 0, 12, missing: -4, left: 0, full: 0), $"bus {Bus.Range} ({Fp.Modulus - 4}, 16)"),
        ["longer by an alias"] = (8, null, 9, w =>
        {
            Claim(w, 0, 9, missing: 0, left: 0, full: 0);
            w.Set(Ecall, 0, "short1", Alias);
        }, "ecall[0]: short_carry"),
        // The first read comes to the end of the input; the second one gets four bytes or one.
        ["behind the end"] = (8, 4, 4, w => Claim(w, 1, 4, missing: 0, left: -4, full: 1), $"bus {Bus.Range} ({Fp.Modulus - 4}, 16)"),
        ["behind the end, round 2^32"] = (8, 4, 4, w => Claim(w, 1, 4, missing: 0, left: 0xFFFF_FFFC, full: 1), "ecall[1]: left_high"),
        ["behind the end by an alias"] = (8, 1, 4, w => Claim(w, 1, 1, missing: 0, left: Alias << 16, full: 1), "ecall[1]: left_carry"),
        ["after another end"] = (8, 4, 4, w =>
        {
            w.Set(Ecall, 1, "state_old0", 4);
            Claim(w, 1, 4, missing: 0, left: 0, full: 1);
        }, $"bus {Bus.Memory} "),
        // Eight of eight, of which four come; or four come to a0.
        ["fewer than counted"] = (8, null, 16, w => Move(w, 0, 4), $"bus {Bus.Device} "),
        ["fewer than moved"] = (8, null, 16, w => Result(w, 0, "0", 4), "ecall[0]: result_count0"),
        ["more than moved"] = (8, null, 16, w => Result(w, 0, "1", 1), "ecall[0]: result_count1"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void S27_AReadGetsWhatIsLeftOrWhatItAsksFor(string name)
    {
        var (asked, then, length, forge, because) = Cases[name];
        var elf = Bare.ElfWithData(new uint[16], Read(First, asked), then is { } n ? Read(Second, n) : []);
        byte[] input = [.. Enumerable.Range(0, length).Select(i => (byte)(i + 1))];
        ForgedRun.AssertRejected(elf, input, forge, because);
    }

    /// <summary>What stands in a row follows from the bytes claimed: told of an honest read, it changes nothing.</summary>
    [Theory]
    [InlineData(8u, 16, 8, 0L, 8L, 1)]
    [InlineData(8u, 4, 4, 4L, 0L, 0)]
    [InlineData(9u, 9, 9, 0L, 0L, 1)]
    public void S27_TheTruthToldSoIsAccepted(uint asked, int length, int count, long missing, long left, int full)
    {
        using var w = new WitnessChecks(Bare.LoadWithData(new uint[16], Read(First, asked)), new byte[length]);
        w.AssertSound();
        Claim(w, 0, count, missing, left, full);
        Assert.Empty(Forgery.Finish(w));
    }

    // A call, and the next write to a0.
    private static uint[] Read(uint buffer, uint count) => [.. Bare.Call(EcallNumber.Read, 0, buffer, count), Assembler.Addi(Assembler.A0, 0, 0)];

    // A read claims to have got so many bytes, with all that follows from that; what was asked for and is left is the case's to say.
    private static void Claim(WitnessChecks w, int read, int count, long missing, long left, int full)
    {
        Move(w, read, count);
        w.Set(Ecall, read, "count0", count);
        Result(w, read, "0", count);
        w.Set(Ecall, read, "end_word", (read == 0 ? First : Second) / 4 + count / 4);
        w.Set(Ecall, read, "end_offset", count % 4);
        w.Set(Ecall, read, "is_full", full);
        SetLimbs(w, Ecall, read, "short", missing);
        SetLimbs(w, Ecall, read, "state_new", left);
        SetLimbs(w, Boundary, w.Find(Boundary, "key", MemoryKey.InputLeft), "final", left);
    }

    // A negative number stands in the low limb alone.
    private static void SetLimbs(WitnessChecks w, int table, int row, string name, long value)
    {
        w.Set(table, row, name + "0", value < 0 ? value : value & 0xFFFF);
        w.Set(table, row, name + "1", value < 0 ? 0 : value >> 16);
    }

    // A limb of a0 behind a read, and where the program writes it next.
    private static void Result(WitnessChecks w, int read, string limb, long value)
    {
        const int addImmediate = (int)InstructionClass.AddImmediate;
        w.Set(Ecall, read, "a0_new" + limb, value);
        var next = Enumerable.Range(0, w.Rows[addImmediate]).Single(r => w.Get(addImmediate, r, "time_d") == w.Get(Ecall, read, "time") + 6);
        w.Set(addImmediate, next, "old" + limb, value);
    }

    // The rows that move a read's bytes, and their words' ends. Bytes that the input does not have are 0x5A.
    private static void Move(WitnessChecks w, int read, int count)
    {
        var (time, word, honest) = (w.Get(Ecall, read, "time"), (read == 0 ? First : Second) / 4, w.Get(Ecall, read, "count0"));
        var (left, free) = (w.Get(Ecall, read, "state_old0") + (w.Get(Ecall, read, "state_old1") << 16), w.Rows[Input]);
        for (var k = 0; k < 8; k++)
        {
            var found = Enumerable.Range(0, w.Rows[Input]).Where(r => w.Get(Input, r, "is_real") == 1 && w.Get(Input, r, "word") == word + k)
                .Cast<int?>().FirstOrDefault();
            var key = MemoryKey.Memory + word + (uint)k;
            if (count <= 4 * k)
            {
                if (found is { } gone)
                {
                    w.Clear(Input, gone);
                    End(w, key, 0, 0);
                }

                continue;
            }

            var row = found ?? free++;
            var value = 0u;
            for (var i = 0; i < 4; i++)
            {
                var moves = 4 * k + i < count;
                w.Set(Input, row, $"moved{i}", moves ? 1 : 0);
                var now = 4 * k + i < honest ? w.Get(Input, row, $"new{i / 2}") >> 8 * (i % 2) & 0xFF : 0x5A;
                value |= moves ? now << 8 * i : 0;
            }

            foreach (var (column, cell) in new (string, long)[]
            {
                ("is_real", 1), ("time", time), ("word", word + k), ("offset", 0), ("index", left + 4 * k), ("left", count - 4 * k), ("new0", value & 0xFFFF),
                ("new0_low", value & 0xFF), ("new1", value >> 16), ("new1_low", value >> 16 & 0xFF), ("time_m", 0), ("gap_low", time + 4 & 0xFFFF),
            })
            {
                w.Set(Input, row, column, cell);
            }

            End(w, key, time + 5, value);
        }
    }

    private static void End(WitnessChecks w, uint key, long time, uint value)
    {
        var row = w.Find(Boundary, "key", key);
        w.Set(Boundary, row, "time", time);
        SetLimbs(w, Boundary, row, "final", value);
    }
}
