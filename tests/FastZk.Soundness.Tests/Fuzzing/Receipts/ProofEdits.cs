using System.Buffers.Binary;
using FastZk.Field;

namespace FastZk.Soundness.Tests.Fuzzing.Receipts;

/// <summary>Changes to the proof of a receipt, in place, by what its parts are.</summary>
internal static class ProofEdits
{
    public static IReadOnlyList<ReceiptEdit> All { get; } =
    [
        new("committed part", 14, (r, c) => Change(r, c, c.Part(r.Map.CommittedGroups))),
        new("opened part", 40, (r, c) => Change(r, c, c.Part(r.Map.OpenedGroups))),
        new("two parts of a sort exchanged", 5, (r, c) => Exchange(r, c, r.Map.OpenedGroups)),
        new("a part of a sort doubled", 5, (r, c) => Double(r, c, r.Map.OpenedGroups)),
        new("a sum moved between totals", 3, MoveTotal),
        new("values off, their sum right", 3, (r, c) => ShiftPiece(r, c)),
        new("nonce", 3, (r, c) => Nonce(r, c)),
        new("committed part, then repaired", 4, (r, c) => Repaired(r, c, r.Map.CommittedGroups)),
        new("head, then repaired", 3, (r, c) =>
        {
            HeadEdits.All[c.Dice.Below(HeadEdits.All.Count)].Apply(r, c);
            c.Repair.Run(r, queries: c.Dice.OneIn(16));
        }),
        new("bits anywhere", 4, (r, c) =>
        {
            for (var k = c.Dice.Length(8); k > 0; k--)
            {
                Flip(r, c, c.Dice.Below(r.Length), 1);
            }
        }),
        new("bytes anywhere", 2, (r, c) => c.Dice.Fill(r.Write(c.Dice.Below(r.Length), c.Dice.Length(256)))),
    ];

    // The word that stands there, off by what an arithmetic of 31 bits may overlook, or an edge of it.
    private static uint Bent(EditContext c, uint word) => c.Dice.Below(12) switch
    {
        0 => Fp.Modulus,
        1 => Fp.Modulus - 1,
        2 => word + Fp.Modulus,
        3 => uint.MaxValue,
        4 => 0,
        5 => word + 1,
        6 => word - 1,
        7 => word ^ 0x8000_0000,
        8 => Fp.Modulus - word,
        9 => word ^ 1u << c.Dice.Below(32),
        10 => (uint)c.Dice.Below((int)Fp.Modulus),
        _ => (uint)c.Dice.Bits(),
    };

    private static void Change(EditedReceipt r, EditContext c, WirePart part)
    {
        switch (part.Kind)
        {
            case PartKind.Field:
            case PartKind.Salt:
                for (var k = c.Dice.OneIn(8) ? c.Dice.Length(16) : 1; k > 0; k--)
                {
                    var at = part.Start + 4 * c.Dice.Below(part.Length / 4);
                    r.Set(at, Bent(c, r.Word(at)));
                }

                break;
            case PartKind.Digest:
                var digest = part.Start + 32 * c.Dice.Below(part.Length / 32);
                switch (c.Dice.Below(4))
                {
                    case 0:
                        Flip(r, c, digest, 32);
                        break;
                    case 1:
                        r.Write(digest, 32).Clear();
                        break;
                    case 2:
                        c.Dice.Fill(r.Write(digest, 32));
                        break;
                    default:
                        Copy(r, part.Start + 32 * c.Dice.Below(part.Length / 32), digest, 32);
                        break;
                }

                break;
            case PartKind.Nonce:
                Nonce(r, c, part);
                break;
            default:
                Flip(r, c, part.Start, part.Length);
                break;
        }
    }

    private static void Nonce(EditedReceipt r, EditContext c) =>
        Nonce(r, c, c.Part([.. r.Map.CommittedGroups.Where(g => g[0].Kind == PartKind.Nonce)]));

