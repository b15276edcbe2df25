using FastZk.Field;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Tests.Support;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>S01, S03, S04, S11, S28: the order of execution, its beginning, its end and its clock.</summary>
public class StateForgeryTests
{
    private const int AddImmediate = (int)InstructionClass.AddImmediate, Ecall = (int)InstructionClass.Ecall;

    private static readonly string[] Sources = ["rs1", "rs2"];

    private static readonly long[] Ahead = [0, 1, 2, 4, 65535, 65536, 1 << 27, (1 << 28) + 5];

    [Fact]
    public void S03_NoInstructionIsLeftOutOrRepeated()
    {
        foreach (var repeat in new[] { false, true })
        {
            using var w = Counting();
            if (repeat)
            {
                w.Copy(AddImmediate, 1, w.Rows[AddImmediate]);
            }
            else
            {
                w.Clear(AddImmediate, 1);
            }

            w.AssertRejected();
        }
    }

    [Fact]
    public void S03_TheClockOfAStepIsNotFree()
    {
        using var w = Counting();
        w.Set(AddImmediate, 2, "time", w.Get(AddImmediate, 2, "time") + 4);
        w.AssertRejected();
    }

    [Fact]
    public void S04_TheExitCannotBeLeftOutMovedOrRepeated()
    {
        using (var w = Counting())
        {
            w.Clear(Ecall, 0);
            w.AssertRejected();
        }

        using (var w = Counting())
        {
            w.Copy(Ecall, 0, 1);
            w.AssertRejected();
        }

        using (var w = Counting())
        {
            w.Set(Ecall, 0, "pc", w.Get(Ecall, 0, "pc") - 4);
            w.AssertRejected();
        }
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(0x10000u)]
    [InlineData(0x8000_0000u)]
    public void S04_AnotherExitCodeIsRejected(uint code)
    {
        using var w = Counting();
        w.ExitCode = code;
        w.AssertRejected();
    }

    [Fact]
    public void S04_TheFirstStepIsAtTheEntry()
    {
        // The instruction at the entry is skipped, all times move down by 4.
        using var w = Counting();
        var first = w.Find(AddImmediate, "pc", w.Image.Entry);
        w.Clear(AddImmediate, first);
        w.AssertRejected();
    }

    [Fact]
    public void S11_AReadCannotSeeAnOlderValue()
    {
        // x5 = 1; x5 = 2; x6 = x5, where the last read is put between the two writes.
        using var w = Counting();
        int one = w.Find(AddImmediate, "imm0", 1), two = w.Find(AddImmediate, "imm0", 2), read = w.Find(AddImmediate, "rs1", T0);
        var written = w.Get(AddImmediate, one, "time") + 3;
        var seen = w.Get(AddImmediate, read, "time") + 1;
        w.Set(AddImmediate, read, "time_a", written);
        w.Set(AddImmediate, read, "a0", 1);
        w.Set(AddImmediate, read, "r0", 1);
        w.Set(AddImmediate, two, "time_d", seen);
        w.End(T0, w.Get(AddImmediate, two, "time") + 3, 2);
        w.End(T1, w.Get(AddImmediate, read, "time") + 3, 1);
        var wrong = Forgery.Finish(w);
        // Nothing but the gap of the second write tells: -3 or so is no number of 16 bits.
        Assert.All(wrong, x => Assert.StartsWith($"bus {Bus.Range} ", x));
        Assert.NotEmpty(wrong);
    }

