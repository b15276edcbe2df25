using System.Text.RegularExpressions;
using FastZk.Soundness.Tests.Campaigns;
using FastZk.Soundness.Tests.Fuzzing.Explore;
using FastZk.Soundness.Tests.Fuzzing.Receipts;
using FastZk.Soundness.Tests.Report;

namespace FastZk.Soundness.Tests.Fuzzing;

/// <summary>The first seeds of each campaign of mutations: 100,000 cases between them. The ledger has the millions.</summary>
public sealed partial class FuzzingTests
{
    private const long MostBytes = 50_000_000;

    [Fact]
    public void S18_EditedReceiptsAreRejected()
    {
        var count = Run("receipts", 30_000);
        Assert.InRange(count.Void, 0, 3000);

        // Every reason for a rejection is met, and a good share of the cases gets past the last grinding nonce.
        Assert.All(RejectionReasons.All, r => Assert.True((r.Never is null) == count.Held.Keys.Any(k => k.Contains(r.Pattern, StringComparison.Ordinal)), r.Pattern));
        var deep = RejectionReasons.All.Skip(RejectionReasons.FirstOpening).Select(r => r.Pattern);
        Assert.InRange(count.Held.Where(h => deep.Any(d => h.Key.EndsWith(d, StringComparison.Ordinal))).Sum(h => h.Value), count.HeldCases / 5, count.HeldCases);
    }

    [CompilerFact]
    public void S18_TheVerifierInCAgreesAboutEditedReceipts()
    {
        var count = Run("agreement", 1_000);
        Assert.All(["both accept", "both reject"], k => Assert.InRange(count.Held.GetValueOrDefault(k), 12, 1_000));
    }

    [Fact]
    public void S15_EditedKeysImageIdsAndHeadsParseToThemselvesOrNotAtAll()
    {
        var count = Run("parsing", 30_000);
        Assert.All(["key: decoded", "text: read", "text: refused"], k => Assert.InRange(count.Held.GetValueOrDefault(k), 1000, 20_000));
        Assert.InRange(count.Held.Where(h => h.Key.StartsWith("receipt: parsed", StringComparison.Ordinal)).Sum(h => h.Value), 1000, 20_000);
    }

    [Fact]
    public void S22_EditedElfFilesAreRefusedOrRun()
    {
        var count = Run("elf", 38_000);
        Assert.InRange(count.Held.Where(h => h.Key.StartsWith("ran", StringComparison.Ordinal)).Sum(h => h.Value), count.HeldCases / 10, count.HeldCases * 9 / 10);
        Assert.All(Enum.GetNames<Vm.ElfError>().Except(["EmptyFile", "ImageTooLarge"]), e => Assert.True(count.Held.ContainsKey($"refused: {e}"), e));
    }

    [Fact]
    public void S18_AnyCommandLineEndsWithADocumentedStatus()
    {
        var count = Run("arguments", 2_000);
        Assert.All(["run: ran", "run: status 125", "verify: status 0", "verify: status 1", "verify: status 2", "inspect: status 0", "prove: status 2", "image-id: status 2", "demo: status 2"],
            k => Assert.True(count.Held.ContainsKey(k), k));
    }

    [Theory]
    [InlineData("receipts")]
    [InlineData("elf")]
    public void S18_TheCorpusStaysHarmless(string name)
    {
        var target = Target.All.Single(t => t.Name == name);
        var entries = Corpus.Read(Corpus.PathOf(name));
        Assert.NotEmpty(entries);
        foreach (var (original, delta) in entries)
        {
            // Where the original has changed, the delta makes some other input of it: as good a test.
            var result = target.Judge(original, delta.Apply(target.Originals[original]));
            Assert.False(result.Verdict == Verdict.Broke, $"{original}: {delta}: {result}");
        }
    }

    [Fact]
    public void EveryReasonInTheSourcesIsListed()
    {
        string[] files =
        [
            "FastZk/Verifier.cs", "FastZk/Receipts/ReceiptFormat.cs", "FastZk/Receipts/ProgramKey.cs", "FastZk.Stark/Verify/StarkVerifier.cs", "FastZk.Stark/Verify/DeepCheck.cs",
            "FastZk.Stark/Verify/FriCheck.cs", "FastZk.Stark/Verify/OpenedRows.cs", "FastZk.Stark/Security/ProofShape.cs", "FastZk.Stark/Security/SecurityParameters.cs",
        ];
        var found = files.SelectMany(f => File.ReadLines(Repository.Path("src/" + f)))
            .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .SelectMany(line => Literal().Matches(line)).Select(m => Hole().Replace(m.Groups[1].Value, "*"))
            .Where(text => text.Count(c => c == ' ') >= 3).ToHashSet();
        Assert.Equal(found.Order(StringComparer.Ordinal), RejectionReasons.All.Select(r => r.Pattern).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ASeedIsOneCase()
    {
        foreach (var campaign in Campaign.All.Where(c => c.Name is "receipts" or "parsing" or "elf" or "arguments"))
        {
            using ICampaignWorker a = campaign.Start(), b = campaign.Start();
            for (var seed = 0UL; seed < 50; seed++)
            {
                a.Run(seed);
            }

            for (var seed = 50UL; seed < 90; seed++)
            {
                Assert.Equal(a.Run(seed), b.Run(seed));
            }
        }
    }

    private static CampaignCount Run(string name, ulong cases)
    {
        var count = CampaignRunner.Run(Campaign.All.Single(c => c.Name == name), 0, cases, Math.Min(2, Environment.ProcessorCount));
        Assert.Empty(count.Failures);
        Assert.InRange(count.MostAllocatedBytes, 0, MostBytes);
        return count;
    }

    [GeneratedRegex("""\$?"((?:[^"\\]|\\.)*)"(?!u8)""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Hole();
}
