namespace FastZk.Soundness.Tests.Fuzzing.Receipts;

/// <summary>A way to change a receipt.</summary>
/// <param name="Name">for counts of what was tried.</param>
/// <param name="Weight">how often it is drawn, against the others.</param>
/// <param name="Apply">changes the receipt; may leave it as it was.</param>
internal sealed record ReceiptEdit(string Name, int Weight, Action<EditedReceipt, EditContext> Apply);

/// <summary>What edits draw on.</summary>
/// <param name="Dice">random choices of the case.</param>
/// <param name="Repair">repairs of this thread.</param>
internal sealed record EditContext(Dice Dice, Repair Repair)
{
    /// <summary>A part of one of the groups: each sort of part is as likely as any other, however many bytes it has.</summary>
    public WirePart Part(WirePart[][] groups)
    {
        var group = groups[Dice.Below(groups.Length)];
        return group[Dice.Below(group.Length)];
    }

    /// <summary>Another receipt; the twin of the same profile and program more often than not where there is one.</summary>
    public SeedReceipt Other(SeedReceipt than)
    {
        var all = SeedReceipts.All;
        var other = all[Dice.Below(all.Length)];
        if (Dice.OneIn(2))
        {
            return other;
        }

        return all.FirstOrDefault(s => s != than && s.ImageId == than.ImageId && s.Profile == than.Profile) ?? other;
    }
}

/// <summary>All edits.</summary>
internal static class ReceiptEdits
{
    private static readonly ReceiptEdit[] Wheel = [.. HeadEdits.All.Concat(ProofEdits.All).Concat(SpliceEdits.All).SelectMany(e => Enumerable.Repeat(e, e.Weight))];

    /// <summary>Draws an edit by its weight.</summary>
    public static ReceiptEdit Draw(Dice dice) => Wheel[dice.Below(Wheel.Length)];
}