    [Fact]
    public void S11_NoAccessTakesUpItselfOrALaterOne()
    {
        // An access that took up what it puts back itself would read whatever it likes; one that took up a later one would read the future.
        var judged = new HashSet<string>();
        foreach (var (elf, input, _) in EdgePrograms.All.Values)
        {
            using var w = new WitnessChecks(ElfImage.Load(elf), input);
            var probe = new RowProbe(w);
            foreach (var t in w.Witness.Tables.Select(t => t.Table).Where(t => Rv32Circuit.System.Tables[t].FixedColumns == 0 && t != Rv32Circuit.Boundary))
            {
                var text = TableText.Of(t);
                var memory = text.Interactions.Where(i => i.Bus == Bus.Memory).ToArray();
                for (var row = 0; row < w.Rows[t]; row += 1 + w.Rows[t] / 20)
                {
                    var now = w.Row(t, row);
                    foreach (var (taken, put) in memory.Chunk(2).Select(p => (p[0], p[1])).Where(p => TableText.Value(p.Item1.Multiplicity, now, null, []) != Fp.Zero))
                    {
                        Assert.False(taken.IsSend);
                        Assert.True(put.IsSend);
                        judged.Add($"{text.Table.Name} {memory.ToList().IndexOf(taken)}");
                        var gapLow = GapLow(text, taken);
                        foreach (var ahead in Ahead)
                        {
                            var forged = (Fp[])now.Clone();
                            var before = TableText.Value(put.Message[1], now, null, []) + Fp.FromInt64(ahead);
                            forged[taken.Message[1].Column] = before;
                            // The gap's low limb, where the table has one, as what is missing, its low bits mod p or below 2^32, and the ends of its range.
                            long gap = Fp.Modulus - 1 - ahead;
                            foreach (var low in gapLow is null ? [0] : new[] { -1 - ahead, gap & 0xFFFF, -1 - ahead & 0xFFFF, 0, 0xFFFF })
                            {
                                if (gapLow is not null)
                                {
                                    forged[gapLow.Value] = Fp.FromInt64(low);
                                }

                                Assert.Null(text.Broken(forged, null, []));
                                Assert.NotNull(probe.Rejected(t, row, forged));
                            }
                        }
                    }
                }
            }
        }

        // Every access of every table.
        var all = Rv32Circuit.System.Tables.Where(t => t.Instance == 0 && t.Id != Rv32Circuit.Boundary).Sum(t => t.Pairs.Count(p => p.Source.Bus == Bus.Memory));
        Assert.Equal(all, judged.Count);
    }

    // The low limb of an access's gap: that of the words which share a time, or the one that stands beside the time taken in a number that is looked up.
    private static int? GapLow(TableText text, Interaction taken)
    {
        var table = text.Table;
        var shared = table.MainNames[taken.Message[1].Column].Replace("time_", "gap_low_", StringComparison.Ordinal);
        if (table.MainNames.Contains(shared))
        {
            return text[shared];
        }

        foreach (var range in table.Interactions.Where(i => i.Bus == Bus.Range))
        {
            var columns = AffineForm.Of(range.Message[0], table.MainNames.Count).Terms.Select(t => t.Key).ToArray();
            if (columns.Contains(taken.Message[1].Column) && columns.FirstOrDefault(c => table.MainNames[c].StartsWith("gap_low", StringComparison.Ordinal), -1) is >= 0 and var low)
            {
                return low;
            }
        }

        return null;
    }

    [Fact]
    public void S11_BumpsStayOnTheGridBelowTwoToThe28AndGoForward()
    {
        var (elf, input, _) = EdgePrograms.All["long gaps"];
        using var w = new WitnessChecks(ElfImage.Load(elf), input);
        var probe = new RowProbe(w);
        var text = TableText.Of(Rv32Circuit.Bump);
        for (var row = 0; row < w.Rows[Rv32Circuit.Bump]; row++)
        {
            foreach (var grid in new long[] { 0, 4096, 4097, 1 << 15, Fp.Modulus / 65536, -1 })
            {
                var forged = w.Row(Rv32Circuit.Bump, row);
                forged[text["grid"]] = Fp.FromInt64(grid);
                var gap = (grid << 16) - w.Get(Rv32Circuit.Bump, row, "time_before") - 1;
                forged[text["gap_low"]] = Fp.FromInt64(gap & 0xFFFF);
                Assert.NotNull(probe.Rejected(Rv32Circuit.Bump, row, forged));
            }

            // Off the grid there is no bump at all: the time is an expression of grid; a step back is negative.
            var back = w.Row(Rv32Circuit.Bump, row);
            back[text["time_before"]] = back[text["grid"]] * Fp.FromUInt32(1 << 16);
            back[text["gap_low"]] = -Fp.One;
            Assert.NotNull(probe.Rejected(Rv32Circuit.Bump, row, back));
            back[text["gap_low"]] = Fp.FromUInt32(0xFFFF);
            Assert.NotNull(probe.Rejected(Rv32Circuit.Bump, row, back));
        }
    }

    [Fact]
    public void S11_TheExitIsBeforeTwoToThe28()
    {
        using var f = new RowForge(InstructionClass.Ecall, Bare.Elf([Fence()]));
        foreach (var time in new[] { 1L << 28, (1L << 28) + 4, 1L << 30, Fp.Modulus - 4L })
        {
            // The low limb as it should be, and as the whole time less what the high limb may hold.
            foreach (var low in new[] { time & 0xFFFF, time, time - (4095L << 16), time - (4096L << 16) })
            {
                Move(f, time, low);
                f.AssertRejected();
            }
        }

        Move(f, (1L << 28) - 4, 0xFFFC);
        f.AssertAccepted();

        // Register accesses go along.
        static void Move(RowForge f, long time, long low)
        {
            f["time"] = f["time_a7"] = f["time_a0"] = f["time_a1"] = f["time_a2"] = f["time_state"] = time;
            f["exit_time_low"] = low;
        }
    }

