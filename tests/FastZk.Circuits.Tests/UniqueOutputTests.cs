using FastZk.Field;
using FastZk.Vm;
using FastZk.Vm.Trace;
using Xunit.Abstractions;

namespace FastZk.Circuits.Tests;

/// <summary>
/// S05, S07, S08, S09: what an instruction reads decides what it writes. A search for rows that keep all that they receive (state, instruction, values
/// read), satisfy every constraint and find every lookup, and yet send something else: another result, another pc, another time.
/// </summary>
public class UniqueOutputTests(ITestOutputHelper output)
{
    private static readonly long[] Deltas =
        [1, -1, 2, -2, 255, -255, 256, -256, 257, -257, 0xFF00, -0xFF00, 0x8000, -0x8000, 0xFFFF, -0xFFFF, 0x10000, -0x10000, 0x20000, 1L << 24, 1 << 14, -(1 << 14), 1 << 15];

    private static readonly int[] Weights = [1, 2, 5, 8, 14, 15, 16];

    private static readonly int[] Signs = [1, -1];

    /// <summary>The instruction tables. (The I/O tables have free bytes and may cut a buffer: see IoForgeryTests.)</summary>
    public static TheoryData<int> Tables => [.. Enumerable.Range(0, InstructionClasses.Count)];

    private static readonly string[] OperandColumns = ["a0", "a1", "b0", "b1"];

    private static readonly Lazy<WitnessChecks[]> Witnesses = new(() => [.. EdgePrograms.All.Values.Select(p => new WitnessChecks(ElfImage.Load(p.Elf), p.Input))]);

