using FastZk.Vm;

namespace FastZk.Soundness.Tests.Conformance;

/// <summary>What generated programs execute, counted instruction by instruction: the harness is worth what it reaches.</summary>
public sealed class GeneratorCoverageTests
{
    private const int Programs = 1024;

    private static readonly HashSet<string> Seen = Watch();

    private static readonly Opcode[] Branches = [Opcode.Beq, Opcode.Bne, Opcode.Blt, Opcode.Bge, Opcode.Bltu, Opcode.Bgeu],
        Divisions = [Opcode.Div, Opcode.Divu, Opcode.Rem, Opcode.Remu],
        Multiplications = [Opcode.Mul, Opcode.Mulh, Opcode.Mulhsu, Opcode.Mulhu],
        Shifts = [Opcode.Sll, Opcode.Srl, Opcode.Sra];

    private static readonly (Opcode Opcode, int Size)[] Stores = [(Opcode.Sb, 1), (Opcode.Sh, 2), (Opcode.Sw, 4)],
        Loads = [(Opcode.Lb, 1), (Opcode.Lbu, 1), (Opcode.Lh, 2), (Opcode.Lhu, 2), (Opcode.Lw, 4)];

    private static readonly string[] Ways =
        ["rd=rs1=rs2", "rd=rs1", "rd=rs2", "rs1=rs2", "rs1=0", "rs2=0", "rs1=rs2=0", "rd=0", "rd=0,rs1=rs2", "after rs1", "after rs2"];

    private static readonly string[] BlockCalls = ["sha256_compress", "keccak_absorb"], Products = ["modmul256", "mulwide256"],
        NoBlocks = ["of no blocks", "of no blocks on the state", "of no blocks behind memory"],
        BlockWays = [.. NoBlocks, "of a block", "of several blocks", "of text", "just behind the state", "just before the state"],
        Results = ["r", "q"], Operands = ["a", "b", "c", "d", "m"], Overlaps = ["is", "overlaps"], Values = ["0", "1", "m - 1", "m", "m + 1", "2^256 - 1"],
        WideValues = ["0", "1", "2^256 - 1"], Ends = ["quotient 0", "remainder 0"];

    private static readonly int[] Directions = [1, -1];

    private static readonly string[] CopyWays = ["forwards", "backwards"];

    private static readonly string[] BranchWays = ["taken forwards", "taken backwards", "not taken forwards", "not taken backwards"],
        JumpWays = ["Jal forwards", "Jal backwards", "Jalr forwards", "Jalr backwards", "Jalr odd", "Jalr even", "Jalr rd=rs1", "Jalr rd=0", "Jal rd=0"],
        Signs = ["++", "+-", "-+", "--", "least by -1"], DivisionEdges = ["by 0", "by 1", "0 by", .. Signs], Amounts = ["by 0", "by 31", "by 32 or more"];

    public static TheoryData<string> RegisterOperations => [.. Enumerable.Range((int)Opcode.Add, Opcode.Remu - Opcode.Add + 1).Select(o => ((Opcode)o).ToString())];

    [Theory]
    [MemberData(nameof(RegisterOperations))]
    public void S02_RegistersAreTheSameInAllWays(string operation) => AssertSeen(Ways.Select(way => $"{operation} {way}"));

    [Fact]
    public void S01_EveryDestinationIsX0() => AssertSeen(
        from o in Enum.GetValues<Opcode>()
        where o is not (Opcode.Illegal or Opcode.Ebreak or Opcode.Ecall or >= Opcode.Beq and <= Opcode.Bgeu or >= Opcode.Sb and <= Opcode.Sw)
        select $"{o} rd=0");

    [Fact]
    public void S03_BranchesAndJumpsGoAllWays() => AssertSeen([.. from o in Branches from way in BranchWays select $"{o} {way}", .. JumpWays]);

    [Fact]
    public void S08_DivisionsMultiplicationsAndShiftsMeetTheirEdges() => AssertSeen(
        [
            .. from o in Divisions from edge in DivisionEdges select $"{o} {edge}",
            .. from o in Multiplications from signs in Signs select $"{o} {signs}",
            .. from o in Shifts from amount in Amounts select $"{o} {amount}",
        ]);

    [Fact]
    public void S09_EveryLoadReadsWhatEveryStoreWroteInEveryLane() => AssertSeen(
        from store in Stores
        from load in Loads
        from to in Enumerable.Range(0, 4)
        from at in Enumerable.Range(0, 4)
        where to % store.Size == 0 && at % load.Size == 0 && to < at + load.Size && at < to + store.Size
        select $"{load.Opcode} {at} of {store.Opcode} {to}");

    [Fact]
    public void S09_CopiesOverlapThemselvesByOneToSevenBytes() => AssertSeen(
        from store in Stores
        from distance in Enumerable.Range(1, 7)
        where distance % store.Size == 0
        from sign in Directions
        from way in CopyWays
        select $"{store.Opcode} {sign * distance} on, {way}");

    [Fact]
    public void S10_AddressesLieOnBothSidesOfTheSignAndOfTheTop() => AssertSeen(["data below 2^30", "data from 2^30 on", "data from 2^31 on", "negative offset", "offset that carries"]);

    [Fact]
    public void S27_ReadsAreWholeShortAndEmpty() => AssertSeen(
        ["read whole", "read short", "read at the end", "read of nothing", "read unaligned", "journal unaligned", "journal of nothing", "console", "unknown call"]);

    [Fact]
    public void S23_AcceleratorsMeetTheirEdges() => AssertSeen(
        [
            .. from call in BlockCalls
               from how in BlockWays
               select $"{call} {how}",
            "keccak_f1600",
            // The results lie on each operand, and operands on each other, whole and in part.
            .. from result in Results from operand in Operands from way in Overlaps select $"modmul256 {result} {way} {operand}",
            .. from result in Results from operand in Operands.Where(o => o != "m") from way in Overlaps select $"mulwide256 {result} {way} {operand}",
            .. from call in Products
               from one in Operands
               from other in Operands
               where one != other && (call == "modmul256" || (one != "m" && other != "m"))
               select $"{call} {one} is {other}",
            .. from operand in Operands.Where(o => o != "m") from value in Values select $"modmul256 {operand} = {value}",
            .. from operand in Operands.Where(o => o != "m") from value in WideValues select $"mulwide256 {operand} = {value}",
            .. from call in Products from end in Ends select $"{call} {end}",
            "modmul256 quotient 2^256 - 1 with a remainder", "modmul256 remainder m - 1",
        ]);

    private static void AssertSeen(IEnumerable<string> wanted) => Assert.True(!wanted.Except(Seen).Any(), string.Join(", ", wanted.Except(Seen)));

    private static HashSet<string> Watch()
    {
        var seen = new HashSet<string>();
        for (ulong first = 0; first < Programs; first += ConformanceCampaign.BatchSize)
        {
            var batch = new ProgramBatch([.. Enumerable.Range(0, ConformanceCampaign.BatchSize).Select(i => first + (ulong)i)], repeats: 2);
            new ExecutionWatch(ElfImage.Load(batch.Elf), batch.Input, seen).Run();
        }

        return seen;
    }
}
