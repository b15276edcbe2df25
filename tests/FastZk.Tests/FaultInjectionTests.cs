using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Field;
using FastZk.Stark.Security;
using Xunit.Abstractions;

namespace FastZk.Tests;

/// <summary>S19, S20: a malicious prover proves witnesses with one corrupted cell, in every table; the verifier rejects them all.</summary>
public class FaultInjectionTests(ITestOutputHelper output)
{
    /// <summary>All tables with a column that the prover fills (the image table has none), and of the further instances one that a program needs.</summary>
    public static TheoryData<int> Tables =>
        [.. Rv32Circuit.System.Tables.Where(t => t.DeclaredMain > 0 && t.Instance == 0).Select(t => t.Id), Rv32Circuit.InstanceOf(Vm.Trace.InstructionClass.AddImmediate, 1)];

    [Theory]
    [MemberData(nameof(Tables))]
    public void S19_ACorruptedCellOfAnyTableIsRejected(int table)
    {
        var random = new Random(table);
        foreach (var balance in new[] { false, true })
        {
            // The smallest of the edge programs that use the table.
            var (elf, input, _) = EdgePrograms.All.Values.Where(p => Uses(p, table)).MinBy(p => p.Elf.Length);
            using var program = GuestProgram.Load(elf);
            using var w = new WitnessChecks(program.Elf, input, LeastLogTop(table));
            var probe = new RowProbe(w);
            var (row, column, now, forged) = (0, 0, default(Fp), Array.Empty<Fp>());
            do
            {
                row = random.Next(w.Rows[table]);
                forged = w.Row(table, row);
                column = random.Next(forged.Length);
                now = forged[column];
                forged[column] += Fp.FromInt64(random.Next(3) switch { 0 => 1, 1 => -1, _ => random.NextInt64(2, Fp.Modulus) });
            }
            while (probe.Caught(table, row, forged) is null);

            w.Set(table, row, TableText.Of(table).Table.MainNames[column], forged[column].ToUInt32());
            output.WriteLine($"{TableText.Of(table).Table.Name}[{row}].{TableText.Of(table).Table.MainNames[column]} {now} -> {forged[column]}");
            var exitCode = w.ExitCode;
            var result = Verifier.Verify(MaliciousProver.Prove(program, w, balance), program.ImageId, exitCode);
            Assert.False(result.IsAccepted);
        }
    }

    private static bool Uses((byte[] Elf, byte[] Input, uint) p, int table)
    {
        using var trace = Vm.Trace.Recorder.Record(Vm.ElfImage.Load(p.Elf), p.Input, new() { MaxCycles = 1 << 22 }, WitnessChecks.Context.Pool, default);
        return Circuits.Fill.WitnessBuilder.RowCounts(Vm.ElfImage.Load(p.Elf), trace, Profile.Fast, LeastLogTop(table))[table] > 0;
    }

    // So high that the circuit's tables are those of which this one is.
    private static int LeastLogTop(int table) =>
        Rv32Circuit.System.SystemTables.Contains(table) ? Rv32Circuit.System.SystemSets.First(s => s.Tables.Contains(table)).MinLogTop : ProofShape.MinLogTop;
}
