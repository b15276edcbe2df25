using System.Runtime.CompilerServices;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>LB, LBU, LH, LHU.</summary>
/// <remarks>
/// Claim: a row in use writes the byte or half at a + imm, extended as the operation says, to rd, leaves memory as it is and goes to pc + 4.
/// <list type="bullet">
/// <item>The offset is 2·o1 + o0 with boolean bits, o0 = 0 for halves: the address has one cut (<see cref="MemoryTableBase"/>), a misaligned half no
/// row.</item>
/// <item>x = m0 or m1 by o1; xl and (x - xl)/256 are looked up as bytes, so x is cut in one way; o0 chooses between them.</item>
/// <item>Signs are boolean, sign_byte 0 but for LB, sign_half 0 but for LH. r0 is x for halves, the byte + 0xFF00·sign_byte for bytes.</item>
/// <item>One range check binds the sign: r0 less 0xFF80 (LB) or 0x8000 (LH) times the sign is, for LB, the byte less 2^7·sign in 7 bits, for LH the half less
/// 2^15·sign in 15 bits. Its number of bits, 7·is_lb + 15·is_lh, goes with the flag; for LBU and LHU it has multiplicity 0 and both signs are 0.</item>
/// <item>So r0 &lt; 2^16 and r1 = 0xFFFF·sign: canonical.</item>
/// </list>
/// </remarks>
internal sealed class LoadPartTable : MemoryTableBase
{
    public LoadPartTable()
        : base("load_part", InstructionClass.LoadPart)
    {
        var lb = Column("is_lb");
        var lbu = Column("is_lbu");
        var lh = Column("is_lh");
        var lhu = Column("is_lhu");
        var pc = Column("pc");
        var time = Column("time");
        var rd = Column("rd");
        var rs1 = Column("rs1");
        var i0 = Column("imm0");
        var i1 = Column("imm1");
        var a0 = Column("a0");
        var a1 = Column("a1");
        var timeA = Column("time_a");
        var q = Column("quarter");
        var s1 = Column("sum1");
        var bit0 = Column("offset_bit0");
        var bit1 = Column("offset_bit1");
        var m0 = Column("m0");
        var m1 = Column("m1");
        var timeM = Column("time_m");
        var gap = Column("gap_low");
        var x = Column("limb");
        var xl = Column("limb_low");
        var signByte = Column("sign_byte");
        var signHalf = Column("sign_half");
        var r0 = Column("r0");
        var o0 = Column("old0");
        var o1 = Column("old1");
        var timeD = Column("time_d");

        var real = OneHot(lb, lbu, lh, lhu);
        Boolean("offset_bit0", bit0);
        Boolean("offset_bit1", bit1);
        Zero("aligned_half", (lh + lhu) * bit0);
        var key = Address(real, a0, a1, i0, i1, q, s1, 2 * bit1 + bit0);
        Zero("limb", x - m0 - bit1 * (m1 - m0));
        var xh = HighByte(x, xl);
        BytePair(real, xl, xh);
        Boolean("sign_byte", signByte);
        Boolean("sign_half", signHalf);
        Zero("sign_byte_lb", signByte * (1 - lb));
        Zero("sign_half_lh", signHalf * (1 - lh));
        Zero("byte", (lb + lbu) * (r0 - xl - bit0 * (xh - xl) - 0xFF00 * signByte));
        Zero("half", (lh + lhu) * (r0 - x));
        Range(lb + lh, r0 - (0xFF00 + 0x80) * signByte - 0x8000 * signHalf, 7 * lb + 15 * lh);
        Step(real, pc, time, pc + 4, lb * Code(0) + lbu * Code(1) + lh * Code(2) + lhu * Code(3), rd, rs1, 0, i0, i1);
        Read(real, rs1, timeA, time + 1, a0, a1);
        AccessMemory(real, key, timeM, time + 2, gap, m0, m1, m0, m1);
        Access(real, rd, timeD, time + 3, o0, o1, r0, 0xFFFF * (signByte + signHalf));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var address = chunk.A[i] + (uint)x.Immediate;
            var word = chunk.B[i];
            var limb = (address & 2) != 0 ? word >> 16 : word & 0xFFFF;
            var part = (address & 1) != 0 ? limb >> 8 : limb & 0xFF;
            var negativeByte = x.Opcode == Opcode.Lb && (part & 0x80) != 0;
            var w = new RowWriter(matrix, start + i);
            w.Put(x.Opcode == Opcode.Lb);
            w.Put(x.Opcode == Opcode.Lbu);
            w.Put(x.Opcode == Opcode.Lh);
            w.Put(x.Opcode == Opcode.Lhu);
            w.Put(chunk.Pc(i));
            w.Put(chunk.Time[i]);
            w.Put(x.Rd);
            w.Put(x.Rs1);
            w.Word((uint)x.Immediate);
            w.Word(chunk.A[i]);
            w.Put(chunk.TimeA[i]);
            PutAddress(ref w, address);
            w.Put(address & 1);
            w.Put(address >> 1 & 1);
            w.Word(word);
            PutGap(ref w, chunk.TimeB[i], chunk.Time[i] + 2);
            w.Put(limb);
            w.Put(limb & 0xFF);
            w.Put(negativeByte);
            w.Put(x.Opcode == Opcode.Lh && (limb & 0x8000) != 0);
            w.Put(x.Opcode is Opcode.Lb or Opcode.Lbu ? part + (negativeByte ? 0xFF00u : 0) : limb);
            w.Word(chunk.C[i]);
            w.Put(chunk.TimeC[i]);
        }
    }
}