    [Fact]
    public void S28_TheClockCannotGoRoundTheField()
    {
        // Not even with the heights, whole or not, that take the most steps of all whose range lookups cannot wrap; so a closed loop on the State bus
        // cannot return to its own time.
        var (steps, lookups) = (0.0, (double)Fp.Modulus);
        foreach (var t in Rv32Circuit.System.Tables.Where(t => t.Table.MaxStateStep > 0).OrderBy(t => (double)t.BusWeight(Bus.Range) / t.Table.MaxStateStep))
        {
            var rows = Math.Min(1 << Stark.Security.ProofShape.MaxLogTop, lookups / t.BusWeight(Bus.Range));
            steps += t.Table.MaxStateStep * rows;
            lookups -= t.BusWeight(Bus.Range) * rows;
        }

        Assert.InRange(steps, 1 << 28, Fp.Modulus - 1);
        foreach (var t in Rv32Circuit.System.Tables)
        {
            Assert.Equal(t.Pairs.Any(p => p.Source.Bus == Bus.State), t.Table.MaxStateStep > 0);
        }
    }

    [Fact]
    public void S28_ADetachedLoopIsRejected()
    {
        // "j ." beside the run: (pc, t) -> (pc, t + 4) closes only with a step of 0.
        using var w = new WitnessChecks(Bare.Load([Jal(0, 8), Jal(0, 0), Addi(T0, 0, 1)]), []);
        const int constant = (int)InstructionClass.Constant;
        w.AssertSound();
        var row = w.Rows[constant];
        w.Copy(constant, 0, row);
        w.Set(constant, row, "pc", w.Image.Entry + 4);
        w.Set(constant, row, "next_pc", w.Image.Entry + 4);
        w.Set(constant, row, "r0", w.Image.Entry + 8 & 0xFFFF);
        w.Set(constant, row, "r1", w.Image.Entry + 8 >> 16);
        w.Set(constant, row, "time", 1000);
        w.AssertRejected();
    }

    [Fact]
    public void S14_HeightsAtWhichABusCouldWrapAreRefused()
    {
        // All tables at one height, from the lowest to the highest: as soon as a bus could reach p, there is no such shape.
        var heights = new sbyte[Rv32Circuit.System.Tables.Length];
        var refused = 0;
        for (var log = Stark.Security.ProofShape.MinLogTop; log <= Stark.Security.ProofShape.MaxLogTop; log++)
        {
            // The circuit's tables for another height of the highest one are absent.
            Array.Fill(heights, (sbyte)log);
            foreach (var id in Rv32Circuit.System.SystemTables.Except(Rv32Circuit.System.SystemTablesAt(log)))
            {
                heights[id] = -1;
            }

            var most = Enumerable.Range(0, Bus.Count).Max(bus => Rv32Circuit.System.Tables.Where(t => heights[t.Id] >= 0).Sum(t => t.BusWeight(bus) << log));
            var shape = Stark.Security.ProofShape.Create(Rv32Circuit.System, WitnessChecks.Profile, heights, 2, out var reason);
            if (most + 2 >= Fp.Modulus)
            {
                refused++;
                Assert.Null(shape);
                Assert.Contains("wrap", reason, StringComparison.Ordinal);
            }
            else
            {
                Assert.NotNull(shape);
            }
        }

        Assert.True(refused <= 2, "realistic heights are refused");
    }

    [Fact]
    public void S01_NothingWritesX0()
    {
        foreach (var (elf, input, _) in EdgePrograms.All.Values)
        {
            using var w = new WitnessChecks(ElfImage.Load(elf), input);
            var zero = w.Find(Rv32Circuit.Boundary, "key", 0);
            Assert.Equal((0u, 0u), (w.Get(Rv32Circuit.Boundary, zero, "final0"), w.Get(Rv32Circuit.Boundary, zero, "final1")));
            var probe = new RowProbe(w);
            foreach (var t in w.Witness.Tables.Select(t => t.Table).Where(t => TableText.Of(t).Table.MainNames.Contains("rd")))
            {
                var text = TableText.Of(t);
                for (var row = 0; row < Math.Min(w.Rows[t], 40); row++)
                {
                    var forged = w.Row(t, row);
                    Assert.NotEqual(Fp.Zero, forged[text["rd"]]);
                    forged[text["rd"]] = Fp.Zero;
                    Assert.NotNull(probe.Rejected(t, row, forged));
                }
            }
        }
    }

