using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>Which steps each lie suits, and what line of the checklist it belongs to.</summary>
internal static class LieKinds
{
    /// <summary>All lies.</summary>
    public static IReadOnlyList<LieKind> All { get; } = [.. Enum.GetValues<LieKind>().Where(k => k != LieKind.None)];

    /// <summary>Whether the lie is about the run as a whole, not about one step.</summary>
    public static bool IsOfTheRun(LieKind kind) => kind is LieKind.StartElsewhere or LieKind.StartLate or LieKind.GenesisRegister or LieKind.GenesisImage
        or LieKind.LeftOut or LieKind.Final or LieKind.BoundaryRow or LieKind.ClaimByte or LieKind.ClaimLength or LieKind.ClaimSwap or LieKind.ClaimExit;

    /// <summary>Whether a step of the honest run can be told so.</summary>
    public static bool Suits(LieKind kind, HonestStep s, HonestStep? next) => kind switch
    {
        LieKind.Skip or LieKind.Repeat or LieKind.Link or LieKind.Clock or LieKind.EarlyExit => !s.IsExit,
        LieKind.Swap => s.IsStraight && next is { IsStraight: true },
        LieKind.ReplaceStep or LieKind.OtherOpcode or LieKind.OtherField => s.Class != InstructionClass.Ecall,
        LieKind.NextPc => s.Class is InstructionClass.BranchEqual or InstructionClass.BranchCompare or InstructionClass.JumpRegister || s.Instruction.Opcode == Opcode.Jal,
        LieKind.Stop or LieKind.DoubleRow or LieKind.AccessTime => true,
        LieKind.GoOn => s.IsExit,
        LieKind.Result or LieKind.Limbs => s.Writes && s.Class != InstructionClass.LoadWord,
        LieKind.Sibling => Siblings(s.Instruction.Opcode).Length > 0,
        LieKind.Operand or LieKind.OperandOnce => s.Class != InstructionClass.Constant || kind == LieKind.Operand,
        LieKind.WriteX0 => s.Instruction.Rd == Instruction.TrashRegister && s.Instruction.Opcode != Opcode.Fence,
        LieKind.Quotient => s.Class == InstructionClass.Divide,
        LieKind.ShiftAmount => s.Class == InstructionClass.Shift,
        LieKind.Address or LieKind.AddressAlias => s.Class is InstructionClass.LoadWord or InstructionClass.StoreWord or InstructionClass.LoadPart or InstructionClass.StorePart,
        LieKind.StoreBytes => s.Class == InstructionClass.StorePart,
        LieKind.PastRead => s.Class is not (InstructionClass.Constant or InstructionClass.Ecall),
        LieKind.LostWrite => s.Writes || s.Class == InstructionClass.StoreWord,
        LieKind.AccessOrder => s.Writes && s.Instruction.Rd == s.Instruction.Rs1 && s.Class is not (InstructionClass.Constant or InstructionClass.LoadWord or InstructionClass.LoadPart),
        LieKind.Bump => true,
        LieKind.GenesisZero or LieKind.SecondGenesis => s.Class is InstructionClass.LoadWord or InstructionClass.LoadPart,
        LieKind.EcallKind => s.Class == InstructionClass.Ecall,
        LieKind.EcallCount => s.Class == InstructionClass.Ecall && s.Ecall is EcallKind.WriteJournal or EcallKind.WriteConsole,
        LieKind.EcallResult => s.Class == InstructionClass.Ecall,
        LieKind.ShortRead => s.Moves && s.Ecall == EcallKind.Read,
        LieKind.OverRead => s.Class == InstructionClass.Ecall && s.Ecall == EcallKind.Read,
        LieKind.PseudoRegister => s.Class == InstructionClass.Ecall && s.Ecall is EcallKind.WriteJournal or EcallKind.Read,
        LieKind.JournalWord => s.Moves && s.Ecall == EcallKind.WriteJournal,
        LieKind.InputKept => s.Moves && s.Ecall == EcallKind.Read,
        LieKind.HashState or LieKind.HashCount => s.Hashes,
        LieKind.HashBlocks or LieKind.HashWord or LieKind.HashAddress => s.Hashes && s.Count > 0,
        LieKind.KeccakState or LieKind.KeccakWord or LieKind.KeccakAddress or LieKind.KeccakKind or LieKind.KeccakRow or LieKind.KeccakCell => s.Permutes,
        LieKind.KeccakBlocks or LieKind.KeccakRound or LieKind.KeccakPlace => s.Permutes && s.Count > 0,
        LieKind.KeccakCount => s.Absorbs,
        LieKind.MultiplyResult or LieKind.MultiplyOperand or LieKind.MultiplyKind or LieKind.MultiplyAddress => s.Multiplies,
        LieKind.Buffer or LieKind.IoRow or LieKind.IoIndex => s.Moves,
        _ => false,
    };

    /// <summary>Opcodes of the same table that an instruction may be mistaken for.</summary>
    public static Opcode[] Siblings(Opcode op) => op switch
    {
        Opcode.Add or Opcode.Sub => [Opcode.Add, Opcode.Sub],
        Opcode.And or Opcode.Or or Opcode.Xor => [Opcode.And, Opcode.Or, Opcode.Xor],
        Opcode.Andi or Opcode.Ori or Opcode.Xori => [Opcode.Andi, Opcode.Ori, Opcode.Xori],
        Opcode.Sll or Opcode.Srl or Opcode.Sra => [Opcode.Sll, Opcode.Srl, Opcode.Sra],
        Opcode.Slli or Opcode.Srli or Opcode.Srai => [Opcode.Slli, Opcode.Srli, Opcode.Srai],
        Opcode.Slt or Opcode.Sltu => [Opcode.Slt, Opcode.Sltu],
        Opcode.Slti or Opcode.Sltiu => [Opcode.Slti, Opcode.Sltiu],
        Opcode.Beq or Opcode.Bne => [Opcode.Beq, Opcode.Bne],
        Opcode.Blt or Opcode.Bge or Opcode.Bltu or Opcode.Bgeu => [Opcode.Blt, Opcode.Bge, Opcode.Bltu, Opcode.Bgeu],
        Opcode.Lb or Opcode.Lbu or Opcode.Lh or Opcode.Lhu => [Opcode.Lb, Opcode.Lbu, Opcode.Lh, Opcode.Lhu],
        Opcode.Sb or Opcode.Sh => [Opcode.Sb, Opcode.Sh],
        Opcode.Mulh or Opcode.Mulhsu or Opcode.Mulhu => [Opcode.Mulh, Opcode.Mulhsu, Opcode.Mulhu],
        Opcode.Div or Opcode.Divu or Opcode.Rem or Opcode.Remu => [Opcode.Div, Opcode.Divu, Opcode.Rem, Opcode.Remu],
        Opcode.Lui or Opcode.Auipc or Opcode.Jal or Opcode.Fence => [Opcode.Lui, Opcode.Auipc, Opcode.Jal, Opcode.Fence],
        _ => [],
    };

    /// <summary>The name that a case is counted under: the lie, and the table where lies differ by table.</summary>
    public static string Name(LieKind kind, HonestStep s) =>
        kind is LieKind.Result or LieKind.Sibling or LieKind.Limbs or LieKind.Address or LieKind.NextPc or LieKind.EcallResult or LieKind.IoRow ? $"{kind} {Table(s)}" : kind.ToString();

    private static string Table(HonestStep s) =>
        s.Hashes ? "Sha256" : s.Permutes ? "Keccak" : s.Multiplies ? "Multiply256" : s.Class == InstructionClass.Ecall ? s.Ecall.ToString() : s.Class.ToString();
}