/// <summary>SB and SH.</summary>
/// <remarks>
/// Claim: a row in use replaces the byte or half at a + imm by the low byte or half of b, keeps all other bytes of the word and goes to pc + 4; it writes no
/// register.
/// <list type="bullet">
/// <item>Address and offset bits as in <see cref="LoadPartTable"/>; a misaligned half has no row.</item>
/// <item>kept0, kept1: the limb that o1 does not select is the old one. So y = x + (new limbs) - (old limbs), with x the selected old limb, is the selected
/// new one.</item>
/// <item>SH: y = b0, canonical by Invariant I. SB: y is bl + 256·xh (o0 = 0) or xl + 256·bl (o0 = 1); (xl, xh) and (bl, (b0 - bl)/256) are looked up as
/// bytes, so these are the bytes of x and b0, and y is canonical.</item>
/// <item>Exactly one flag is 1, so y is bound in every row in use; b is read at t + 3, after RAM at t + 2, and does not change in between.</item>
/// </list>
/// </remarks>
internal sealed class StorePartTable : MemoryTableBase
{
    public StorePartTable()
        : base("store_part", InstructionClass.StorePart)
    {
        var sb = Column("is_sb");
        var sh = Column("is_sh");
        var pc = Column("pc");
        var time = Column("time");
        var rs1 = Column("rs1");
        var rs2 = Column("rs2");
        var i0 = Column("imm0");
        var i1 = Column("imm1");
        var a0 = Column("a0");
        var a1 = Column("a1");
        var timeA = Column("time_a");
        var b0 = Column("b0");
        var b1 = Column("b1");
        var timeB = Column("time_b");
        var q = Column("quarter");
        var s1 = Column("sum1");
        var bit0 = Column("offset_bit0");
        var bit1 = Column("offset_bit1");
        var m0 = Column("old0");
        var m1 = Column("old1");
        var timeM = Column("time_m");
        var gap = Column("gap_low");
        var n0 = Column("new0");
        var n1 = Column("new1");
        var x = Column("limb");
        var xl = Column("limb_low");
        var bl = Column("b0_low");

        var real = OneHot(sb, sh);
        Boolean("offset_bit0", bit0);
        Boolean("offset_bit1", bit1);
        Zero("aligned_half", sh * bit0);
        var key = Address(real, a0, a1, i0, i1, q, s1, 2 * bit1 + bit0);
        Zero("limb", x - m0 - bit1 * (m1 - m0));
        Zero("kept0", bit1 * (n0 - m0));
        Zero("kept1", (1 - bit1) * (n1 - m1));
        var y = x + n0 + n1 - m0 - m1;
        var xh = HighByte(x, xl);
        var bh = HighByte(b0, bl);
        BytePair(real, xl, xh);
        BytePair(real, bl, bh);
        Zero("half", sh * (y - b0));
        // Byte 0: (bl, xh); byte 1: (xl, bl).
        Zero("byte", sb * (y - bl - 256 * xh - bit0 * (xl + 256 * bl - bl - 256 * xh)));
        Step(real, pc, time, pc + 4, sb * Code(0) + sh * Code(1), 0, rs1, rs2, i0, i1);
        Read(real, rs1, timeA, time + 1, a0, a1);
        AccessMemory(real, key, timeM, time + 2, gap, m0, m1, n0, n1);
        Read(real, rs2, timeB, time + 3, b0, b1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var address = chunk.A[i] + (uint)x.Immediate;
            var old = chunk.C[i];
            var shift = (int)(8 * (address & 3));
            var mask = (x.Opcode == Opcode.Sb ? 0xFFu : 0xFFFFu) << shift;
            var limb = (address & 2) != 0 ? old >> 16 : old & 0xFFFF;
            var w = new RowWriter(matrix, start + i);
            w.Put(x.Opcode == Opcode.Sb);
            w.Put(x.Opcode == Opcode.Sh);
            w.Put(chunk.Pc(i));
            w.Put(chunk.Time[i]);
            w.Put(x.Rs1);
            w.Put(x.Rs2);
            w.Word((uint)x.Immediate);
            w.Word(chunk.A[i]);
            w.Put(chunk.TimeA[i]);
            w.Word(chunk.B[i]);
            w.Put(chunk.TimeB[i]);
            PutAddress(ref w, address);
            w.Put(address & 1);
            w.Put(address >> 1 & 1);
            w.Word(old);
            PutGap(ref w, chunk.TimeC[i], chunk.Time[i] + 2);
            w.Word((old & ~mask) | (chunk.B[i] << shift & mask));
            w.Put(limb);
            w.Put(limb & 0xFF);
            w.Put(chunk.B[i] & 0xFF);
        }
    }
}
