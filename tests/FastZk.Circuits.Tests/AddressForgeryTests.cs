using FastZk.Field;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>S07, S09, S10: addresses, lanes and jump targets.</summary>
public class AddressForgeryTests
{
    private static readonly Func<int, int, int, uint>[] Loads = [Lb, Lbu, Lh, Lhu];

    [Fact]
    public void S09_AnotherLaneOrSignIsRejected()
    {
        foreach (var load in Loads)
        {
            for (var lane = 0; lane < 4; lane += load == Lb || load == Lbu ? 1 : 2)
            {
                using var f = new RowForge(InstructionClass.LoadPart, Bare.ElfWithData([0x7F80_FE01], Li(Bare.In, Bare.Data), [load(T0, lane, Bare.In)]));
                long r0 = f["r0"], x = f["limb"], xl = f["limb_low"], xh = (x - xl) / 256;
                foreach (var forged in new[] { xl, xh, x, f["m0"], f["m1"], r0 ^ 0xFF00, r0 + 0x80, r0 - 0x80, r0 + 256, r0 - 256 })
                {
                    if (forged != r0)
                    {
                        f["r0"] = forged;
                        f.AssertRejected();
                    }
                }

                foreach (var sign in new[] { "sign_byte", "sign_half" })
                {
                    f[sign] = 1 - f[sign];
                    f.AssertRejected();
                    f[sign] = 1 - f[sign];
                    f["r0"] = r0 ^ 0xFF00;
                    f.AssertRejected();
                }

                foreach (var bit in new[] { "offset_bit0", "offset_bit1" })
                {
                    // Another lane, the same word.
                    f[bit] = 1 - f[bit];
                    f.AssertRejected();
                }

                // The limb as another pair of bytes.
                f["limb_low"] = xl + 256;
                f.AssertRejected();
                f["limb_low"] = xl - 256;
                f.AssertRejected();
            }
        }
    }

    [Fact]
    public void S09_AFractionIsNoSign()
    {
        // byte - 2^7·sign = 3 for a sign that is a field element; the result would not be canonical.
        using var b = new RowForge(InstructionClass.LoadPart, Bare.ElfWithData([5], Li(Bare.In, Bare.Data), [Lb(T0, 0, Bare.In)]));
        b["sign_byte"] = (Field.Fp.FromUInt32(2) * Field.Fp.FromUInt32(128).Inverse()).ToUInt32();
        b["r0"] = (Field.Fp.FromUInt32(5) + Field.Fp.FromInt64(0xFF00) * Field.Fp.FromInt64(b["sign_byte"])).ToUInt32();
        b.AssertRejected();
        using var h = new RowForge(InstructionClass.LoadPart, Bare.ElfWithData([5], Li(Bare.In, Bare.Data), [Lh(T0, 0, Bare.In)]));
        h["sign_half"] = (Field.Fp.FromUInt32(2) * Field.Fp.FromUInt32(0x8000).Inverse()).ToUInt32();
        h.AssertRejected();
    }

