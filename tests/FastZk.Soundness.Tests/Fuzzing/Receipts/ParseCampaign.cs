using System.Security.Cryptography;
using FastZk.Soundness.Tests.Campaigns;
using FastZk.Stark.Security;

namespace FastZk.Soundness.Tests.Fuzzing.Receipts;

/// <summary>Everything that reads a stranger's bytes or text without verifying: program keys, ImageIds as text, receipts, and maps of receipts.</summary>
internal sealed class ParseCampaign : Campaign
{
    public override string Name => "parsing";

    public override string Lines => "S15 S18";

    public override string Summary => "Keys, ImageIds and receipts parse to what encodes to the same bytes, or not at all.";

    public override int Version => 1;

    public override ICampaignWorker Start() => new ParseWorker();
}

/// <summary>Runs cases of <see cref="ParseCampaign"/>.</summary>
internal sealed class ParseWorker : ICampaignWorker
{
    private const string Digits = "0123456789abcdefABCDEF";

    private readonly EditedReceipt[] _receipts = [.. SeedReceipts.All.Select(s => new EditedReceipt(s))];
    private readonly Repair _repair = new();
    private readonly Dice _dice = new(0);
    private readonly EditContext _context;

    public ParseWorker() => _context = new(_dice, _repair);

    public CaseResult Run(ulong seed)
    {
        _dice.Reset(~seed);
        var receipt = _receipts[_dice.Below(_receipts.Length)];
        return _dice.Below(8) switch
        {
            0 or 1 or 2 => Key(receipt.Seed),
            3 or 4 or 5 => Text(receipt.Seed.ImageId.ToString()),
            _ => Whole(receipt),
        };
    }

    private CaseResult Key(SeedReceipt seed)
    {
        var original = seed.Bytes.AsSpan(WireMap.Key, ProgramKey.Size).ToArray();
        var bytes = (byte[])original.Clone();
        for (var k = _dice.Length(4); k > 0; k--)
        {
            switch (_dice.Below(5))
            {
                case 0:
                    bytes[_dice.Below(bytes.Length)] ^= (byte)(1 << _dice.Below(8));
                    break;
                case 1:
                    bytes[_dice.Below(bytes.Length)] = (byte)_dice.EdgeWord();
                    break;
                case 2:
                    _dice.Fill(bytes.AsSpan(_dice.Below(bytes.Length)));
                    break;
                case 3 when bytes.Length >= ProgramKey.Size:
                    // Entry, heights and roots: what a key may say freely.
                    _dice.Fill(bytes.AsSpan(WireMap.KeyEntry, 4));
                    _dice.Fill(bytes.AsSpan(WireMap.KeyProfiles + 1 + WireMap.KeyProfileBytes * _dice.Below(Profile.All.Count), WireMap.KeyProfileBytes - 1));
                    break;
                default:
                    Array.Resize(ref bytes, 1 + _dice.Below(200));
                    break;
            }
        }

        var key = ProgramKey.TryDecode(bytes, out var reason);
        if (key is null)
        {
            return RejectionReasons.IndexOf(reason ?? "") < 0 ? CaseResult.Broke("key", $"reason '{reason}'") : CaseResult.Held($"key: {RejectionReasons.All[RejectionReasons.IndexOf(reason!)].Pattern}");
        }

        var again = ProgramKey.Create(key.Entry, [.. Profile.All.Select(key.Of)]);
        var hash = SHA256.HashData([.. "FastZk.ImageId.v1"u8, .. bytes]);
        if (!again.Bytes.AsSpan().SequenceEqual(bytes) || !key.Bytes.AsSpan().SequenceEqual(bytes) || key.ImageId != new ImageId(hash))
        {
            return CaseResult.Broke("key", $"{Convert.ToHexString(bytes)} does not encode to itself, or has another ImageId");
        }

        return bytes.AsSpan().SequenceEqual(original) ? CaseResult.Void("unchanged")
            : key.ImageId == seed.ImageId ? CaseResult.Broke("key", "another key has the same ImageId") : CaseResult.Held("key: decoded");
    }

