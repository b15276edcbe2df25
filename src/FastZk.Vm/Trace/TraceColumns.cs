namespace FastZk.Vm.Trace;

/// <summary>Columns of the records of ordinary instructions. A class records as many as it needs, see <see cref="TraceLayout"/>.</summary>
public enum TraceColumn
{
    /// <summary>Index into <see cref="ElfImage.Code"/>.</summary>
    Row,

    /// <summary>Timestamp of the instruction: 0 for the first, 4 more for each, 8 (or 12) more for an ecall.</summary>
    Time,

    /// <summary>Value of rs1 (or of rd before, for the class Constant).</summary>
    A,

    /// <summary>Timestamp of the access before that one.</summary>
    TimeA,

    /// <summary>Value of rs2, or what the class says.</summary>
    B,
    TimeB,
    C,
    TimeC,
}

/// <summary>How each class lays out its records.</summary>
public static class TraceLayout
{
    /// <summary>Words of a record: Row, Time, and two for each access.</summary>
    public static int ColumnsOf(InstructionClass c) => c switch
    {
        InstructionClass.Constant => 4, // old rd
        InstructionClass.AddImmediate or InstructionClass.BitwiseImmediate or InstructionClass.ShiftImmediate
            or InstructionClass.CompareImmediate or InstructionClass.JumpRegister => 6, // rs1, old rd
        InstructionClass.BranchEqual or InstructionClass.BranchCompare => 6, // rs1, rs2
        InstructionClass.Ecall => EcallColumns,
        _ => 8, // rs1, rs2, old rd; loads: rs1, memory word, old rd; stores: rs1, rs2, old memory word
    };

    /// <summary>Words of an ecall record, see <see cref="EcallColumn"/>.</summary>
    public const int EcallColumns = (int)EcallColumn.Result + 1;

    /// <summary>Words of an I/O row, see <see cref="IoColumn"/>.</summary>
    public const int IoColumns = (int)IoColumn.TimeOld + 1;

    /// <summary>Words of a record of a SHA-256 call, see <see cref="Sha256CallColumn"/>.</summary>
    public const int Sha256CallColumns = (int)Sha256CallColumn.TimesOld + 8;

    /// <summary>Words of a record of a SHA-256 block, see <see cref="Sha256BlockColumn"/>.</summary>
    public const int Sha256BlockColumns = (int)Sha256BlockColumn.TimesOld + 16;

    /// <summary>Words of a record of a call of modmul256 or mulwide256, see <see cref="Multiply256Column"/>.</summary>
    public const int Multiply256Columns = (int)Multiply256Column.Quotient + 8;

    /// <summary>Words of a row that touches eight words again, see <see cref="LevelColumn"/>.</summary>
    public const int LevelColumns = (int)LevelColumn.TimesOld + 8;

    /// <summary>Words of a record of a Keccak call, see <see cref="KeccakCallColumn"/>.</summary>
    public const int KeccakCallColumns = (int)KeccakCallColumn.TimesOld + 50;

    /// <summary>Words of a record of a Keccak permutation, see <see cref="KeccakPermutationColumn"/>.</summary>
    public const int KeccakPermutationColumns = (int)KeccakPermutationColumn.TimesOld + 34;

    /// <summary>Words of a bump row, see <see cref="BumpColumn"/>.</summary>
    public const int BumpColumns = (int)BumpColumn.Grid + 1;

    /// <summary>Words of a boundary row, see <see cref="BoundaryColumn"/>.</summary>
    public const int BoundaryColumns = (int)BoundaryColumn.Kind + 1;
}

/// <summary>What an ecall did.</summary>
public enum EcallKind : uint
{
    Exit,
    WriteJournal,
    WriteConsole,
    Read,
    CycleCount,
    NotImplemented,
}

/// <summary>Columns of an ecall record. Accesses that a kind does not make are 0.</summary>
public enum EcallColumn
{
    Row,
    Time,
    Kind,

    /// <summary>a7.</summary>
    Number,
    TimeNumber,

    /// <summary>a0 before.</summary>
    A0,
    TimeA0,
    A1,
    TimeA1,
    A2,
    TimeA2,

    /// <summary>Pseudo-register (journal length or input left) before.</summary>
    State,
    TimeState,

    /// <summary>Pseudo-register afterwards.</summary>
    NewState,

    /// <summary>a0 afterwards.</summary>
    Result,
}

/// <summary>Columns of a row that moves bytes of one memory word between the guest and the journal or the input.</summary>
public enum IoColumn
{
    /// <summary>Timestamp of the ecall.</summary>
    Time,

    /// <summary>Word index: address / 4.</summary>
    Word,

    /// <summary>First byte of the word that is moved, 0..3.</summary>
    Offset,

    /// <summary>Number of bytes moved, 1..4 - offset.</summary>
    Count,

    /// <summary>Bytes of the call moved before.</summary>
    Done,

    /// <summary>Bytes of the call left, with this row's.</summary>
    Left,

    /// <summary>The call's pseudo-register before: journal length, or input bytes left.</summary>
    Index,
    Old,
    New,
    TimeOld,
}

