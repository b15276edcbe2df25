using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Memory;
using FastZk.Soundness.Tests.Campaigns;
using FastZk.Stark.Security;
using FastZk.Tests;
using Xunit.Abstractions;

namespace FastZk.Soundness.Tests.ZeroKnowledge;

/// <summary>Z01: what receipts of real guests open looks fresh, uniform and independent, of columns that are constant in the witness too; and the test can fail.</summary>
public sealed class UniformityTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("fast", 24)]
    [InlineData("compact", 8)]
    public void Z01_OpenedValuesAreUniform(string profile, int receipts)
    {
        using var program = Guests.Load("key_ownership");
        var pool = new Uniformity();
        for (var i = 0; i < receipts; i++)
        {
            using var prover = new Prover(new() { Threads = 2, Profile = Profile.All.Single(p => p.Name == profile), Seed = UniformityCampaign.Key((ulong)i) });
            pool.Add(OpenedReceipt.Of(prover.Prove(program, new byte[64])));
        }

        output.WriteLine($"{pool.Judged} counts, {pool.SharedPlaces} places opened twice");
        Assert.Empty(pool.Suspicions());
        Assert.True(pool.Judged > 1000 && pool.SharedPlaces > 100, $"{pool.Judged} counts, {pool.SharedPlaces} places opened twice");
    }

    [Fact]
    public void Z01_ManyColumnsOfTheWitnessAreConstant()
    {
        using var program = Guests.Load("key_ownership");
        using var w = new WitnessChecks(program.Elf, new byte[64]);
        var constant = w.Witness.Tables.Sum(t => Enumerable.Range(0, t.Main.Columns).Count(c => t.Main.Column(c)[..w.ActiveRows(t.Table)].IndexOfAnyExcept(t.Main.Column(c)[0]) < 0));
        // They are among the columns of Z01_OpenedValuesAreUniform, which sees no difference.
        Assert.True(constant > 30, $"{constant} columns");
    }

    [Fact]
    public void Z01_TheFirstReceiptsOfTheCampaignHold()
    {
        var campaign = Campaign.All.Single(c => c.Name == "uniformity");
        Assert.Empty(CampaignRunner.Run(campaign, 0, 4, 1).Failures);
    }

    /// <summary>Random cells as the prover fills them: uniform, and no run of them twice.</summary>
    [Fact]
    public void Z01_RandomCellsAreFreshAndUniform()
    {
        var cells = new RandomCells();
        for (ulong seed = 0; seed < 2; seed++)
        {
            MaskedProof.Create(seed, (_, main, active) => cells.Add(main, 0, active), (t, auxiliary, active) => cells.Add(auxiliary, 5, active));
        }

        Assert.Empty(cells.Suspicions());
        Assert.True(cells.Count > 500_000, $"{cells.Count} cells");
        // Of the same seed nothing is fresh.
        MaskedProof.Create(0, (_, main, active) => cells.Add(main, 0, active));
        Assert.NotEmpty(cells.Suspicions());
    }

    public static TheoryData<string> Faults => ["none", "no masks", "one mask for neighbours", "one seed twice", "short masks"];

    /// <summary>Provers whose masks are missing or used again make receipts that verify; what is counted tells them from those of a prover without faults.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public void Z01_MissingMasksAreNoticed(string fault)
    {
        var pool = new Uniformity();
        for (ulong i = 0; i < 6; i++)
        {
            var receipt = MaskedProof.Create(fault == "one seed twice" ? i / 2 : i, Main);
            using var program = Guests.Load("key_ownership");
            Assert.True(Verifier.Verify(receipt, program.ImageId).IsAccepted);
            pool.Add(OpenedReceipt.Of(receipt));
        }

        var suspicions = pool.Suspicions();
        output.WriteLine(string.Join("\n", suspicions.Take(20)));
        Assert.Equal(fault == "none", suspicions.Count == 0);

        // The first five columns, ten where there are pairs, keep their mask row: it masks the table's sum and product too.
        void Main(int table, ColumnMatrix main, int active)
        {
            var first = Rv32Circuit.System.Tables[table].Pairs.Length > 0 ? 10 : 5;
            for (var c = first; c < main.Columns; c++)
            {
                switch (fault)
                {
                    case "no masks":
                        main.Column(c)[active..].Clear();
                        break;
                    case "one mask for neighbours" when c > first:
                        main.Column(first)[active..].CopyTo(main.Column(c)[active..]);
                        break;
                    case "short masks" when c > first:
                        // All but one of the random rows are zero: what is left moves all values of a column together, and neighbours' alike.
                        main.Column(c)[active..].Clear();
                        main.Column(c)[active] = main.Column(first)[active];
                        break;
                }
            }
        }
    }
}