    [Fact]
    public void S01_ProgramRowsNameTheTrashRegisterForX0()
    {
        foreach (var opcode in Enum.GetValues<Opcode>())
        {
            var decoded = new Instruction(opcode, Instruction.TrashRegister, 1, 2, 8);
            if (ProgramRow.Of(0x1000, decoded) is { } row)
            {
                Assert.True(row.Rd is 0 or 32);
                Assert.True(row.Rs1 < 32 && row.Rs2 < 32);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("is_image")]
    [InlineData("is_free")]
    public void S01_X0DoesNotBeginAtAnotherValue(string flag)
    {
        // x5 = x0 + 1 in a run in which x0 is 5 from the beginning to the end.
        using var w = new WitnessChecks(ElfImage.Load(ElfBuilder.FromCode([Addi(T0, 0, 1), Addi(A7, A7, 93), Ecall()])), []);
        w.AssertSound();
        var read = w.Find(AddImmediate, "rs1", 0);
        w.Set(AddImmediate, read, "a0", 5);
        w.Set(AddImmediate, read, "r0", 6);
        w.End(T0, w.Get(AddImmediate, read, "time") + 3, 6);
        w.End(0, w.Get(AddImmediate, read, "time") + 1, 5);
        var row = w.Find(Rv32Circuit.Boundary, "key", 0);
        w.Set(Rv32Circuit.Boundary, row, "initial0", 5);
        if (flag != "")
        {
            w.Set(Rv32Circuit.Boundary, row, flag, 1);
        }

        // One thing alone stands against it: the constraint that says 0, or what the flag asks for.
        Assert.Single(Forgery.Finish(w));
    }

    [Fact]
    public void S01_TheTrashRegisterIsNeverRead()
    {
        foreach (var (elf, input, _) in EdgePrograms.All.Values)
        {
            using var w = new WitnessChecks(ElfImage.Load(elf), input);
            var probe = new RowProbe(w);
            foreach (var t in w.Witness.Tables.Select(t => t.Table).Where(t => t < Ecall))
            {
                var text = TableText.Of(t);
                foreach (var source in Sources.Where(text.Table.MainNames.Contains))
                {
                    for (var row = 0; row < Math.Min(w.Rows[t], 40); row++)
                    {
                        var forged = w.Row(t, row);
                        forged[text[source]] = Fp.FromUInt32(Instruction.TrashRegister);
                        Assert.NotNull(probe.Rejected(t, row, forged));
                    }
                }
            }
        }
    }

    [Fact]
    public void S01_WritesToX0KeepTheirSideEffects()
    {
        // lw x0 touches memory, jal and jalr x0 jump, division by zero into x0 goes on; all write the trash register at their times.
        using var w = new WitnessChecks(Bare.Load([Lw(0, 0x100, 0), Jal(0, 8), Ebreak(), Auipc(T0, 0), Jalr(0, T0, 12), Ebreak(), Div(0, T0, 0), Lb(0, 0x104, 0)]), []);
        w.AssertSound();
        (uint, uint, uint) Boundary(uint key)
        {
            var row = w.Find(Rv32Circuit.Boundary, "key", key);
            return (w.Get(Rv32Circuit.Boundary, row, "time"), w.Get(Rv32Circuit.Boundary, row, "final0"), w.Get(Rv32Circuit.Boundary, row, "final1"));
        }

        Assert.Equal((2u, 0u, 0u), Boundary(WitnessEdits.Key(0x100)));
        // lw 0, jal 4, auipc 8, jalr 12, div 16, lb 20.
        Assert.Equal((22u, 0u, 0u), Boundary(WitnessEdits.Key(0x104)));
        Assert.Equal((23u, 0u, 0u), Boundary(Instruction.TrashRegister));
        Assert.Equal((0u, 0u), (Boundary(0).Item2, Boundary(0).Item3));
        const int divide = (int)InstructionClass.Divide;
        Assert.Equal((16u, 0xFFFFu, 0xFFFFu), (w.Get(divide, 0, "time"), w.Get(divide, 0, "result0"), w.Get(divide, 0, "result1")));
    }

    [Fact]
    public void S28_ARowMovesTheClockByExactlyWhatItsTableDeclares()
    {
        foreach (var t in Rv32Circuit.System.Tables.Where(t => t.Table.MaxStateStep > 0))
        {
            var state = t.Table.Pairs.Single(i => i.Bus == Bus.State);
            var step = state.Produced[1] - state.Consumed[1];
            if (t.Id != (int)InstructionClass.Ecall)
            {
                Assert.True(AffineForm.Of(step - t.Table.MaxStateStep * state.Used, t.MainColumns).IsZero);
                continue;
            }

            // The exit has another end, so the next time is a column; a constraint says what it is.
            var text = TableText.Of(t.Id);
            var row = new Fp[t.DeclaredMain];
            (row[text["is_cycles"]], row[text["time"]]) = (Fp.One, Fp.FromUInt32(1000));
            var bound = t.Table.Constraints.Single(c => c.Name == "next_time").Value;
            foreach (var next in new uint[] { 0, 1000, 1004, 1007, 1008, 1009, 1012, 1016 })
            {
                row[text["next_time"]] = Fp.FromUInt32(next);
                Assert.Equal(next == 1000 + t.Table.MaxStateStep, TableText.Value(bound, row, null, []) == Fp.Zero);
                Assert.Equal(Fp.FromInt64(next - 1000L), TableText.Value(step, row, null, []));
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void S28_ALoopOfTwoStepsBesideTheRunIsRejected(bool isClosed)
    {
        // "j +4; j -4" beside the run: each step balances with the next, but the clock does not come back.
        using var w = new WitnessChecks(Bare.Load([Jal(0, 12), Jal(0, 4), Jal(0, -4), Addi(T0, 0, 1)]), []);
        w.AssertSound();
        const int constant = (int)InstructionClass.Constant;
        var first = w.Rows[constant];
        for (var k = 0; k < 2; k++)
        {
            var pc = w.Image.Entry + 4 + 4 * (uint)k;
            w.Copy(constant, 0, first + k);
            w.Set(constant, first + k, "pc", pc);
            w.Set(constant, first + k, "next_pc", w.Image.Entry + 8 - 4 * (uint)k);
            w.Set(constant, first + k, "r0", pc + 4 & 0xFFFF);
            w.Set(constant, first + k, "r1", pc + 4 >> 16);
            w.Set(constant, first + k, "time", 1000 + 4 * k);
        }

        // Their writes to the trash register follow the run's own, in a chain without a gap of its own.
        long last = w.Get(Rv32Circuit.Boundary, w.Find(Rv32Circuit.Boundary, "key", Instruction.TrashRegister), "time");
        long low = w.Get(constant, 0, "r0"), high = w.Get(constant, 0, "r1");
        for (var k = 0; k < 2; k++)
        {
            w.Set(constant, first + k, "time_d", last);
            w.Set(constant, first + k, "old0", low);
            w.Set(constant, first + k, "old1", high);
            (last, low, high) = (1003 + 4 * k, w.Get(constant, first + k, "r0"), w.Get(constant, first + k, "r1"));
        }

        w.End(Instruction.TrashRegister, last, low);
        w.Set(Rv32Circuit.Boundary, w.Find(Rv32Circuit.Boundary, "key", Instruction.TrashRegister), "final1", high);
        if (isClosed)
        {
            // The second step claims the time at which it would close the loop.
            w.Set(constant, first + 1, "time", 996);
        }

        var wrong = Forgery.Finish(w);
        Assert.NotEmpty(wrong);
        Assert.Contains(wrong, x => x.StartsWith($"bus {Bus.State} ", StringComparison.Ordinal));
        if (!isClosed)
        {
            Assert.All(wrong, x => Assert.StartsWith($"bus {Bus.State} ", x));
        }
    }

    [Fact]
    public void S03_TargetsOutsideTheTextDoNotAlias()
    {
        Assert.Equal(ProgramRow.Nowhere, ProgramRow.Target(1u << 30));
        Assert.Equal(ProgramRow.Nowhere, ProgramRow.Target(Fp.Modulus + 0x10000));
        Assert.Equal(ProgramRow.Nowhere, ProgramRow.Target(uint.MaxValue));
        Assert.Equal((1u << 30) - 4, ProgramRow.Target((1u << 30) - 4));
    }

    // x5 = 1; x5 = 2; x6 = x5.
    private static WitnessChecks Counting()
    {
        var w = new WitnessChecks(Bare.Load([Addi(T0, 0, 1), Addi(T0, 0, 2), Addi(T1, T0, 0)]), []);
        w.AssertSound();
        return w;
    }
}