    private static void Nonce(EditedReceipt r, EditContext c, WirePart part)
    {
        var nonce = part.End <= r.Length ? BinaryPrimitives.ReadUInt64LittleEndian(r.Bytes[part.Start..]) : 0;
        nonce = c.Dice.Below(4) switch { 0 => nonce + 1, 1 => nonce ^ 1UL << c.Dice.Below(64), 2 => ulong.MaxValue, _ => (ulong)c.Dice.Below(1 << 16) };
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, nonce);
        r.Set(part.Start, bytes);
    }

    private static void Exchange(EditedReceipt r, EditContext c, WirePart[][] groups)
    {
        var group = groups[c.Dice.Below(groups.Length)];
        var (a, b) = Two(group, c);
        if (a.Kind == PartKind.Digest)
        {
            (a, b) = (DigestOf(c, a), DigestOf(c, a));
        }

        if (a.End <= r.Length && b.End <= r.Length)
        {
            var held = r.Bytes.Slice(a.Start, a.Length).ToArray();
            Copy(r, b.Start, a.Start, a.Length);
            r.Set(b.Start, held);
        }
    }

    private static void Double(EditedReceipt r, EditContext c, WirePart[][] groups)
    {
        var group = groups[c.Dice.Below(groups.Length)];
        var (a, b) = Two(group, c);
        if (a.Kind == PartKind.Digest)
        {
            (a, b) = (DigestOf(c, a), DigestOf(c, a));
        }

        Copy(r, a.Start, b.Start, a.Length);
    }

    private static (WirePart, WirePart) Two(WirePart[] group, EditContext c)
    {
        var (a, b) = (c.Dice.Below(group.Length), c.Dice.Below(group.Length));
        return (group[a], group[a == b ? (a + 1) % group.Length : b]);
    }

    private static WirePart DigestOf(EditContext c, WirePart part) => part with { Start = part.Start + 32 * c.Dice.Below(part.Length / 32), Length = 32 };

    private static void Copy(EditedReceipt r, int from, int to, int count)
    {
        if (from + count <= r.Length)
        {
            r.Set(to, r.Bytes.Slice(from, count).ToArray());
        }
    }

    // The buses still balance.
    private static void MoveTotal(EditedReceipt r, EditContext c)
    {
        var totals = r.Map["totals"];
        var (a, b) = (totals.Start + 20 * c.Dice.Below(totals.Length / 20), totals.Start + 20 * c.Dice.Below(totals.Length / 20));
        var d = Element(c);
        Add(r, a, d);
        Add(r, b, -d);
    }

    // A piece of the quotient is worth Σ x^k·v_k: -x·d on one value and d on the next leave it.
    private static void ShiftPiece(EditedReceipt r, EditContext c)
    {
        var first = r.Map["values"].End - 20 * (5 * c.Dice.Between(1, 4) - c.Dice.Below(4));
        var d = Element(c);
        Add(r, first, -(Fp5.X * d));
        Add(r, first + 20, d);
        if (c.Dice.OneIn(4))
        {
            c.Repair.Run(r, queries: c.Dice.OneIn(16));
        }
    }

    private static Fp5 Element(EditContext c)
    {
        Fp Limb() => Fp.FromUInt32((uint)c.Dice.Below((int)Fp.Modulus));
        return new(Limb(), Limb(), Limb(), Limb(), Limb());
    }

    private static void Add(EditedReceipt r, int at, Fp5 d)
    {
        for (var k = 0; k < 5; k++)
        {
            var word = r.Word(at + 4 * k);
            if (word < Fp.Modulus)
            {
                r.Set(at + 4 * k, (Fp.FromUInt32(word) + d[k]).ToUInt32());
            }
        }
    }

    private static void Repaired(EditedReceipt r, EditContext c, WirePart[][] groups)
    {
        Change(r, c, c.Part(groups));
        c.Repair.Run(r, queries: c.Dice.OneIn(16));
    }

    private static void Flip(EditedReceipt r, EditContext c, int at, int count)
    {
        var bytes = r.Write(at, count);
        if (bytes.Length > 0)
        {
            bytes[c.Dice.Below(bytes.Length)] ^= (byte)(1 << c.Dice.Below(8));
        }
    }
}
