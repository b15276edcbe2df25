using FastZk.Field;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Tests.Support;
using FastZk.Vm.Trace;
using Xunit.Abstractions;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>S02: one register in several roles of one instruction; only the order of its accesses, rs1, rs2, rd, keeps reads from seeing what is written.</summary>
public class AliasForgeryTests(ITestOutputHelper output)
{
    private const int AddImmediate = (int)InstructionClass.AddImmediate, Add = (int)InstructionClass.Add, LoadWord = (int)InstructionClass.LoadWord;

    private static readonly Func<int, int, int, uint>[] Registers =
        [Assembler.Add, Sub, Sll, Slt, Sltu, Xor, Srl, Sra, Or, And, Mul, Mulh, Mulhsu, Mulhu, Div, Divu, Rem, Remu];

    private static readonly Func<int, int, int, uint>[] Immediates = [Addi, Slti, Sltiu, Xori, Ori, Andi, Slli, Srli, Srai];

    private static readonly Func<int, int, int, uint>[] Branches = [Beq, Bne, Blt, Bge, Bltu, Bgeu];

    private static readonly Func<int, int, int, uint>[] Loads = [Lb, Lbu, Lh, Lhu, Lw];

    // Operations that give back what they read: an attacker who reads his own result may choose it.
    private static readonly uint[][] Identities =
    [
        [Addi(T0, T0, 0)], [Xori(T0, T0, 0)], [Ori(T0, T0, 0)], [Andi(T0, T0, -1)], [Or(T0, T0, T0)], [And(T0, T0, T0)], [Assembler.Add(T0, T0, Zero)], [Assembler.Add(T0, Zero, T0)],
        [Sub(T0, T0, Zero)], [Xor(T0, T0, Zero)], [Xor(T0, Zero, T0)], [Or(T0, T0, Zero)],
    ];

    private static readonly string[] RegisterColumns = ["rs1", "rs2", "rd"];

    private static readonly Lazy<WitnessChecks> Witness = new(() => new(Program(), []));

    [Fact]
    public void S02_OneRegisterInAllRolesGivesWhatDifferentRegistersGive()
    {
        var w = Witness.Value;
        w.AssertSound();
        var results = new uint[w.Journal.Length / 4];
        Buffer.BlockCopy(w.Journal, 0, results, 0, w.Journal.Length);
        Assert.True(results.Length > 300);
        for (var i = 0; i < results.Length; i += 2)
        {
            Assert.True(results[i] == results[i + 1], $"pair {i / 2}: {results[i]:x8}, {results[i + 1]:x8}");
        }
    }

    [Fact]
    public void S02_EveryTableHasRowsOfEveryCoincidence()
    {
        var w = Witness.Value;
        foreach (var table in InstructionTables())
        {
            var text = TableText.Of(table);
            string[] names = [.. RegisterColumns.Where(text.Table.MainNames.Contains)];
            // Every partition of the registers that is not all different.
            var wanted = names.Length == 3 ? new[] { "002", "010", "011", "000" } : names.Length == 2 ? ["00"] : [];
            var seen = Enumerable.Range(0, w.Rows[table]).Select(r => Pattern([.. names.Select(n => w.Get(table, r, n))])).ToHashSet();
            Assert.Superset(wanted.ToHashSet(), seen);
        }

        // Of each register the place where it stands first: 000 for all equal.
        static string Pattern(uint[] registers) => string.Concat(registers.Select(r => Array.IndexOf(registers, r)));
    }

    [Fact]
    public void S02_AccessesOfOneRowKeepTheirOrder()
    {
        var w = Witness.Value;
        var probe = new RowProbe(w);
        var judged = 0;
        foreach (var table in InstructionTables())
        {
            var text = TableText.Of(table);
            var accesses = Accesses(text.Table);
            var orderAlone = 0;
            for (var row = 0; row < w.Rows[table]; row++)
            {
                var now = w.Row(table, row);
                foreach (var group in accesses.GroupBy(a => now[a.Key].ToUInt32()).Where(g => g.Count() > 1))
                {
                    foreach (var order in Orders([.. group]))
                    {
                        var forged = Reordered(now, [.. group], order);
                        judged++;
                        Assert.NotNull(probe.Rejected(table, row, forged));
                        orderAlone += text.Broken(forged, null, []) is null ? 1 : 0;
                    }
                }
            }

            // Where the values are the same in any order, nothing but the ranges of the gaps speaks against it.
            Assert.True(orderAlone > 0 || table == (int)InstructionClass.Constant, text.Table.Name);
        }

        output.WriteLine($"{judged} orders");
    }