    [Theory]
    [MemberData(nameof(Tables))]
    public void WhatIsReceivedDecidesWhatIsSent(int table)
    {
        var random = new Random(table);
        var text = TableText.Of(table);
        var free = Mutable(table);
        var judged = 0L;
        foreach (var w in Witnesses.Value.Where(w => w.Rows[table] > 0))
        {
            var probe = new RowProbe(w);
            var rows = Enumerable.Range(0, 6).Select(_ => random.Next(w.Rows[table])).Distinct().ToArray();
            foreach (var row in rows)
            {
                var now = w.Row(table, row);
                var sent = Sent(text, now);
                foreach (var forged in Neighbours(now, free, random).Concat(Crossings(w, table, now, free, random)).Concat(Solutions(w, table, now, free, random)))
                {
                    judged++;
                    if (probe.Rejected(table, row, forged) is null && !Sent(text, forged).SetEquals(sent) && !IsCycleCount(table, text, now))
                    {
                        Assert.Fail($"{text.Table.Name}, row {row}: {string.Join(", ", Enumerable.Range(0, now.Length).Where(c => now[c] != forged[c]).Select(c => $"{text.Table.MainNames[c]} {now[c]} -> {forged[c]}"))}");
                    }
                }
            }
        }

        Assert.True(judged > 0);
        output.WriteLine($"{text.Table.Name}: {judged} forged rows, {free.Length} free columns");
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void S07_NoTwoCellsHideAMultipleOfTheFieldsSize(int table)
    {
        // p = 1 + ((p - 1)/2^k)·2^k: a cell of weight 1 and one of weight 2^k may change together without a constraint noticing; ranges must.
        var random = new Random(table);
        var text = TableText.Of(table);
        var free = Mutable(table);
        var silent = 0;
        foreach (var w in Witnesses.Value.Where(w => w.Rows[table] > 0).Take(3))
        {
            var probe = new RowProbe(w);
            foreach (var row in Enumerable.Range(0, 4).Select(_ => random.Next(w.Rows[table])).Distinct())
            {
                var now = w.Row(table, row);
                var sent = Sent(text, now);
                foreach (var k in Weights)
                {
                    long high = (Fp.Modulus - 1) >> k;
                    foreach (var (i, j, sign) in from i in free from j in free where i != j from sign in Signs select (i, j, sign))
                    {
                        var forged = With(With(now, (i, sign)), (j, sign * high));
                        silent += text.Broken(forged, null, []) is null ? 1 : 0;
                        if (probe.Rejected(table, row, forged) is null && !IsCycleCount(table, text, now))
                        {
                            Assert.True(Sent(text, forged).SetEquals(sent), $"{text.Table.Name}, row {row}: {text.Table.MainNames[i]}, {text.Table.MainNames[j]}, 2^{k}");
                        }
                    }
                }
            }
        }

        output.WriteLine($"{text.Table.Name}: {silent} changes that no constraint notices");
    }

    // The cycle count is the prover's to choose.
    private static bool IsCycleCount(int table, TableText text, Fp[] row) => table == (int)InstructionClass.Ecall && row[text["is_cycles"]] == Fp.One;

    private static HashSet<(BusTuple, long)> Sent(TableText text, Fp[] row) =>
        [.. text.Tuples(row, []).Where(t => t.IsSend && !Providers.IsLookup(t.Tuple.Bus)).Select(t => (t.Tuple, t.Net))];

    // Columns that no received tuple of State or Memory and no instruction tuple contains. (What comes back on the Device bus is chosen by the row as well.)
    private static int[] Mutable(int table)
    {
        var compiled = Rv32Circuit.System.Tables[table];
        var bound = compiled.Fractions.Where(f => f.Bus == Bus.Program).Concat<Stark.Air.CompiledTuple>(compiled.Pairs.Select(p => p.Consumed)).SelectMany(f => f.Columns).ToHashSet();
        return [.. Enumerable.Range(0, compiled.DeclaredMain).Where(c => !bound.Contains(c) && compiled.Table.MainNames[c] != "is_real")];
    }

    // One or two cells by edge deltas, all of them; three by chance.
    private static IEnumerable<Fp[]> Neighbours(Fp[] now, int[] free, Random random)
    {
        for (var i = 0; i < free.Length; i++)
        {
            foreach (var d in Deltas)
            {
                var one = With(now, (free[i], d));
                yield return one;
                for (var j = 0; j < i; j++)
                {
                    yield return With(one, (free[j], Deltas[random.Next(Deltas.Length)]));
                    yield return With(one, (free[j], Deltas[random.Next(Deltas.Length)]));
                }
            }
        }

        for (var k = 0; free.Length >= 3 && k < 3000; k++)
        {
            yield return With(With(With(now, Any()), Any()), Any());
        }

        (int, long) Any() => (free[random.Next(free.Length)], Deltas[random.Next(Deltas.Length)]);
    }

    // Free cells taken from another honest row, all or any mixture: any row, or one of another operation on the same operands.
    private static IEnumerable<Fp[]> Crossings(WitnessChecks w, int table, Fp[] now, int[] free, Random random)
    {
        var operands = OperandColumns.Where(TableText.Of(table).Table.MainNames.Contains).Select(n => TableText.Of(table)[n]).ToArray();
        var others = Enumerable.Range(0, Math.Min(w.Rows[table], 100)).Select(_ => w.Row(table, random.Next(w.Rows[table]))).ToList();
        var start = random.Next(w.Rows[table]);
        others.AddRange(Enumerable.Range(0, Math.Min(w.Rows[table], 2000)).Select(i => (start + i) % w.Rows[table]).Select(r => w.Row(table, r)).Where(r => Array.TrueForAll(operands, c => r[c] == now[c])));
        foreach (var other in others)
        {
            for (var k = 0; k < 4; k++)
            {
                var forged = (Fp[])now.Clone();
                foreach (var c in free)
                {
                    if (k == 0 || random.Next(2) == 0)
                    {
                        forged[c] = other[c];
                    }
                }

                yield return forged;
            }
        }
    }

    // One cell spoiled, and the others solved for: what comes through satisfies all constraints and finds all lookups.
    private static IEnumerable<Fp[]> Solutions(WitnessChecks w, int table, Fp[] now, int[] free, Random random)
    {
        var solver = new RowSolver(table, Providers.Of(w), random);
        var bound = Enumerable.Range(0, now.Length).Except(free).ToHashSet();
        for (var k = 0; free.Length > 0 && k < 800; k++)
        {
            var forged = (Fp[])now.Clone();
            var column = free[random.Next(free.Length)];
            forged[column] += Fp.FromInt64(Deltas[random.Next(Deltas.Length)]);
            if (solver.Repair(forged, [.. bound, column]))
            {
                yield return forged;
            }
        }
    }

    private static Fp[] With(Fp[] row, (int Column, long Delta) change)
    {
        var forged = (Fp[])row.Clone();
        forged[change.Column] += Fp.FromInt64(change.Delta);
        return forged;
    }
}
