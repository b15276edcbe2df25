using FastZk.Field;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Tests.Support;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>S06, S11, S28: what pairs of tuples on State and Memory need that fractions do not: rows that are not in use must put back what they take.</summary>
public class PairForgeryTests
{
    public static TheoryData<int> Tables => [.. Rv32Circuit.System.Tables.Where(t => t.Pairs.Length > 0 && t.Instance == 0).Select(t => t.Id)];

    [Fact]
    public void S28_StateAndMemoryHavePairsOnly()
    {
        foreach (var t in Rv32Circuit.System.Tables)
        {
            Assert.DoesNotContain(t.Fractions, f => f.Bus is Bus.State or Bus.Memory);
            Assert.All(t.Pairs, p => Assert.True(p.Source.Bus is Bus.State or Bus.Memory));
            // One step of the clock a row, and accesses keep their key.
            Assert.InRange(t.Pairs.Count(p => p.Source.Bus == Bus.State), 0, 1);
            Assert.All(t.Pairs.Where(p => p.Source.Bus == Bus.Memory), p => Assert.True(AffineForm.Of(p.Source.Consumed[0] - p.Source.Produced[0], t.MainColumns).IsZero));
        }
    }

    /// <summary>For each constraint that makes sides of pairs equal a row not in use that it alone refuses, and that would turn one tuple into another.</summary>
    [Theory]
    [MemberData(nameof(Tables))]
    public void S06_EveryConstraintOfARowNotInUseDecides(int table)
    {
        var text = TableText.Of(table);
        var constraints = text.Table.Constraints;
        var wanted = Enumerable.Range(0, constraints.Count).Where(i => constraints[i].Name == "idle").ToHashSet();
        Assert.NotEmpty(wanted);
        foreach (var i in wanted.ToArray())
        {
            // A cell of what is taken, or of what is put back, in a row of zeros.
            var difference = constraints[i].Value.Right!;
            foreach (var (column, _) in AffineForm.Of(difference, text.Table.MainNames.Count).Terms)
            {
                var row = new Fp[text.Table.MainNames.Count];
                if (table == (int)InstructionClass.StorePart && text.Table.MainNames[column] == "new1")
                {
                    // The limb that is not stored to is kept in every row: here that is the other one.
                    (row[text["offset_bit1"]], row[text["a0"]]) = (Fp.One, Fp.FromUInt32(2));
                }

                row[column] = Fp.FromUInt32(5);
                var broken = Enumerable.Range(0, constraints.Count).Where(c => !constraints[c].IsTransition && TableText.Value(constraints[c].Value, row, null, []) != Fp.Zero).ToArray();
                if (broken is [var only] && only == i)
                {
                    Assert.Equal([-1, 1], text.Tuples(row, []).Select(t => t.Net).Order().Distinct());
                    wanted.Remove(i);
                }
            }
        }

        Assert.Equal([], wanted.Select(text.NameOf));
    }

    [Fact]
    public void S05_OnlyItsOwnConstraintMakesAFlagBoolean()
    {
        // Flags of a multiplication that cancel each other, and a call of SHA-256 in use twice, with all accesses as in a row not in use.
        var text = TableText.Of((int)InstructionClass.MultiplyHigh);
        var row = new Fp[text.Table.MainNames.Count];
        (row[text["is_mulh"]], row[text["is_mulhsu"]]) = (Fp.One, -Fp.One);
        Assert.Equal(["mulh.flag.2"], Broken(text, row));

        text = TableText.Of(Rv32Circuit.Sha256Call);
        row = new Fp[text.Table.MainNames.Count];
        row[text["is_real"]] = Fp.FromUInt32(2);
        row[text["time"]] = row[text["time_a7"]] = row[text["time_a0"]] = row[text["time_a1"]] = row[text["time_a2"]] = Fp.FromUInt32(1000);
        for (var i = 0; i < 8; i++)
        {
            row[text[$"time_m{i}"]] = Fp.FromUInt32(1000);
            row[text[$"gap_low{i}"]] = Fp.FromUInt32(4);
        }

        Assert.Equal(["sha256_call.is_real"], Broken(text, row));
        // Its lookups are in range: only the instruction must exist.
        using var w = new WitnessChecks(ElfImage.Load(Bare.Elf([Addi(T0, 0, 7)])), []);
        var provided = Providers.Of(w);
        Assert.All(text.Tuples(row, []).Where(t => Providers.IsLookup(t.Tuple.Bus) && t.Tuple.Bus != Bus.Program), t => Assert.True(provided(t.Tuple)));
    }

    private static IEnumerable<string> Broken(TableText text, Fp[] row) =>
        Enumerable.Range(0, text.Table.Constraints.Count).Where(i => !text.Table.Constraints[i].IsTransition && TableText.Value(text.Table.Constraints[i].Value, row, null, []) != Fp.Zero)
            .Select(text.NameOf);

    [Theory]
    [InlineData("value")]
    [InlineData("time")]
    [InlineData("both")]
    public void S06_ARowNotInUseDoesNotWriteARegister(string what)
    {
        // A row of addi with is_real = 0 behind the run takes up a register's last access and puts another back, which the boundary ends with.
        using var w = new WitnessChecks(ElfImage.Load(Bare.Elf([Addi(T0, 0, 7)])), []);
        const int addi = (int)InstructionClass.AddImmediate;
        var row = w.Rows[addi];
        var end = w.Find(Rv32Circuit.Boundary, "key", T0);
        var (time, value) = (w.Get(Rv32Circuit.Boundary, end, "time"), w.Get(Rv32Circuit.Boundary, end, "final0"));
        Assert.Equal(7u, value);
        var (newTime, newValue) = (what == "value" ? time : time + 100, what == "time" ? value : 666u);
        w.Set(addi, row, "rd", T0);
        w.Set(addi, row, "time", newTime);
        w.Set(addi, row, "time_a", newTime);
        w.Set(addi, row, "time_d", time);
        w.Set(addi, row, "old0", value);
        w.Set(addi, row, "r0", newValue);
        w.Set(addi, row, "imm0", newValue);
        w.Set(Rv32Circuit.Boundary, end, "time", newTime);
        w.Set(Rv32Circuit.Boundary, end, "final0", newValue);
        // Everything balances: the constraint of a row not in use is all that is wrong.
        Assert.Equal(Enumerable.Repeat("addi[" + row + "]: idle", what == "both" ? 2 : 1), Forgery.Finish(w));
    }

    [Fact]
    public void S04_OnlyTheExitEndsTheRun()
    {
        // The end of the State chain is a place to which nothing else leads, and the exit leads nowhere else.
        using var f = new RowForge(InstructionClass.Ecall, Bare.Elf([Fence()]));
        f.AssertAccepted();
        foreach (var (column, value) in new (string, long)[] { ("next_pc", ProgramRow.Nowhere + 4L), ("next_pc", f["pc"] + 4), ("next_time", f["time"] + 8), ("next_time", 4) })
        {
            var honest = f[column];
            f[column] = value;
            f.AssertRejected();
            f[column] = honest;
        }

        f.AssertAccepted();
    }
}