    [Fact]
    public void S02_AWriteDoesNotFeedTheReadsOfItsOwnRow()
    {
        // x5 = 1, then x5 = x5 with the read after the write: any value reads and writes itself.
        foreach (var identity in Identities)
        {
            using var w = new WitnessChecks(Bare.Load([Addi(T0, 0, 1)], identity, [Addi(T1, T0, 0)]), []);
            w.AssertSound();
            var table = Enumerable.Range(0, InstructionClasses.Count).Single(t => RowsAt(w, t, w.Image.Entry + 4).Any());
            var row = RowsAt(w, table, w.Image.Entry + 4).Single();
            var text = TableText.Of(table);
            const uint conjured = 0x1234;
            long time = w.Get(table, row, "time"), before = w.Get(AddImmediate, RowsAt(w, AddImmediate, w.Image.Entry).Single(), "time") + 3;
            var last = time + 3;
            w.Set(table, row, "time_d", before);
            w.Set(table, row, "r0", conjured);
            foreach (var (register, limb, at, offset) in new[] { ("rs1", "a0", "time_a", 1), ("rs2", "b0", "time_b", 2) })
            {
                if (text.Table.MainNames.Contains(register) && w.Get(table, row, register) == T0)
                {
                    w.Set(table, row, limb, conjured);
                    w.Set(table, row, at, last);
                    last = time + offset;
                    foreach (var (low, byte0, byte1) in new[] { ("a0_low", "and_byte0", "and_byte1"), ("b0_low", "and_byte0", "and_byte1") })
                    {
                        if (low[0] == limb[0] && text.Table.MainNames.Contains(low))
                        {
                            w.Set(table, row, low, conjured & 0xFF);
                            var isAnd = w.Get(table, row, "is_and") == 1 || (w.Get(table, row, "is_or") == 1 && !text.Table.MainNames.Contains("imm_sign") && w.Get(table, row, "rs2") == T0);
                            w.Set(table, row, byte0, isAnd ? conjured & 0xFF : 0);
                            w.Set(table, row, byte1, isAnd ? conjured >> 8 : 0);
                        }
                    }
                }
            }

            var use = RowsAt(w, AddImmediate, w.Image.Entry + 8).Single();
            w.Set(AddImmediate, use, "a0", conjured);
            w.Set(AddImmediate, use, "time_a", last);
            w.Set(AddImmediate, use, "r0", conjured);
            w.End(T0, w.Get(AddImmediate, use, "time") + 1, conjured);
            w.End(T1, w.Get(AddImmediate, use, "time") + 3, conjured);
            AssertOnlyGaps(w);
        }
    }

    [Fact]
    public void S02_TwoReadsOfOneRegisterSeeOneValue()
    {
        // x5 = 1; x5 = 2; x6 = x5 - x5, where rs1 is read between the two writes and rs2 after them: -1.
        using var w = new WitnessChecks(Bare.Load([Addi(T0, 0, 1), Addi(T0, 0, 2), Sub(T1, T0, T0)]), []);
        w.AssertSound();
        int one = RowsAt(w, AddImmediate, w.Image.Entry).Single(), two = RowsAt(w, AddImmediate, w.Image.Entry + 4).Single();
        var time = w.Get(Add, 0, "time");
        w.Set(Add, 0, "time_a", w.Get(AddImmediate, one, "time") + 3);
        w.Set(Add, 0, "a0", 1);
        w.Set(AddImmediate, two, "time_d", time + 1);
        w.Set(Add, 0, "time_b", w.Get(AddImmediate, two, "time") + 3);
        w.Set(Add, 0, "r0", 0xFFFF);
        w.Set(Add, 0, "r1", 0xFFFF);
        w.End(T1, time + 3, 0xFFFF);
        w.Set(Rv32Circuit.Boundary, w.Find(Rv32Circuit.Boundary, "key", T1), "final1", 0xFFFF);
        AssertOnlyGaps(w);
    }

