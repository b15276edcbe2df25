using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>What a lying machine does wrong, once; it goes on from the false state as if nothing had happened.</summary>
internal enum LieKind
{
    /// <summary>Nothing: the honest run.</summary>
    None,

    // Order of execution.
    Skip, Repeat, Swap, ReplaceStep, OtherOpcode, OtherField, NextPc, Link, Clock, StartElsewhere, StartLate, Stop, EarlyExit, GoOn, DoubleRow,

    // Values that instructions read and make.
    Result, Sibling, Limbs, Quotient, ShiftAmount, Operand, OperandOnce, WriteX0, Address, AddressAlias, StoreBytes,

    // Times of accesses.
    AccessTime, PastRead, LostWrite, AccessOrder, Bump,

    // The memory's beginning and end.
    GenesisRegister, GenesisImage, GenesisZero, SecondGenesis, LeftOut, Final, BoundaryRow,

    // The host.
    EcallKind, EcallCount, EcallResult, ShortRead, OverRead, PseudoRegister, Buffer, JournalWord, InputKept, IoRow, IoIndex,

    // The SHA-256 accelerator.
    HashState, HashBlocks, HashWord, HashCount, HashAddress,

    // The Keccak accelerator.
    KeccakState, KeccakBlocks, KeccakWord, KeccakCount, KeccakAddress, KeccakKind, KeccakRound, KeccakPlace, KeccakRow, KeccakCell,

    // The 256-bit multiplication.
    MultiplyResult, MultiplyOperand, MultiplyKind, MultiplyAddress,

    // The claim.
    ClaimByte, ClaimLength, ClaimSwap, ClaimExit,
}

/// <summary>One lie: what, at which step of the honest run, and a word that settles the rest.</summary>
internal readonly record struct Lie(LieKind Kind, int Step, ulong Choice);

/// <summary>One step of the honest run.</summary>
internal readonly record struct HonestStep(
    uint Index, Instruction Instruction, InstructionClass Class, EcallKind Ecall, uint Count, bool Hashes = false, bool Permutes = false, bool Absorbs = false,
    bool Multiplies = false)
{
    /// <summary>Whether the next step is the next instruction, whatever the values.</summary>
    public bool IsStraight => Class is not (InstructionClass.BranchEqual or InstructionClass.BranchCompare or InstructionClass.JumpRegister or InstructionClass.Ecall)
        && Instruction.Opcode != Opcode.Jal;

    public bool IsExit => Class == InstructionClass.Ecall && Ecall == EcallKind.Exit;

    /// <summary>Whether a destination register is written.</summary>
    public bool Writes => Class is not (InstructionClass.BranchEqual or InstructionClass.BranchCompare or InstructionClass.StoreWord or InstructionClass.StorePart or InstructionClass.Ecall);

    /// <summary>Whether bytes go to the journal or come from the input.</summary>
    public bool Moves => Class == InstructionClass.Ecall && Ecall is EcallKind.WriteJournal or EcallKind.Read && Count > 0;
}
