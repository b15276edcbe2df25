using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Stark.Lookup;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;

namespace FastZk.Stark.Tests;

/// <summary>Dishonest provers: spoilt witnesses, spoilt sums, spoilt quotients, with the prover's own checks on and off.</summary>
public sealed class SoundnessTests
{
    private const int Rows = 90;

    private static ToyHeights Heights(byte profile) => profile == 1 ? new(10, 10, 11, 10, 16, 10) : new(9, 10, 9, 9, 16, 9);

    private static string? Run(byte profile, Action<Witness>? change, ProverFaults? faults)
    {
        try
        {
            return ToyProof.Create(Profile.OfId(profile)!, Heights(profile), Rows, change: change, faults: faults).Verify();
        }
        catch (StarkProverException e)
        {
            return e.Message;
        }
    }

    public static TheoryData<byte, int, int> Columns()
    {
        var data = new TheoryData<byte, int, int>();
        foreach (var t in ToySystem.System.Tables)
        {
            for (var c = 0; c < t.DeclaredMain; c++)
            {
                data.Add(1, t.Id, c);
                data.Add(2, t.Id, c);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Columns))]
    public void S19_a_corrupted_cell_is_rejected(byte profile, int table, int column)
    {
        var last = Profile.OfId(profile)!.ActiveRows(Heights(profile).Of(table)) - 1;
        foreach (var row in new[] { 0, 41, last })
        {
            foreach (var faults in new[] { null, new ProverFaults() })
            {
                var reason = Run(profile, w =>
                {
                    ref var cell = ref w.Tables[table].Main.Column(column)[row];
                    cell = (Fp.FromRawUnchecked(cell) + (faults is null ? Fp.One : Fp.FromUInt32(12345))).Raw;
                }, faults);
                Assert.True(reason is not null, $"row {row}, prover's check {(faults is null ? "on" : "off")}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S06_a_row_of_padding_that_sends_is_rejected(byte profile)
    {
        var reason = Run(profile, w => w.Tables[ToySystem.Square].Main.Column(0)[Rows + 3] = Fp.One.Raw, new ProverFaults());
        Assert.NotNull(reason);
    }

    /// <summary>Zeros over all active rows obey every transition and send to each other what they receive; only the first row's constraint asks where they begin.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(2, false)]
    public void S28_a_chain_without_a_beginning_is_rejected(byte profile, bool begins)
    {
        var reason = Run(profile, w =>
        {
            var loop = w.Tables[ToySystem.Loop];
            var rows = Profile.OfId(profile)!.ActiveRows(loop.LogHeight);
            for (var c = 0; c < loop.Main.Columns; c++)
            {
                loop.Main.Column(c).Clear();
            }

            loop.Main.Column(3)[..rows].Fill(Fp.One.Raw);
            // The same with a beginning and an end is a valid witness.
            loop.Main.Column(4)[0] = loop.Main.Column(5)[rows - 1] = begins ? Fp.One.Raw : 0;
        }, new ProverFaults());
        Assert.Equal(begins ? null : "the constraints do not hold at the out-of-domain point", reason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S14_an_unbalanced_bus_is_rejected(byte profile)
    {
        Assert.Equal("the buses do not balance", Run(profile, Unbalance, null));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S14_totals_that_only_pretend_to_balance_are_rejected(byte profile)
    {
        // The prover sends, for one table, the total that would make the sum vanish.
        var faults = new ProverFaults
        {
            Totals = (challenge, t) =>
            {
                Assert.True(new ToyInputs(3, Rows).BusSum(challenge, out var sum));
                foreach (var x in t)
                {
                    sum += x;
                }

                Assert.NotEqual(Fp5.Zero, sum);
                t[ToySystem.Range] -= sum;
            },
        };
        Assert.Equal("the constraints do not hold at the out-of-domain point", Run(profile, Unbalance, faults));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S29_mask_constants_chosen_after_the_challenge_are_rejected(byte profile)
    {
        // An honest witness whose totals are moved against each other, as if ρ could still be chosen.
        var faults = new ProverFaults
        {
            Totals = (_, t) =>
            {
                t[ToySystem.Counter] += Fp5.X;
                t[ToySystem.Square] -= Fp5.X;
            },
        };
        Assert.Equal("the constraints do not hold at the out-of-domain point", Run(profile, null, faults));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S29_a_running_sum_that_jumps_in_the_mask_row_is_rejected(byte profile)
    {
        foreach (var back in new[] { 0, 1, 50 })
        {
            var faults = new ProverFaults
            {
                Auxiliary = (table, columns, a) =>
                {
                    if (table == ToySystem.Range)
                    {
                        ref var cell = ref columns.Column(columns.Columns - Fp5.Degree)[a - back];
                        cell = (Fp.FromRawUnchecked(cell) + Fp.One).Raw;
                    }
                },
            };
            Assert.NotNull(Run(profile, null, faults));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S29_totals_moved_together_with_the_sums_they_mask_are_rejected(byte profile)
    {
        // In the mask rows of two tables S is x more and x less, and so are the totals, which the prover takes from there: they balance and fit the
        // mask, but no step leads there.
        var faults = new ProverFaults
        {
            Auxiliary = (table, columns, a) =>
            {
                if (table is ToySystem.Counter or ToySystem.Square)
                {
                    var compiled = new[] { ToySystem.System.Tables[table], ToySystem.System.DenseTables[table] }.First(t => t.AuxiliaryColumns == columns.Columns);
                    ref var cell = ref columns.Column(compiled.SumColumn + 1)[a];
                    cell = (table == ToySystem.Counter ? Fp.FromRawUnchecked(cell) + Fp.One : Fp.FromRawUnchecked(cell) - Fp.One).Raw;
                }
            },
        };
        Assert.Equal("the constraints do not hold at the out-of-domain point", Run(profile, null, faults));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S14_a_running_sum_that_does_not_start_at_zero_is_rejected(byte profile)
    {
        var faults = new ProverFaults
        {
            Auxiliary = (table, columns, a) =>
            {
                if (table == ToySystem.Loop)
                {
                    // S stands last.
                    var column = columns.Column(columns.Columns - Fp5.Degree);
                    for (var r = 0; r <= a; r++)
                    {
                        column[r] = (Fp.FromRawUnchecked(column[r]) + Fp.One).Raw;
                    }
                }
            },
        };
        Assert.NotNull(Run(profile, null, faults));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S19_a_wrong_helper_column_is_rejected(byte profile)
    {
        foreach (var table in new[] { ToySystem.Counter, ToySystem.Loop })
        {
            var faults = new ProverFaults
            {
                Auxiliary = (id, columns, a) =>
                {
                    if (id == table)
                    {
                        columns.Column(2)[a - 1] ^= 1;
                    }
                },
            };
            Assert.Equal("the constraints do not hold at the out-of-domain point", Run(profile, null, faults));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S30_a_wrong_quotient_coefficient_is_rejected(byte profile)
    {
        var top = 1L << 16;
        foreach (var at in new[] { 0, 5, top, 2 * top - 1, 2 * top + 3 })
        {
            var faults = new ProverFaults { Quotient = q => q.Column(1)[(int)at] = (Fp.FromRawUnchecked(q.Column(1)[(int)at]) + Fp.One).Raw };
            Assert.Equal("the constraints do not hold at the out-of-domain point", Run(profile, null, faults));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void S17_an_out_of_domain_value_that_fits_the_constraints_but_not_the_column_is_rejected(byte profile)
    {
        // Two values of the pieces changed so that the identity at ζ still holds: only the low-degree test can notice.
        var faults = new ProverFaults
        {
            Values = v =>
            {
                v[^15] += Fp5.X;
                v[^14] -= Fp5.One;
            },
        };
        var reason = Run(profile, null, faults);
        Assert.NotNull(reason);
        Assert.DoesNotContain("constraints", reason);
    }

    [Fact]
    public void S14_the_bus_is_part_of_the_fingerprint_and_longer_tuples_cannot_reach_it()
    {
        var c = new LogUpChallenge(Fp5.X, new Fp5(Fp.One, Fp.One, Fp.One, Fp.One, Fp.Generator), 3);
        Fp[] m = [Fp.One, Fp.Generator, Fp.One];
        Assert.NotEqual(c.Fingerprint(0, m), c.Fingerprint(1, m));
        Assert.NotEqual(c.Fingerprint(0, m), c.Fingerprint(0, m.AsSpan(0, 2)));
        Assert.Throws<ArgumentException>(() => c.Fingerprint(0, [Fp.One, Fp.One, Fp.One, Fp.One]));
    }

    [Fact]
    public void S14_a_bus_with_tuples_of_two_lengths_is_refused()
    {
        Assert.Throws<InvalidOperationException>(() => new StarkSystem("x", [new TwoLengths()], 1, [], []));
    }

    [Fact]
    public void S14_multiplicities_that_could_wrap_are_refused()
    {
        // 30720·2^16 = p - 1.
        Assert.NotNull(ProofShape.Create(new("x", [new Heavy(1)], 1, [], []), Profile.Fast, [16], 0, out var reason));
        Assert.Null(ProofShape.Create(new("x", [new Heavy(1)], 1, [], []), Profile.Fast, [16], 1, out reason));
        Assert.Contains("wrap", reason);
        Assert.Null(ProofShape.Create(new("x", [new Heavy(2)], 1, [], []), Profile.Fast, [16], 0, out reason));
        Assert.Contains("wrap", reason);
        Assert.Null(ProofShape.Create(ToySystem.System, Profile.Fast, [16, 16, 16, 16, 16, 16], Fp.Modulus, out reason));
        Assert.Contains("wrap", reason);
    }

    [Fact]
    public void S15_shapes_with_missing_or_misplaced_tables_are_refused()
    {
        Refuse([16, 10, -1, 10, 10, 10], "missing");
        Refuse([16, 10, 10, -1, 10, 10], "missing");
        Refuse([16, 10, 10, 10, 10], "number of tables");
        Refuse([16, 10, 10, 10, 10, 10, 10], "number of tables");
        Refuse([11, 10, 10, 10, 10, 10], "highest");
        Refuse([24, 10, 10, 10, 10, 10], "bounds");
        Refuse([16, 9, 10, 10, 10, 10], "bounds");
        Refuse([16, -2, 10, 10, 10, 10], "bounds");
        Refuse([16, -128, 10, 10, 10, 10], "bounds");
        Refuse([127, 10, 10, 10, 10, 10], "bounds");

        static void Refuse(sbyte[] heights, string why)
        {
            Assert.Null(ProofShape.Create(ToySystem.System, Profile.Fast, heights, 2, out var reason));
            Assert.Contains(why, reason);
        }
    }

    private static void Unbalance(Witness w) => w.Tables[ToySystem.Range].Main.Column(0)[7] = Fp.FromUInt32(5).Raw;

    private sealed class TwoLengths : AirTable
    {
        public TwoLengths()
            : base("two lengths")
        {
            var a = Column("a");
            Send(0, a, 1, a);
            Receive(0, a, 1, a, a);
        }
    }

    private sealed class Heavy : AirTable
    {
        public Heavy(int more)
            : base("heavy")
        {
            var a = Column("a");
            Send(0, a, 30719, a);
            Receive(0, a, more, a);
        }
    }
}
