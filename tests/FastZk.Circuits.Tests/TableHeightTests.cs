using FastZk.Circuits.Fill;
using FastZk.Stark.Security;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tests;

/// <summary>The highest table is cut in two where that halves what is as long as it, and only there.</summary>
public sealed class TableHeightTests
{
    private const int Bitwise = (int)InstructionClass.Bitwise, Add = (int)InstructionClass.Add, Second = Rv32Circuit.SecondInstance;

    // The most rows that a first instance of 2^18 takes: whole chunks of records.
    private static readonly int Full = Profile.Fast.ActiveRows(18) / RecordList.ChunkRows * RecordList.ChunkRows;

    [Theory]
    [InlineData(396_275, 200_000)] // what two tables of 2^18 hold, beside one of them
    [InlineData(396_275, 396_275)] // both of the highest
    public void TheHighestTablesAreHalved(int bitwise, int add)
    {
        var rows = Rows(bitwise, add);
        WitnessBuilder.LowerTop(Profile.Fast, rows);
        Assert.Equal((Full, bitwise - Full), (rows[Bitwise], rows[Second + Bitwise]));
        Assert.Equal(add, rows[Add] + rows[Second + Add]);
        Assert.Equal(18, Heights(Profile.Fast, rows).Max());
    }

    [Fact]
    public void TheyStayWhereAnyOfThemDoesNotFit()
    {
        // Full + ActiveRows(18) is the most that two tables hold.
        var most = Full + Profile.Fast.ActiveRows(18);
        AssertChanges(true, Profile.Fast, Rows(most, 0));
        AssertChanges(false, Profile.Fast, Rows(most + 1, 0));
        AssertChanges(false, Profile.Fast, Rows(396_275, most + 1));
        // The second instance is taken.
        var cut = Rows(396_275, 0);
        cut[Second + Bitwise] = 1000;
        AssertChanges(false, Profile.Fast, cut);
        // A table without a second instance is as high.
        var boundary = Rows(396_275, 0);
        boundary[Rv32Circuit.Boundary] = 300_000;
        AssertChanges(false, Profile.Fast, boundary);
        // Nothing is lower than the least height of the highest table, and Compact gains by tables below it.
        AssertChanges(false, Profile.Fast, Rows(50_000, 0));
        AssertChanges(false, Profile.Compact, Rows(396_275, 0));
    }

    private static void AssertChanges(bool expected, Profile profile, int[] rows)
    {
        int[] before = [.. rows];
        WitnessBuilder.LowerTop(profile, rows);
        Assert.Equal(expected, !before.SequenceEqual(rows));
    }

    private static int[] Rows(int bitwise, int add)
    {
        var rows = new int[Rv32Circuit.System.Tables.Length];
        (rows[Bitwise], rows[Add]) = (bitwise, add);
        foreach (var id in Rv32Circuit.System.SystemTables)
        {
            rows[id] = Rv32Circuit.Lookup(id).UsedRows;
        }

        return rows;
    }

    private static sbyte[] Heights(Profile profile, int[] rows) => WitnessBuilder.LogHeights(profile, rows);
}
