using FastZk.Field;
using FastZk.Stark.Air;
using FastZk.Stark.Check;

namespace FastZk.Circuits.Tests;

/// <summary>S19: what prover and verifier evaluate is what the tables declare, for every constraint and every fraction of the circuit.</summary>
public class CompiledProgramTests
{
    public static TheoryData<int> Tables => [.. Enumerable.Range(0, Rv32Circuit.System.Tables.Length)];

    [Theory]
    [MemberData(nameof(Tables))]
    public void S19_TheCompiledTableSaysWhatIsDeclared(int id)
    {
        var random = new Random(id);
        foreach (var t in new[] { Rv32Circuit.System.Tables[id], Rv32Circuit.System.DenseTables[id] })
        {
            var declared = t.Table.Constraints;
            Assert.Equal(declared.Where(c => !c.IsTransition).Select(c => c.Name), t.RowConstraints.Select(c => c.Name));
            Assert.Equal(declared.Where(c => c.IsTransition).Select(c => c.Name), t.TransitionConstraints.Select(c => c.Name));
            Assert.Equal(t.Table.FirstConstraints.Select(c => c.Name), t.FirstConstraints.Select(c => c.Name));
            Assert.Equal(t.Table.Interactions.Count, t.Fractions.Length);
            for (var trial = 0; trial < 8; trial++)
            {
                Fp[] now = Cells(t.MainColumns), next = Cells(t.MainColumns), fixedNow = Cells(t.FixedColumns);
                var slots = new Fp[t.ConstraintProgram.SlotCount];
                Fp[] inputs = [.. now, .. fixedNow, .. t.NextColumns.Select(c => next[c])];
                inputs.CopyTo(slots, 0);
                ScalarProgram.Run(t.ConstraintProgram, slots);
                var at = 0;
                foreach (var value in t.RowConstraints.Concat(t.TransitionConstraints).Select(c => c.Value).Concat(t.FirstConstraints.Select(c => c.Value)))
                {
                    Assert.Equal(TableText.Value(value, now, next, fixedNow), slots[t.ConstraintProgram.FirstOutput + at++]);
                }

                foreach (var f in t.Fractions)
                {
                    var m = TableText.Value(f.Source.Multiplicity, now, null, fixedNow);
                    Assert.Equal(f.Source.IsSend ? m : -m, slots[t.ConstraintProgram.FirstOutput + at++]);
                    Says(f, f.Source.Message);
                }

                Assert.Equal(t.Table.Pairs.Count, t.Pairs.Length);
                foreach (var p in t.Pairs)
                {
                    Says(p.Consumed, p.Source.Consumed);
                    Says(p.Produced, p.Source.Produced);
                    Assert.Equal((p.Source.Bus, p.Source.Bus), (p.Consumed.Bus, p.Produced.Bus));
                }

                void Says(CompiledTuple tuple, IReadOnlyList<Expression> entries)
                {
                    Assert.Equal(entries.Count, tuple.Constants.Length);
                    for (var k = 0; k < entries.Count; k++)
                    {
                        var sum = tuple.Constants[k];
                        for (var c = 0; c < tuple.Columns.Length; c++)
                        {
                            sum += tuple.Weights[c][k] * (tuple.Columns[c] < t.MainColumns ? now[tuple.Columns[c]] : fixedNow[tuple.Columns[c] - t.MainColumns]);
                        }

                        Assert.Equal(TableText.Value(entries[k], now, null, fixedNow), sum);
                    }
                }
            }
        }

        Fp[] Cells(int count) => [.. Enumerable.Range(0, count).Select(_ => Fp.FromUInt32((uint)random.NextInt64(Fp.Modulus)))];
    }
}
