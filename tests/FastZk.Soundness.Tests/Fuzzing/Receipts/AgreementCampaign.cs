using FastZk.Soundness.Tests.Campaigns;

namespace FastZk.Soundness.Tests.Fuzzing.Receipts;

/// <summary>The verifier in C# and that in C, which was written from the documents, about the receipts of <see cref="ReceiptCampaign"/>.</summary>
internal sealed class AgreementCampaign : Campaign
{
    public override string Name => "agreement";

    public override string Lines => "S17 S18";

    public override string Summary => "The verifiers in C# and in C say the same of an edited receipt, for its program and for the one that it names.";

    public override int Version => 1;

    public override ICampaignWorker Start() => new Worker();

    private sealed class Worker : ICampaignWorker
    {
        private readonly CVerifier _other = new();
        private readonly ReceiptWorker _receipts;

        public Worker() => _receipts = new(Compare);

        public CaseResult Run(ulong seed) => _receipts.Run(seed);

        public void Dispose()
        {
            _receipts.Dispose();
            _other.Dispose();
        }

        private CaseResult Compare(EditedReceipt receipt)
        {
            var first = Ask(receipt.Bytes, receipt.Seed.ImageId, receipt.Seed.ExitCode);
            var head = ReceiptFormat.TryDecode(receipt.Bytes, Verifier.DefaultMaxJournalBytes, out _);
            return first.Verdict == Verdict.Broke || head is null || head.Key.ImageId == receipt.Seed.ImageId && head.ExitCode == receipt.Seed.ExitCode
                ? first
                : Ask(receipt.Bytes, head.Key.ImageId, head.ExitCode);
        }

        private CaseResult Ask(ReadOnlySpan<byte> bytes, ImageId imageId, uint exitCode)
        {
            var result = Verifier.Verify(bytes, imageId, exitCode);
            var other = _other.Accepts(bytes, imageId, exitCode);
            return other == result.IsAccepted
                ? CaseResult.Held(other ? "both accept" : "both reject")
                : CaseResult.Broke(other ? "only C accepts" : "only C# accepts", result.Reason);
        }
    }
}
