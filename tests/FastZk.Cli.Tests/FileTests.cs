namespace FastZk.Cli.Tests;

/// <summary>Files that cannot be read or written, and files that are something else than they should be.</summary>
[Collection(ReceiptCollection.Name)]
public sealed class FileTests(Receipts receipts) : IDisposable
{
    private readonly Scratch _scratch = new();

    public static TheoryData<string, string> BadGuests() => new()
    {
        { "missing", "no such file" },
        { "directory", "directory" },
        { "empty", "is empty" },
        { "gigabyte of zeros", "no ELF" },
        { "gigabyte behind an ELF header", "larger than" },
        { "cut in the magic", "no ELF" },
        { "cut in the header", "cut off" },
        { "cut in the segments", "" },
        { "text", "no ELF" },
        { "device", "no ELF" },
        { "64-bit", "64-bit" },
    };

    [Theory]
    [MemberData(nameof(BadGuests))]
    public void BadGuestsAreRefusedInOneLine(string kind, string because)
    {
        var path = Make(kind);
        var missing = kind is "missing" or "directory";
        var before = GC.GetTotalAllocatedBytes();
        Tool.Run("run", path).Fails(125, because);
        Tool.Run("image-id", path).Fails(2, because);
        Tool.Run("verify", "--receipt", receipts.Fast, "--elf", path).Fails(2, because);
        var status = missing ? 2 : 125;
        var json = Tool.Run("prove", path, "--receipt", _scratch["r"], "--json").Fails(status, because).Json;
        Assert.Equal(status, json.GetProperty("exitStatus").GetInt32());
        Assert.DoesNotContain("r", _scratch.Files);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 100 << 20, "read far more than needed");
    }

    [Fact]
    public void MissingInputsAndReceiptsAreNamed()
    {
        var guest = Scratch.Guest("fibonacci");
        Tool.Run("run", guest, "--input", _scratch["none"]).Fails(125, _scratch["none"]);
        Tool.Run("prove", guest, "--input", _scratch["none"], "--receipt", _scratch["r"]).Fails(2, _scratch["none"]);
        Tool.Run("verify", "--receipt", _scratch["none"], "--image-id", receipts.ImageId).Fails(2, _scratch["none"]);
        Tool.Run("inspect", "--receipt", _scratch["none"]).Fails(2, _scratch["none"]);
        Tool.Run("verify", "--receipt", _scratch.Folder, "--image-id", receipts.ImageId).Fails(2, "directory");
        Assert.Empty(_scratch.Files);
    }

    [Fact]
    public void AnInputOfAGigabyteIsRefusedUnread() =>
        Tool.Run("run", Scratch.Guest("fibonacci"), "--input", _scratch.Sparse("input", 1 << 30, [])).Fails(125, "not shorter than");

    [Theory]
    [InlineData("/dev/full")]
    [InlineData("/proc/receipt")]
    [InlineData("{0}")]
    [InlineData("{0}/no/such/folder/r")]
    [InlineData("{0}/name/")]
    [InlineData("")]
    public void TargetsThatCannotBeWrittenFail(string pattern)
    {
        var target = string.Format(pattern, _scratch.Folder);
        Tool.Run("prove", Scratch.Guest("fault"), "--input", receipts.Input, "--receipt", target, "--threads", "2").Fails(2);
        Tool.Run("run", Scratch.Guest("key_ownership"), "--input", receipts.Input, "--journal", target).Fails(125);
        Assert.Empty(_scratch.Files);
        Assert.True(File.Exists("/dev/full"));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void ReadOnlyFoldersFailAndStayEmpty()
    {
        // The superuser may write everywhere but to /sys.
        var folder = Environment.UserName == "root" ? "/sys" : _scratch.Folder;
        if (folder != "/sys")
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Tool.Run("prove", Scratch.Guest("fault"), "--receipt", Path.Combine(folder, "r")).Fails(2, "cannot write");
        Tool.Run("run", Scratch.Guest("fault"), "--journal", Path.Combine(folder, "j")).Fails(125, "cannot write");
        if (folder != "/sys")
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Assert.Empty(_scratch.Files);
    }

    [Fact]
    public void AFailedRunLeavesTheOldFileAlone()
    {
        var target = _scratch.With("r", [1, 2, 3]);
        var fault = _scratch.With("fault", [0]);
        Tool.Run("prove", Scratch.Guest("fault"), "--input", fault, "--receipt", target).Fails(125, "ebreak");
        Tool.Run("run", Scratch.Guest("fault"), "--input", fault, "--journal", target).Fails(125, "ebreak");
        Assert.Equal([1, 2, 3], File.ReadAllBytes(target));
        Assert.Equal(["fault", "r"], _scratch.Files);
    }

    [Fact]
    public void AWriteThatFailsHalfWayLeavesTheOldFileAndNoOther()
    {
        var target = _scratch.With("r", [1, 2, 3]);
        Assert.Throws<OperationCanceledException>(() => Files.OutputFile.Write(target, new byte[1 << 20], new CancellationToken(true)));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(target));
        Assert.Equal(["r"], _scratch.Files);
    }

    [Fact]
    public void LinksAreFollowedAndOldFilesReplaced()
    {
        _scratch.With("real", [1]);
        File.CreateSymbolicLink(_scratch["link"], _scratch["real"]);
        Assert.Equal(0, Tool.Run("run", Scratch.Guest("key_ownership"), "--input", receipts.Input, "--journal", _scratch["link"]).Status);
        Assert.Equal(96, File.ReadAllBytes(_scratch["real"]).Length);
        Assert.NotNull(new FileInfo(_scratch["link"]).LinkTarget);
        Assert.Equal(["link", "real"], _scratch.Files);
    }

    private string Make(string kind)
    {
        var elf = File.ReadAllBytes(Scratch.Guest("fibonacci"));
        switch (kind)
        {
            case "missing":
                return _scratch["nothing.elf"];
            case "directory":
                return _scratch.Folder;
            case "gigabyte of zeros":
                return _scratch.Sparse("g.elf", 1L << 30, []);
            case "gigabyte behind an ELF header":
                return _scratch.Sparse("g.elf", 1L << 30, elf);
            case "device":
                return "/dev/zero";
            case "64-bit":
                elf[4] = 2;
                break;
        }

        return _scratch.With("g.elf", kind switch
        {
            "empty" => [],
            "cut in the magic" => elf[..3],
            "cut in the header" => elf[..30],
            "cut in the segments" => elf[..200],
            "text" => "#!/bin/sh\necho this is no program of ours, sorry about that\n"u8.ToArray(),
            _ => elf,
        });
    }

    public void Dispose() => _scratch.Dispose();
}