    [Fact]
    public void S09_StoresKeepTheOtherBytes()
    {
        foreach (var store in new Func<int, int, int, uint>[] { Sb, Sh })
        {
            for (var lane = 0; lane < 4; lane += store == Sb ? 1 : 2)
            {
                using var f = new RowForge(InstructionClass.StorePart, Bare.ElfWithData([0x7F80_FE01], Li(Bare.In, Bare.Data), Li(T0, 0xA5B6_C7D8), [store(T0, lane, Bare.In)]));
                uint now = (uint)(f["new0"] | f["new1"] << 16), old = 0x7F80_FE01;
                foreach (var forged in new[] { old, 0xA5B6_C7D8, now ^ 0xFF, now ^ 0xFF00, now ^ 0xFF_0000, now ^ 0xFF00_0000, now + 1, now + 0x10000 })
                {
                    f.Word("new", forged);
                    f.AssertRejected();
                }

                f["new0"] += 1;
                f["new1"] -= 1;
                f.AssertRejected();
                f["b0_low"] += 256;
                f.AssertRejected();
                f["b0_low"] -= 256;
                f.AssertRejected();
            }
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0xFFFF_F800u)]
    [InlineData(0x7FFF_FFFCu)]
    [InlineData(0xFFFF_0000u)]
    public void S10_AddressesHaveOneWord(uint address)
    {
        using var f = new RowForge(InstructionClass.LoadWord, Bare.Elf(Li(T0, address), [Lw(T1, 4, T0)]));
        long q = f["quarter"], s1 = f["sum1"];
        var ways = new (long, long)[] { (q + (1 << 14), s1 - 1), (q - (1 << 14), s1 + 1), (q, s1 + 65536), (q, s1 - 65536), (q + 1, s1), (q, s1 + 1), (q - 1, s1), (q + (1 << 14), s1), (q, s1 + Field.Fp.Modulus / 65536) };
        foreach (var (fq, fs) in ways)
        {
            f["quarter"] = fq;
            f["sum1"] = fs;
            f.AssertRejected();
        }
    }

    /// <summary>The tables that reach RAM, with an instruction of each.</summary>
    public static TheoryData<int> MemoryTables => [(int)InstructionClass.LoadWord, (int)InstructionClass.StoreWord, (int)InstructionClass.LoadPart, (int)InstructionClass.StorePart];

    [Theory]
    [MemberData(nameof(MemoryTables))]
    public void S10_RegistersAreOutOfReachOfLoadsAndStores(int table)
    {
        using var f = OfMemory(table, Bare.Data, 0);
        var inverse = Fp.FromUInt32(1 << 14).Inverse();
        foreach (var key in new uint[] { 0, T0, 32, MemoryKey.JournalLength, MemoryKey.InputLeft, 63 })
        {
            // The key by either limb of the address, and a register that holds the address that this takes, without carries.
            var below = Fp.FromUInt32(key) - Fp.FromUInt32(MemoryKey.Memory);
            foreach (var (quarter, sum) in new[] { (below, Fp.Zero), (Fp.Zero, below * inverse), (below + Fp.FromUInt32(1 << 14), -Fp.One) })
            {
                f["quarter"] = quarter.ToUInt32();
                f["sum1"] = sum.ToUInt32();
                f["a0"] = (quarter * Fp.FromUInt32(4)).ToUInt32();
                f["a1"] = sum.ToUInt32();
                Assert.StartsWith($"BusTuple {{ Bus = {Bus.Range},", f.Reason());
                f.AssertRejected();
            }
        }
    }

    [Theory]
    [MemberData(nameof(MemoryTables))]
    public void S10_EveryTableCutsAnAddressInOneWay(int table)
    {
        foreach (var (register, offset) in new (uint, int)[] { (Bare.Data, 0), (Bare.Data, -4), (0xFFFF_FFFC, 12), (0xFFFF_FEFC, 0), (0x0001_0000, -4) })
        {
            using var f = OfMemory(table, register, offset);
            var isPart = table is (int)InstructionClass.LoadPart or (int)InstructionClass.StorePart;
            long q = f["quarter"], s1 = f["sum1"];
            foreach (var (dq, ds, bits) in new (long, long, long)[]
            {
                (1 << 14, -1, 0), (-(1 << 14), 1, 0), (0, 1 << 16, 0), (0, -(1 << 16), 0), (1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0),
                // The bytes of the offset taken from the quarter or given to it, and bits that are none.
                (-1, 0, 4), (0, 0, 1), (0, 0, 2), (1, 0, -4), (0, Fp.Modulus / 65536, 0),
            })
            {
                f["quarter"] = q + dq;
                f["sum1"] = s1 + ds;
                if (bits != 0 && isPart)
                {
                    f["offset_bit0"] += bits;
                }
                else if (bits != 0)
                {
                    continue;
                }

                f.AssertRejected();
                f.Restore();
            }
        }
    }

