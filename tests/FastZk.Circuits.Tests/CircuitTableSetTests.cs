using FastZk.Circuits.Fill;
using FastZk.Circuits.Preprocessed;
using FastZk.Stark.Security;
using FastZk.Vm;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>Which preprocessed tables of the circuit a proof has goes by the height of its highest table, and all sets provide the same.</summary>
public sealed class CircuitTableSetTests
{
    [Fact]
    public void S07_AllSetsProvideTheSameTuples()
    {
        // The first set has no table of ranges and bytes: FewTableTests is about those that take their place.
        var sets = Providers.OfSets.ToArray();
        Assert.Equal(Rv32Circuit.System.SystemSets.Count, sets.Length);
        Assert.All(sets.Skip(1), s => Assert.True(s.SetEquals(sets[1])));
        Assert.True(sets[0].SetEquals(sets[1].Where(t => t.Bus == Bus.Small)));
    }

    [Fact]
    public void EntriesHaveAPlaceOfTheirOwnAndSayWhatIsLookedUp()
    {
        foreach (var id in new[] { Rv32Circuit.Range, Rv32Circuit.RangeWide, Rv32Circuit.Bytes, Rv32Circuit.BytesWide })
        {
            var table = Rv32Circuit.Lookup(id);
            var places = Enumerable.Range(0, table.Counters).Select(table.Place).ToHashSet();
            Assert.Equal(table.Counters, places.Count);
            Assert.All(places, p => Assert.True(p.Row < table.UsedRows && p.Column < table.CounterColumns));
        }

        // (x, n) and (x, y, x and y) at their entries, read from the trees' own columns.
        foreach (var set in Rv32Circuit.System.SystemSets)
        {
            var circuit = WitnessChecks.CircuitAt(set.MinLogTop);
            foreach (var id in set.Tables.Where(t => t != Rv32Circuit.Small))
            {
                var (table, columns) = (Rv32Circuit.Lookup(id), circuit.Values(id)!);
                uint Cell(int column, int row) => Field.Fp.FromRawUnchecked(columns.Column(column)[row]).ToUInt32();
                foreach (var (x, y) in new (uint, uint)[] { (0, 0), (1, 1), (200, 8), (255, 255), (77, 14), (127, 7) })
                {
                    if (table is RangeTable)
                    {
                        if (y <= 16 && x < 1u << (int)y)
                        {
                            var (row, slot) = table.Place(RangeTable.EntryOf(x, y));
                            Assert.Equal((x, y), (Cell(2 * slot, row), Cell(2 * slot + 1, row)));
                        }
                    }
                    else
                    {
                        var (row, column) = table.Place(ByteTable.CounterOf(1, x, y));
                        Assert.Equal((x, y, x & y), (Cell(3 * (column / 2), row), Cell(3 * (column / 2) + 1, row), Cell(3 * (column / 2) + 2, row)));
                    }
                }
            }
        }
    }

    /// <summary>A run in the tables of both sets: all lookups are counted where they are provided.</summary>
    [Theory]
    [InlineData(ProofShape.MinLogTop)]
    [InlineData(Rv32Circuit.LogWide)]
    [InlineData(Rv32Circuit.LogSlender)]
    public void ARunIsSoundInEitherSet(int leastLogTop)
    {
        var image = ElfImage.Load(Bare.Elf([Addi(T0, 0, -5), Addi(T1, 0, 77), And(T2, T0, T1), Sll(T2, T2, T1), Mul(T2, T2, T0), Xor(T2, T2, T1)]));
        using var w = new WitnessChecks(image, [], leastLogTop);
        Assert.Equal(leastLogTop, w.Heights.Max());
        w.AssertSound();
    }

    [Fact]
    public void S15_ShapesWithTablesOfAnotherSetAreRefused()
    {
        using var w = new WitnessChecks(ElfImage.Load(Bare.Elf([Addi(T0, 0, 1)])), []);
        foreach (var profile in Profile.All)
        {
            for (var top = ProofShape.MinLogTop; top <= 18; top++)
            {
                foreach (var set in Rv32Circuit.System.SystemSets)
                {
                    var heights = WitnessBuilder.LogHeights(profile, w.Rows);
                    foreach (var id in Rv32Circuit.System.SystemTables)
                    {
                        heights[id] = -1;
                    }

                    foreach (var (id, log) in FixedTables.CircuitHeights(profile, set.MinLogTop))
                    {
                        heights[id] = (sbyte)log;
                    }

                    heights[0] = (sbyte)Math.Max(top, heights.Max());
                    var right = ReferenceEquals(Rv32Circuit.System.SystemTablesAt(heights[0]), set.Tables);
                    Assert.Equal(right, Reason(profile, heights) is null);
                    foreach (var id in Rv32Circuit.System.SystemTables)
                    {
                        // One more, or one less.
                        var changed = (sbyte[])heights.Clone();
                        changed[id] = (sbyte)(heights[id] < 0 ? profile.LogMinHeight : -1);
                        Assert.NotNull(Reason(profile, changed));
                    }
                }
            }
        }

        static string? Reason(Profile profile, sbyte[] heights)
        {
            ProofShape.Create(Rv32Circuit.System, profile, heights, 2, out var reason);
            return reason;
        }
    }
}