/// <summary>Columns of a SHA-256 call; eight words each of what is in plural.</summary>
public enum Sha256CallColumn
{
    Row,
    Time,
    TimeNumber,

    /// <summary>a0 before: address of the state.</summary>
    State,
    TimeState,

    /// <summary>a1: address of the blocks.</summary>
    Blocks,
    TimeBlocks,

    /// <summary>a2: number of blocks.</summary>
    Count,
    TimeCount,
    OldWords,
    NewWords = OldWords + 8,
    TimesOld = NewWords + 8,
}

/// <summary>Columns of one block of a SHA-256 call.</summary>
public enum Sha256BlockColumn
{
    /// <summary>Timestamp of the call.</summary>
    Time,

    /// <summary>Word index of the block: address / 4.</summary>
    Word,

    /// <summary>Number of calls with blocks before this one: of runs of blocks that end before it.</summary>
    Run,

    /// <summary>1 for the last block of a call.</summary>
    IsLast,

    /// <summary>The state before: eight words.</summary>
    State,

    /// <summary>The block: sixteen words of memory.</summary>
    Words = State + 8,

    /// <summary>Time of the access before to each of them.</summary>
    TimesOld = Words + 16,
}

/// <summary>
/// Columns of a call of modmul256 or mulwide256; arguments in the order of <see cref="Accelerators.Multiply256Call"/>. What is not used (m of mulwide256) is 0.
/// </summary>
public enum Multiply256Column
{
    Row,
    Time,
    IsWide,
    TimeNumber,

    /// <summary>a0 to a6 before: addresses.</summary>
    Addresses,
    TimesArguments = Addresses + 7,

    /// <summary>What stands at the addresses before the call: eight words each.</summary>
    Numbers = TimesArguments + 7,

    /// <summary>Time of the access before to each of these words.</summary>
    Times = Numbers + 56,

    /// <summary>r, or the low half: eight words.</summary>
    Remainder = Times + 56,

    /// <summary>q, or the high half: eight words.</summary>
    Quotient = Remainder + 8,
}

/// <summary>Columns of a row that touches eight consecutive words again, so that the times of their last accesses are equal, and near.</summary>
public enum LevelColumn
{
    /// <summary>Index of the first word: address / 4.</summary>
    Word,
    Time,

    /// <summary>The eight words.</summary>
    Words,

    /// <summary>Time of the access before to each of them.</summary>
    TimesOld = Words + 8,
}

/// <summary>Columns of a Keccak call; fifty words each of what is in plural.</summary>
public enum KeccakCallColumn
{
    Row,
    Time,
    TimeNumber,

    /// <summary>1 for keccak_absorb, 0 for keccak_f1600.</summary>
    Absorbs,

    /// <summary>a0 before: address of the state.</summary>
    State,
    TimeState,

    /// <summary>a1: address of the blocks; 0 for keccak_f1600, as the following.</summary>
    Blocks,
    TimeBlocks,

    /// <summary>a2: number of blocks.</summary>
    Count,
    TimeCount,
    OldWords,
    NewWords = OldWords + 50,
    TimesOld = NewWords + 50,
}

/// <summary>Columns of one permutation of a Keccak call.</summary>
public enum KeccakPermutationColumn
{
    /// <summary>Timestamp of the call.</summary>
    Time,

    /// <summary>1 when a block is absorbed first.</summary>
    Absorbs,

    /// <summary>Number of permutations before that absorb a block.</summary>
    Block,

    /// <summary>Word index of the block: address / 4. 0 without one.</summary>
    Word,

    /// <summary>The state before the block is absorbed: fifty words.</summary>
    State,

    /// <summary>The block: 34 words; zeros without one.</summary>
    Words = State + 50,

    /// <summary>Time of the access before to each of them.</summary>
    TimesOld = Words + 34,
}

/// <summary>Columns of a row that touches a register again because its last access lies 2^16 or more back.</summary>
public enum BumpColumn
{
    Key,
    Value,
    TimeOld,

    /// <summary>The access is at time Grid·2^16.</summary>
    Grid,
}

/// <summary>Columns of a row for one register or memory word: its value at the beginning and at the end.</summary>
public enum BoundaryColumn
{
    Key,
    Initial,

    /// <summary>Timestamp of the last access, 0 for none.</summary>
    Time,
    Final,

    /// <summary>See <see cref="BoundaryKind"/>.</summary>
    Kind,
}

/// <summary>Where the initial value of a boundary row comes from.</summary>
public enum BoundaryKind : uint
{
    Zero,

    /// <summary>A word of the program's image.</summary>
    Image,

    /// <summary>The length of the input, which is free.</summary>
    Free,
}

/// <summary>Keys of the memory argument: registers, pseudo-registers, and RAM words from <see cref="Memory"/> on.</summary>
public static class MemoryKey
{
    public const uint JournalLength = 33;
    public const uint InputLeft = 34;

    /// <summary>Keys below are registers; the row count of the register part of the boundary.</summary>
    public const uint RegisterCount = 35;

    /// <summary>Key of RAM word k is Memory + k.</summary>
    public const uint Memory = 64;

    /// <summary>Keys of neighbouring boundary rows differ by at most this.</summary>
    public const uint MaxBoundaryStep = 1u << 29;
}