    private static RowForge OfMemory(int table, uint register, int offset) => new((InstructionClass)table, Bare.Elf(Li(Bare.In, register), (InstructionClass)table switch
    {
        InstructionClass.LoadWord => [Lw(T1, offset, Bare.In)],
        InstructionClass.StoreWord => [Sw(T1, offset, Bare.In)],
        InstructionClass.LoadPart => [Lbu(T1, offset, Bare.In)],
        _ => [Sb(T1, offset, Bare.In)],
    }));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void S03_JalrClearsItsLowBitAndStaysBelowTwoToThe30(int odd)
    {
        using var f = new RowForge(InstructionClass.JumpRegister, Bare.Elf([Auipc(T0, 0), Jalr(Ra, T0, 8 + odd)]));
        long h = f["half"], s1 = f["sum1"], bit = f["bit"];
        foreach (var (fh, fs, fb) in new (long, long, long)[]
        {
            (h, s1, 1 - bit), (h + 1, s1, bit), (h - 1, s1, bit + 2), (h, s1 + 1, bit), (h + (1 << 15), s1 - 1, bit), (h, s1 + 65536, bit), (h, s1 - 65536, bit),
            // 2h + W·s1 + p: the same pc in the field.
            (h + 1, s1 + 30720, bit), (h, s1 + 30720, bit), (h + (Field.Fp.Modulus + 1) / 2, s1, bit), (h + (Field.Fp.Modulus - 1) / 2, s1, 1 - bit),
        })
        {
            f["half"] = fh;
            f["sum1"] = fs;
            f["bit"] = fb;
            f.AssertRejected();
        }
    }

    [Theory]
    [InlineData(Field.Fp.Modulus)]
    [InlineData(2L * Field.Fp.Modulus)]
    [InlineData(1L << 30)]
    [InlineData(3L << 30)]
    public void S03_JalrToAnAddressBeyondTheTextHasNoRow(long beyond)
    {
        // A register that holds a target and a multiple of p more, which the State bus could not tell apart.
        using var f = new RowForge(InstructionClass.JumpRegister, Bare.Elf([Auipc(T0, 0), Jalr(Ra, T0, 8)]));
        var target = (uint)(2 * f["half"] + (f["sum1"] << 16) + beyond);
        f.Word("a", target - 8);
        f["bit"] = target & 1;
        f["half"] = (target & 0xFFFF) >> 1;
        f["sum1"] = target >> 16;
        f.AssertRejected();
    }

    [Fact]
    public void S03_BranchesGoWhereTheComparisonSays()
    {
        foreach (var op in new Func<int, int, int, uint>[] { Beq, Bne, Blt, Bge, Bltu, Bgeu })
        {
            foreach (var (a, b) in new (uint, uint)[] { (1, 1), (1, 2), (0xFFFF_FFFF, 0), (0, 0xFFFF_FFFF), (0x0001_0000, 0x0000_0000), (0x8000_0000, 0x7FFF_FFFF),
                // a - b = p: limb differences that one combined difference would not tell from 0.
                (0x7800_0001, 0) })
            {
                var table = op == Beq || op == Bne ? InstructionClass.BranchEqual : InstructionClass.BranchCompare;
                using var f = new RowForge(table, Bare.Elf(Li(T0, a), Li(T1, b), [op(T0, T1, 8), Fence()]));
                long pc = f["pc"], target = f["target"], next = f["next_pc"];
                Assert.True(next == pc + 4 || next == target);
                foreach (var forged in new[] { next == target ? pc + 4 : target, pc, next + 1, next + 4 })
                {
                    f["next_pc"] = forged;
                    f.AssertRejected();
                    if (table == InstructionClass.BranchEqual)
                    {
                        // With inverses that suit the lie.
                        f["next_pc"] = forged;
                        f["equal"] = 1 - f["equal"];
                        f["inverse0"] = f["inverse1"] = 0;
                        f.AssertRejected();
                    }
                }
            }
        }
    }
}
