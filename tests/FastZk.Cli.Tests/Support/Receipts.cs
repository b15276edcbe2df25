namespace FastZk.Cli.Tests;

/// <summary>Receipts of key_ownership in both profiles, and of a run that exits with 7, made once by the tool itself.</summary>
public sealed class Receipts : IDisposable
{
    private readonly Scratch _scratch = new();

    public Receipts()
    {
        Input = _scratch.With("input", [.. Enumerable.Range(0, 64).Select(i => (byte)i)]);
        var seven = _scratch.With("seven", [7]);
        Fast = Prove("fast", "key_ownership", Input, "fast");
        Compact = Prove("compact", "key_ownership", Input, "compact");
        Seven = Prove("seven.receipt", "fault", seven, "fast");
        ImageId = Tool.Run("image-id", Scratch.Guest("key_ownership")).Succeeds().Out.Trim();
    }

    public string Input { get; }
    public string Fast { get; }
    public string Compact { get; }
    public string Seven { get; }
    public string ImageId { get; }

    private string Prove(string name, string guest, string input, string profile)
    {
        Tool.Run("prove", Scratch.Guest(guest), "--input", input, "--receipt", _scratch[name], "--profile", profile, "--threads", "2").Succeeds();
        return _scratch[name];
    }

    public void Dispose() => _scratch.Dispose();
}

[CollectionDefinition(Name)]
public sealed class ReceiptCollection : ICollectionFixture<Receipts>
{
    public const string Name = "receipts";
}
