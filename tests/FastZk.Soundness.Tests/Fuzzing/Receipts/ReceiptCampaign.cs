using FastZk.Soundness.Tests.Campaigns;

namespace FastZk.Soundness.Tests.Fuzzing.Receipts;

/// <summary>Receipts changed by someone who knows their form, and blindly. None may be accepted, whatever it says of itself; each is rejected with a reason.</summary>
internal sealed class ReceiptCampaign : Campaign
{
    public override string Name => "receipts";

    public override string Lines => "S15 S16 S17 S18";

    public override string Summary => "A receipt with one to six edits is rejected with a reason, for its program and for the one that it names.";

    public override int Version => 1;

    public override ICampaignWorker Start() =>
        new ReceiptWorker(r => r.IsChanged ? ReceiptWorker.Judge(r.Bytes, r.Seed.ImageId, r.Seed.ExitCode) : CaseResult.Void("unchanged"));
}

/// <summary>Edits receipts, by seeds, and asks a judge.</summary>
internal sealed class ReceiptWorker : ICampaignWorker
{
    // So many seeds in a row start from one receipt: its bytes stay in the cache, its shape in the verifier's.
    private const ulong SeedsOfAReceipt = 32;

    private readonly EditedReceipt[] _receipts = [.. SeedReceipts.All.Select(s => new EditedReceipt(s))];
    private readonly Repair _repair = new();
    private readonly Dice _dice = new(0);
    private readonly EditContext _context;
    private readonly Func<EditedReceipt, CaseResult> _judge;

    public ReceiptWorker(Func<EditedReceipt, CaseResult> judge)
    {
        _context = new(_dice, _repair);
        _judge = judge;
    }

    public CaseResult Run(ulong seed)
    {
        _dice.Reset(seed / SeedsOfAReceipt);
        var receipt = _receipts[_dice.Below(_receipts.Length)];
        _dice.Reset(~seed);
        try
        {
            for (var edits = _dice.OneIn(4) ? _dice.Between(2, 7) : 1; edits > 0; edits--)
            {
                ReceiptEdits.Draw(_dice).Apply(receipt, _context);
            }

            return _judge(receipt);
        }
        finally
        {
            receipt.Restore();
        }
    }

    // An exchange may have put together an honest receipt: that one is no forgery.
    private static CaseResult Accepted(ReadOnlySpan<byte> bytes, string kind)
    {
        foreach (var s in SeedReceipts.All)
        {
            if (s.IsHonest && bytes.SequenceEqual(s.Bytes))
            {
                return CaseResult.Void("another honest receipt");
            }
        }

        return CaseResult.Broke(kind, "");
    }

    /// <summary>Verifies for a program and an exit code, and then for those that the receipt names.</summary>
    public static CaseResult Judge(ReadOnlySpan<byte> bytes, ImageId imageId, uint exitCode)
    {
        var result = Verifier.Verify(bytes, imageId, exitCode);
        var first = RejectionReasons.IndexOf(result.Reason);
        if (result.IsAccepted || first < 0)
        {
            return result.IsAccepted ? Accepted(bytes, "accepted") : CaseResult.Broke("unknown reason", result.Reason);
        }

        var head = ReceiptFormat.TryDecode(bytes, Verifier.DefaultMaxJournalBytes, out _);
        if (head is null || head.Key.ImageId == imageId && head.ExitCode == exitCode)
        {
            return CaseResult.Held(RejectionReasons.All[first].Pattern);
        }

        var own = Verifier.Verify(bytes, head.Key.ImageId, head.ExitCode);
        var second = RejectionReasons.IndexOf(own.Reason);
        return own.IsAccepted ? Accepted(bytes, "accepted as what it names")
            : second < 0 ? CaseResult.Broke("unknown reason", own.Reason)
            : CaseResult.Held(Kinds.Value[first, second]);
    }

    public void Dispose() => _repair.Dispose();

    private static readonly Lazy<string[,]> Kinds = new(() =>
    {
        var all = RejectionReasons.All;
        var kinds = new string[all.Count, all.Count];
        for (var i = 0; i < all.Count; i++)
        {
            for (var j = 0; j < all.Count; j++)
            {
                kinds[i, j] = $"{all[i].Pattern}; for the run that it names: {all[j].Pattern}";
            }
        }

        return kinds;
    });
}