    private CaseResult Text(string id)
    {
        var text = id.ToCharArray().ToList();
        for (var k = _dice.Below(4); k > 0 && text.Count > 0; k--)
        {
            var at = _dice.Below(text.Count);
            switch (_dice.Below(7))
            {
                case 0:
                    text[at] = _dice.Pick<char>(Digits);
                    break;
                case 1:
                    text[at] = char.ToUpperInvariant(text[at]);
                    break;
                case 2:
                    text[at] = (char)_dice.Below(1 << 16);
                    break;
                case 3:
                    text[at] = _dice.Pick<char>(['g', 'G', '/', ':', '@', '`', ' ', '\t', '\n', '\0', '-', '+', 'x', '\u0660', '\uFF10', '\uFF21', '\u00B2', '\uD800']);
                    break;
                case 4:
                    text.RemoveAt(at);
                    break;
                case 5:
                    text.Insert(at, _dice.Pick<char>(Digits));
                    break;
                default:
                    text.RemoveRange(at, Math.Min(text.Count - at, _dice.Length(64)));
                    break;
            }
        }

        var s = new string([.. text]);
        var valid = s.Length == 64 && s.All(c => Digits.Contains(c, StringComparison.Ordinal));
        if (ImageId.TryParse(s, out var parsed) != valid)
        {
            return CaseResult.Broke("text", $"'{s}' is {(valid ? "not " : "")}an ImageId");
        }

        if (!valid)
        {
            return parsed != default ? CaseResult.Broke("text", "a failure leaves an ImageId") : _dice.OneIn(16) ? Throws(s) : CaseResult.Held("text: refused");
        }

        return parsed.ToString().Equals(s, StringComparison.OrdinalIgnoreCase) && ImageId.Parse(s) == parsed && new ImageId(parsed.ToArray()) == parsed
            && (parsed == ImageId.Parse(id)) == s.Equals(id, StringComparison.OrdinalIgnoreCase)
            ? CaseResult.Held("text: read")
            : CaseResult.Broke("text", $"'{s}' does not print as itself");
    }

    private static CaseResult Throws(string s)
    {
        try
        {
            ImageId.Parse(s);
        }
        catch (FormatException)
        {
            return CaseResult.Held("text: refused");
        }

        return CaseResult.Broke("text", "no FormatException");
    }

    private CaseResult Whole(EditedReceipt receipt)
    {
        try
        {
            for (var edits = _dice.Length(4); edits > 0; edits--)
            {
                var edit = _dice.OneIn(3) ? ReceiptEdits.Draw(_dice) : HeadEdits.All[_dice.Below(HeadEdits.All.Count)];
                edit.Apply(receipt, _context);
            }

            // Short ones mostly: the head is what is parsed.
            if (!_dice.OneIn(16))
            {
                receipt.Cut(receipt.Map["main root"].Start + _dice.Length(1 << 14));
            }

            return receipt.IsChanged ? Parse(receipt.Bytes) : CaseResult.Void("unchanged");
        }
        finally
        {
            receipt.Restore();
        }
    }

    private static CaseResult Parse(ReadOnlySpan<byte> bytes)
    {
        if (!Receipt.TryParse(bytes, out var receipt, out var reason))
        {
            var index = RejectionReasons.IndexOf(reason ?? "");
            return receipt is not null || index < 0 ? CaseResult.Broke("receipt", $"reason '{reason}'") : CaseResult.Held($"receipt: {RejectionReasons.All[index].Pattern}");
        }

        var parts = ReceiptMap.Of(receipt!, out var map);
        var result = Verifier.Verify(receipt!, receipt!.ImageId, receipt.ExitCode);
        var direct = Verifier.Verify(bytes, receipt.ImageId, receipt.ExitCode);
        var total = parts.Sum(p => p.Bytes);
        if (result != direct || map != direct)
        {
            return CaseResult.Broke("receipt", $"'{result.Reason}', '{direct.Reason}' and '{map.Reason}'");
        }

        if (result.IsAccepted)
        {
            return SeedReceipts.All.Any(s => s.IsHonest && s.Bytes.AsSpan().SequenceEqual(receipt.Span)) ? CaseResult.Void("another honest receipt") : CaseResult.Broke("accepted", "");
        }

        return receipt.Length == bytes.Length && receipt.ToBytes().AsSpan().SequenceEqual(bytes) && receipt.Journal.Length <= bytes.Length && total >= bytes.Length
            ? CaseResult.Held($"receipt: parsed; {RejectionReasons.All[RejectionReasons.IndexOf(result.Reason)].Pattern}")
            : CaseResult.Broke("receipt", $"{bytes.Length} bytes, {total} in its map");
    }

    public void Dispose() => _repair.Dispose();
}
