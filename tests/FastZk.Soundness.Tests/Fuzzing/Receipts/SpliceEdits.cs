namespace FastZk.Soundness.Tests.Fuzzing.Receipts;

/// <summary>Sections cut, doubled, moved, and taken from other receipts.</summary>
internal static class SpliceEdits
{
    public static IReadOnlyList<ReceiptEdit> All { get; } =
    [
        new("a part of another receipt", 6, (r, c) => Transplant(r, c, r.Map.Groups)),
        new("an opened part of another receipt", 6, (r, c) => Transplant(r, c, r.Map.OpenedGroups)),
        new("a committed part of another receipt, then repaired", 1, (r, c) =>
        {
            Transplant(r, c, r.Map.CommittedGroups);
            c.Repair.Run(r, queries: c.Dice.OneIn(16));
        }),
        new("the head of another receipt", 1, (r, c) =>
        {
            var other = c.Other(r.Seed);
            r.Replace(0, r.Map["main root"].Start, other.Bytes.AsSpan(0, other.Map["main root"].Start));
        }),
        new("the end of another receipt", 1, EndOfAnother),
        new("a section gone", 1, (r, c) =>
        {
            var part = c.Part(r.Map.Groups);
            r.Replace(part.Start, part.Length, default);
        }),
        new("a section twice", 1, (r, c) =>
        {
            var part = c.Part(r.Map.Groups);
            if (part.End <= r.Length)
            {
                r.Replace(part.End, 0, r.Bytes[part.Start..part.End].ToArray());
            }
        }),
        new("a section elsewhere", 1, (r, c) =>
        {
            var part = c.Part(r.Map.Groups);
            if (part.End <= r.Length)
            {
                var bytes = r.Bytes[part.Start..part.End].ToArray();
                r.Replace(part.Start, part.Length, default);
                r.Replace(c.Part(r.Map.Groups).Start, 0, bytes);
            }
        }),
        new("bytes put in or taken out", 1, (r, c) =>
        {
            Span<byte> insert = stackalloc byte[c.Dice.Below(65)];
            c.Dice.Fill(insert);
            r.Replace(c.Dice.Below(r.Length), c.Dice.Below(65), insert);
        }),
        new("cut", 2, (r, c) => r.Cut(c.Dice.OneIn(3) ? r.Length - c.Dice.Length(64) : c.Dice.OneIn(2) ? c.Part(r.Map.Groups).Start : c.Dice.Below(r.Length))),
        new("longer", 2, (r, c) =>
        {
            Span<byte> more = stackalloc byte[c.Dice.Length(128)];
            if (c.Dice.OneIn(2))
            {
                c.Dice.Fill(more);
            }

            r.Replace(r.Length, 0, more);
        }),
    ];

    // The part that stands in the other receipt where this one stands: cut or filled up to its length.
    private static void Transplant(EditedReceipt r, EditContext c, WirePart[][] groups)
    {
        var part = c.Part(groups);
        var other = c.Other(r.Seed);
        var same = other.Map.Groups.FirstOrDefault(g => g[0].Name == part.Name);
        var from = same is null ? c.Part(other.Map.Groups) : same[c.Dice.Below(same.Length)];
        r.Set(part.Start, other.Bytes.AsSpan(from.Start, Math.Min(from.Length, part.Length)));
    }

    private static void EndOfAnother(EditedReceipt r, EditContext c)
    {
        var part = c.Part(r.Map.Groups);
        var other = c.Other(r.Seed);
        var same = other.Map.Groups.FirstOrDefault(g => g[0].Name == part.Name);
        var from = same is null ? part.Start : same[0].Start;
        r.Replace(part.Start, r.Length, other.Bytes.AsSpan(Math.Min(from, other.Bytes.Length)));
    }
}