    [Fact]
    public void S02_ALoadDoesNotTakeItsAddressFromItsOwnResult()
    {
        // The word at Data holds Data. lw x5, 0(x5) with x5 = Data + 4 gives 7; with the read behind the write it gives Data from Data.
        using var w = new WitnessChecks(ElfImage.Load(Bare.ElfWithData([Bare.Data, 7], Li(T0, Bare.Data + 4), [Lw(T0, 0, T0)])), []);
        w.AssertSound();
        Assert.Equal(7u, w.Get(LoadWord, 0, "m0"));
        long time = w.Get(LoadWord, 0, "time"), before = w.Get(LoadWord, 0, "time_a");
        w.Set(LoadWord, 0, "a0", Bare.Data & 0xFFFF);
        w.Set(LoadWord, 0, "quarter", (Bare.Data & 0xFFFF) >> 2);
        w.Set(LoadWord, 0, "m0", Bare.Data & 0xFFFF);
        w.Set(LoadWord, 0, "m1", Bare.Data >> 16);
        w.Set(LoadWord, 0, "old0", (Bare.Data + 4) & 0xFFFF);
        w.Set(LoadWord, 0, "old1", Bare.Data >> 16);
        w.Set(LoadWord, 0, "time_d", before);
        w.Set(LoadWord, 0, "time_a", time + 3);
        int taken = w.Find(Rv32Circuit.Boundary, "key", WitnessEdits.Key(Bare.Data)), left = w.Find(Rv32Circuit.Boundary, "key", WitnessEdits.Key(Bare.Data + 4));
        w.Set(Rv32Circuit.Boundary, taken, "time", time + 2);
        w.Set(Rv32Circuit.Boundary, left, "time", 0);
        w.End(T0, time + 1, Bare.Data & 0xFFFF);
        w.Set(Rv32Circuit.Boundary, w.Find(Rv32Circuit.Boundary, "key", T0), "final1", Bare.Data >> 16);
        AssertOnlyGaps(w);
    }

    // All constraints hold and all buses balance, but for gaps that are no numbers of 16 bits.
    private static void AssertOnlyGaps(WitnessChecks w)
    {
        var wrong = Forgery.Finish(w);
        Assert.NotEmpty(wrong);
        Assert.All(wrong, x => Assert.StartsWith($"bus {Bus.Range} ", x));
    }

    private static IEnumerable<int> RowsAt(WitnessChecks w, int table, uint pc) => Enumerable.Range(0, w.Rows[table]).Where(r => w.Get(table, r, "pc") == pc);

    private static IEnumerable<int> InstructionTables() => Enumerable.Range(0, (int)InstructionClass.Ecall);

    // An access to a register: the columns that name it, its last time and what it held, and the tuple that is put back.
    private sealed record RegisterAccess(int Key, int Before, int[] Held, IReadOnlyList<Expression> Sent);

    private static RegisterAccess[] Accesses(AirTable table)
    {
        var memory = TableText.InteractionsOf(table).Where(i => i.Bus == Bus.Memory).ToArray();
        return
        [
            .. memory.Chunk(2).Where(p => !p[0].IsSend && p[1].IsSend && p[0].Message[0].Kind == ExpressionKind.Main)
                .Select(p => new RegisterAccess(p[0].Message[0].Column, p[0].Message[1].Column, [p[0].Message[2].Column, p[0].Message[3].Column], p[1].Message)),
        ];
    }

