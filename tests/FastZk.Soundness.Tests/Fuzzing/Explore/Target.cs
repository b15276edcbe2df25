using FastZk.Soundness.Tests.Campaigns;
using FastZk.Soundness.Tests.Fuzzing.Elf;
using FastZk.Soundness.Tests.Fuzzing.Receipts;

namespace FastZk.Soundness.Tests.Fuzzing.Explore;

/// <summary>What can be explored: originals by name, a way to change an input by a number, and the judgement of an input.</summary>
internal abstract class Target
{
    /// <summary>All targets.</summary>
    public static IReadOnlyList<Target> All { get; } = [new ReceiptTarget(), new ElfTarget()];

    /// <summary>Name on the command line and of the corpus file.</summary>
    public abstract string Name { get; }

    /// <summary>Originals by name.</summary>
    public abstract IReadOnlyDictionary<string, byte[]> Originals { get; }

    /// <summary>The original with the changes that the genes stand for, one after the other; the same genes make the same input.</summary>
    public abstract byte[] Make(string original, IReadOnlyList<ulong> genes);

    /// <summary>Runs the code under test on an input made from an original.</summary>
    public abstract CaseResult Judge(string original, byte[] input);
}

/// <summary>Receipts against the verifier.</summary>
internal sealed class ReceiptTarget : Target
{
    private readonly Lazy<Dictionary<string, EditedReceipt>> _receipts = new(() => SeedReceipts.All.ToDictionary(s => s.Name, s => new EditedReceipt(s), StringComparer.Ordinal));
    private readonly EditContext _context = new(new(0), new());

    public override string Name => "receipts";

    public override IReadOnlyDictionary<string, byte[]> Originals => SeedReceipts.All.ToDictionary(s => s.Name, s => s.Bytes, StringComparer.Ordinal);

    public override byte[] Make(string original, IReadOnlyList<ulong> genes)
    {
        var receipt = _receipts.Value[original];
        foreach (var gene in genes)
        {
            _context.Dice.Reset(gene);
            ReceiptEdits.Draw(_context.Dice).Apply(receipt, _context);
        }

        var bytes = receipt.Bytes.ToArray();
        receipt.Restore();
        return bytes;
    }

    public override CaseResult Judge(string original, byte[] input)
    {
        var seed = _receipts.Value[original].Seed;
        return ReceiptWorker.Judge(input, seed.ImageId, seed.ExitCode);
    }
}

/// <summary>ELF files against the loader and the executor.</summary>
internal sealed class ElfTarget : Target
{
    public override string Name => "elf";

    public override IReadOnlyDictionary<string, byte[]> Originals { get; } =
        ElfCampaign.Originals.Select((bytes, i) => (Name: $"original {i}", bytes)).ToDictionary(o => o.Name, o => o.bytes, StringComparer.Ordinal);

    public override byte[] Make(string original, IReadOnlyList<ulong> genes)
    {
        var bytes = Originals[original];
        var buffer = new byte[bytes.Length + ElfWorker.Room];
        bytes.CopyTo(buffer, 0);
        var length = bytes.Length;
        foreach (var gene in genes)
        {
            ElfEdits.Apply(buffer, ref length, new(gene));
        }

        return buffer[..length];
    }

    public override CaseResult Judge(string original, byte[] input) => ElfWorker.Judge(input);
}
