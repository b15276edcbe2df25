using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits;

/// <summary>Operation codes on the Program bus: class·32 + variant. All are different and none is 0.</summary>
internal static class Op
{
    public static uint Of(InstructionClass c, int variant = 0) => 32 * ((uint)c + 1) + (uint)variant;

    // Variants of shifts: left/right, amount below 16 or not, and 8 more when arithmetic.
    public const int ShiftLeftLow = 0, ShiftLeftHigh = 1, ShiftRightLow = 2, ShiftRightHigh = 3, Arithmetic = 8;

    // Variants of register shifts, whose amount is not known here.
    public const int ShiftLeft = 0, ShiftRight = 1;

    /// <summary>The code of a decoded instruction.</summary>
    public static uint Of(in Instruction i)
    {
        var c = InstructionClasses.Of(i.Opcode) ?? throw new ArgumentException("The instruction has no table.");
        var high = i.Immediate >= 16 ? 1 : 0;
        return Of(c, i.Opcode switch
        {
            Opcode.Slli => ShiftLeftLow + high,
            Opcode.Srli => ShiftRightLow + high,
            Opcode.Srai => ShiftRightLow + high + Arithmetic,
            Opcode.Sll => ShiftLeft,
            Opcode.Srl => ShiftRight,
            Opcode.Sra => ShiftRight + Arithmetic,
            Opcode.Sub or Opcode.Ori or Opcode.Or or Opcode.Sltiu or Opcode.Sltu or Opcode.Bne or Opcode.Bltu
                or Opcode.Lbu or Opcode.Sh or Opcode.Mulhu or Opcode.Divu => 1,
            Opcode.Xori or Opcode.Xor or Opcode.Bge or Opcode.Lh or Opcode.Mulhsu or Opcode.Rem => 2,
            Opcode.Bgeu or Opcode.Lhu or Opcode.Remu => 3,
            _ => 0,
        });
    }
}