    // The accesses one after the other in another order: each takes up what the one before put back.
    private static Fp[] Reordered(Fp[] now, RegisterAccess[] honest, RegisterAccess[] order)
    {
        var forged = (Fp[])now.Clone();
        var (time, low, high) = (now[honest[0].Before], now[honest[0].Held[0]], now[honest[0].Held[1]]);
        foreach (var a in order)
        {
            (forged[a.Before], forged[a.Held[0]], forged[a.Held[1]]) = (time, low, high);
            Fp Sent(int k) => TableText.Value(a.Sent[k], forged, null, []);
            (time, low, high) = (Sent(1), Sent(2), Sent(3));
        }

        return forged;
    }

    private static IEnumerable<RegisterAccess[]> Orders(RegisterAccess[] honest)
    {
        foreach (var first in honest)
        {
            foreach (var second in honest.Where(x => x != first))
            {
                RegisterAccess[] order = [first, second, .. honest.Where(x => x != first && x != second)];
                if (!order.SequenceEqual(honest))
                {
                    yield return order;
                }
            }
        }
    }

    // Pairs of results: with different registers, and with the same value in one register.
    private static ElfImage Program()
    {
        const int a = 5, b = 6, other = 7, r = 12;
        var code = new List<uint>(Li(Bare.Out, EdgePrograms.Results));
        var count = 0u;
        void Result(params uint[] instructions)
        {
            code.AddRange([.. instructions, Sw(r, 0, Bare.Out), Addi(Bare.Out, Bare.Out, 4)]);
            count++;
        }

        foreach (var (x, y) in new (uint, uint)[] { (0, 0), (1, 1), (0x8000_0000, 0xFFFF_FFFF), (0x9E37_79B9, 0x0001_F00D) })
        {
            code.AddRange([.. Li(a, x), .. Li(b, y)]);
            foreach (var op in Registers)
            {
                Result(Addi(other, a, 0), op(r, a, other));
                Result(op(r, a, a));
                Result(op(r, a, b));
                Result(Addi(r, a, 0), op(r, r, b));
                Result(op(r, a, b));
                Result(Addi(r, b, 0), op(r, a, r));
                Result(Addi(other, a, 0), op(r, a, other));
                Result(Addi(r, a, 0), op(r, r, r));
            }

            foreach (var op in Immediates)
            {
                Result(op(r, a, 9));
                Result(Addi(r, a, 0), op(r, r, 9));
                Result(op(r, a, 0));
                Result(Addi(r, a, 0), op(r, r, 0));
            }

            foreach (var op in Branches)
            {
                Result(Addi(other, a, 0), Addi(r, 0, 1), op(a, other, 8), Addi(r, 0, 2));
                Result(Addi(r, 0, 1), op(a, a, 8), Addi(r, 0, 2));
            }
        }

        foreach (var op in Loads)
        {
            // From the results so far, and from word 0, which holds 0 = its own address.
            Result(Addi(other, Bare.Out, -8), op(r, 0, other));
            Result(Addi(r, Bare.Out, -12), op(r, 0, r));
            Result(Addi(other, 0, 0), op(r, 0, other));
            Result(Addi(r, 0, 0), op(r, 0, r));
        }

        foreach (var op in new Func<int, int, int, uint>[] { Sb, Sh, Sw })
        {
            // The low bytes of an address, stored at it.
            code.AddRange([.. Li(a, Bare.Data + 0x34), Addi(b, a, 0)]);
            Result(Sw(0, 0, a), op(b, 0, a), Lw(r, 0, a));
            Result(Sw(0, 0, a), op(a, 0, a), Lw(r, 0, a));
        }

        // Twice over the next instruction; in the third pair the link is what the register held.
        Result(Auipc(a, 0), Jalr(r, a, 12), Ebreak(), Sub(r, r, a));
        Result(Auipc(r, 0), Addi(a, r, 0), Jalr(r, r, 16), Ebreak(), Addi(r, r, -4), Sub(r, r, a));
        Result(Addi(r, 0, 0));
        Result(Auipc(r, 0), Addi(r, r, 12), Jalr(r, r, 0), Addi(r, 0, 0));
        return Bare.Load([.. code], Bare.Publish(EdgePrograms.Results, 4 * count));
    }
}
