using FastZk.Circuits.Preprocessed;
using FastZk.Circuits.Tables;
using FastZk.Circuits.Tables.Keccak;
using FastZk.Circuits.Tables.Lookups;
using FastZk.Circuits.Tables.Multiply256;
using FastZk.Circuits.Tables.Sha256;
using FastZk.Stark;
using FastZk.Stark.Air;
using FastZk.Stark.Security;
using FastZk.Vm.Trace;

namespace FastZk.Circuits;

/// <summary>The circuit of this version: its tables, in id order, and the system that joins them.</summary>
public static class Rv32Circuit
{
    /// <summary>Changes whenever a table, a bus, a preprocessed column or the protocol changes; part of every ImageId.</summary>
    public const ushort Version = 1;

    /// <summary>Table ids behind the instruction classes, whose ids are their numbers.</summary>
    public const int Journal = InstructionClasses.Count, Input = Journal + 1, Bump = Journal + 2, Boundary = Journal + 3, Program = Journal + 4, Image = Journal + 5,
        Range = Journal + 6, Bytes = Journal + 7, Small = Journal + 8;

    /// <summary>
    /// Tables of the same declaration that a class before ECALL may have, so that its rows need not be padded to one power of two. The further instances
    /// stand behind the declarations: all second ones, in the order of their classes, then all third ones, and so on.
    /// </summary>
    public const int Instances = 5;

    /// <summary>Number of classes that have further instances.</summary>
    public const int SharedClasses = (int)InstructionClass.Ecall;

    /// <summary>First id of the further instances.</summary>
    public const int FurtherInstances = Small + 1;

    /// <summary>The second instance of the input's table: long inputs have a row for each word.</summary>
    public const int InputSecond = FurtherInstances + (Instances - 1) * SharedClasses;

    /// <summary>Tables of the SHA-256 accelerator, and second instances of those whose rows are many.</summary>
    public const int Sha256Call = InputSecond + 1, Sha256Load = Sha256Call + 1, Sha256Compress = Sha256Call + 2, Sha256LoadSecond = Sha256Call + 3,
        Sha256CompressSecond = Sha256Call + 4;

    /// <summary>Tables of the Keccak accelerator, and a second instance of that whose rows are many.</summary>
    public const int KeccakCall = Sha256CompressSecond + 1, KeccakState = KeccakCall + 1, KeccakAbsorb = KeccakCall + 2, KeccakParity = KeccakCall + 3,
        KeccakPermute = KeccakCall + 4, KeccakPermuteSecond = KeccakCall + 5;

    /// <summary>Tables of the 256-bit multiplication.</summary>
    public const int Multiply256 = KeccakPermuteSecond + 1, Level = Multiply256 + 1;

    /// <summary>The tables range and bytes of short proofs: the same entries, more of them in a row.</summary>
    public const int RangeWide = Level + 1, BytesWide = RangeWide + 1;

    /// <summary>The tables that provide ranges and bytes in the shortest proofs: entries that the prover chooses, in tables of fixed height.</summary>
    public const int RangeFew = BytesWide + 1, BytesFew = RangeFew + 1;

    /// <summary>log2 of the highest table from which range and bytes are the wide ones: the height that these have in every profile.</summary>
    public const int LogWide = 13;

    /// <summary>log2 of the highest table from which range and bytes are the slender ones: the height that range has then in every profile.</summary>
    public const int LogSlender = 16;

    private static readonly AirTable[] Declarations =
    [
        new AddImmediateTable(), new AddTable(), new BitwiseImmediateTable(), new BitwiseTable(), new ShiftImmediateTable(), new ShiftTable(),
        new CompareImmediateTable(), new CompareTable(), new BranchEqualTable(), new BranchCompareTable(), new ConstantTable(), new JumpRegisterTable(),
        new LoadWordTable(), new StoreWordTable(), new LoadPartTable(), new StorePartTable(), new MultiplyTable(), new MultiplyHighTable(), new DivideTable(),
        new EcallTable(), new JournalTable(), new InputTable(), new BumpTable(), new BoundaryTable(), new ProgramTable(), new ImageTable(), new RangeTable("range", 3),
        new ByteTable("bytes", 3), new SmallTable(),
    ];

    private static readonly AirTable[] Sha256Tables = [new Sha256CallTable(), new Sha256LoadTable(), new Sha256CompressTable()];

    private static readonly AirTable[] KeccakTables = [new KeccakCallTable(), new KeccakStateTable(), new KeccakAbsorbTable(), new KeccakParityTable(), new KeccakPermuteTable()];

    private static readonly AirTable[] Tables =
    [
        .. Declarations, .. Enumerable.Repeat(Declarations.Take(SharedClasses), Instances - 1).SelectMany(t => t), Declarations[Input], .. Sha256Tables, .. Sha256Tables.Skip(1), .. KeccakTables, KeccakTables[^1],
        new Multiply256Table(), new LevelTable(), new RangeTable("range_wide", 18), new ByteTable("bytes_wide", 9), new RangeFewTable(), new ByteFewTable(),
    ];

    /// <summary>The system that prover and verifier share.</summary>
    public static StarkSystem System { get; } = new($"FastZk.v1.rv32im.{Version}", Tables, Bus.Count, [Program, Image],
        [new SystemTableSet(ProofShape.MinLogTop, [Small]), new SystemTableSet(LogWide, [Small, RangeWide, BytesWide]), new SystemTableSet(LogSlender, [Range, Bytes, Small])]);

    /// <summary>The class whose records a table holds, or null.</summary>
    public static InstructionClass? ClassOf(int table) =>
        table < InstructionClasses.Count ? (InstructionClass)table
        : table is >= FurtherInstances and < InputSecond ? (InstructionClass)((table - FurtherInstances) % SharedClasses) : null;

    /// <summary>The table that holds a part of a class.</summary>
    /// <param name="c">a class, before ECALL where the instance is not 0.</param>
    /// <param name="instance">0 to <see cref="Instances"/> - 1.</param>
    public static int InstanceOf(InstructionClass c, int instance) => instance == 0 ? (int)c : FurtherInstances + (instance - 1) * SharedClasses + (int)c;

    internal static AirTable Table(int id) => Tables[id];

    internal static InstructionTable Instructions(InstructionClass c) => (InstructionTable)Tables[(int)c];

    internal static LookupTable Lookup(int id) => (LookupTable)Tables[id];
}
