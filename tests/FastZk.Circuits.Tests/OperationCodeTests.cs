using FastZk.Field;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tests;

/// <summary>S05: selectors are one-hot, and no combination of flags stands for an instruction that it does not declare.</summary>
public class OperationCodeTests
{
    private static readonly int[] Amounts = [0, 15, 16, 31];

    public static TheoryData<int> Tables => [.. Enumerable.Range(0, InstructionClasses.Count)];

    [Fact]
    public void S05_CodesAreDifferentAndNotZero()
    {
        var codes = new Dictionary<uint, string>();
        foreach (var opcode in Enum.GetValues<Opcode>().Where(o => InstructionClasses.Of(o) is not null))
        {
            foreach (var amount in Amounts)
            {
                var code = Op.Of(new Instruction(opcode, 1, 2, 3, amount));
                var isShift = opcode is Opcode.Slli or Opcode.Srli or Opcode.Srai;
                var name = InstructionClasses.Of(opcode) == InstructionClass.Constant ? "constant" : isShift ? $"{opcode} {amount / 16}" : $"{opcode}";
                Assert.NotEqual(0u, code);
                Assert.True(codes.TryAdd(code, name) || codes[code] == name, $"{name} and {codes[code]} have code {code}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void S05_AcceptedFlagsAreOneHotAndNameAnInstructionOfTheClass(int table)
    {
        var text = TableText.Of(table);
        var program = text.Interactions.Single(i => i.Bus == Bus.Program);
        var flags = Enumerable.Range(0, text.Table.MainNames.Count)
            .Where(c => text.Table.MainNames[c].StartsWith("is_", StringComparison.Ordinal) || text.Table.MainNames[c] is "left_low" or "left_high" or "right_low" or "right_high" or "arithmetic")
            .Where(c => text.Table.MainNames[c] != "is_full").ToArray();
        var declared = Enum.GetValues<Opcode>().Where(o => InstructionClasses.Of(o) == (InstructionClass)table)
            .SelectMany(o => Amounts.Select(a => Op.Of(new Instruction(o, 1, 2, 3, a)))).ToHashSet();
        var flagConstraints = text.Table.Constraints.Where(c => OnlyReads(c.Value, flags)).ToArray();
        for (var bits = 0; bits < 1 << flags.Length; bits++)
        {
            var row = new Fp[text.Table.MainNames.Count];
            for (var k = 0; k < flags.Length; k++)
            {
                row[flags[k]] = (bits >> k & 1) != 0 ? Fp.One : Fp.Zero;
            }

            if (flagConstraints.Any(c => TableText.Value(c.Value, row, null, []) != Fp.Zero))
            {
                continue;
            }

            var real = TableText.Value(program.Multiplicity, row, null, []);
            if (bits == 0)
            {
                Assert.Equal(Fp.Zero, real);
                continue;
            }

            Assert.Equal(Fp.One, real);
            Assert.Contains(TableText.Value(program.Message[1], row, null, []).ToUInt32(), declared);
        }
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void S05_FlagsAreBoolean(int table)
    {
        var text = TableText.Of(table);
        foreach (var value in new[] { 2L, -1, 3, 1L << 30 })
        {
            for (var c = 0; c < text.Table.MainNames.Count; c++)
            {
                if (text.Table.MainNames[c].StartsWith("is_", StringComparison.Ordinal) || text.Table.MainNames[c].StartsWith("sign_", StringComparison.Ordinal))
                {
                    var row = new Fp[text.Table.MainNames.Count];
                    row[c] = Fp.FromInt64(value);
                    Assert.NotNull(text.Broken(row, null, []));
                }
            }
        }
    }

    private static bool OnlyReads(Stark.Air.Expression e, int[] columns) => e.Kind switch
    {
        Stark.Air.ExpressionKind.Constant => true,
        Stark.Air.ExpressionKind.Main => columns.Contains(e.Column),
        Stark.Air.ExpressionKind.MainNext or Stark.Air.ExpressionKind.Fixed => false,
        _ => OnlyReads(e.Left!, columns) && OnlyReads(e.Right!, columns),
    };
}
