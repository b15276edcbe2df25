using FastZk.Soundness.Tests.Fuzzing.Receipts;
using FastZk.Vm.Tests.Support;

namespace FastZk.Soundness.Tests.Fuzzing.Cli;

/// <summary>A folder of its own with the files that command lines name. After a case everything is as it was.</summary>
internal sealed class ArgumentFiles : IDisposable
{
    private readonly Dictionary<string, byte[]> _contents = new(StringComparer.Ordinal);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastzk-fuzz-");

    public ArgumentFiles()
    {
        var receipt = SeedReceipts.All.First(s => s.IsHonest && s.Name == "fast, exit at once");
        ImageId = receipt.ImageId.ToString();
        Add("exits.elf", ElfBuilder.FromCode(Assembler.Exit(7)));
        Add("faults.elf", ElfBuilder.FromCode(Assembler.Addi(5, 0, 1), Assembler.Ebreak()));
        Add("cut.elf", ElfBuilder.FromCode(Assembler.Exit(0))[..60]);
        Add("no.elf", [.. "no ELF"u8]);
        Add("true.receipt", receipt.Bytes);
        Add("changed.receipt", [.. receipt.Bytes[..^1], (byte)(receipt.Bytes[^1] ^ 1)]);
        Add("cut.receipt", receipt.Bytes[..100]);
        Add("input", [1, 2, 3, 4]);
        Add("empty", []);
        Directory.CreateDirectory(this["folder"]);
        File.CreateSymbolicLink(this["link"], this["true.receipt"]);
        File.CreateSymbolicLink(this["loop"], this["loop"]);
        Names =
        [
            .. _contents.Keys.Select(k => this[k]), this["folder"], this["folder"] + "/", this["link"], this["loop"], this["nothing"], this["new file"], this["folder/new"],
            this["nothing/new"], this["input"] + "/below", this["a\nb\u001b[31m"], this[new string('x', 300)], this["-"], this["@input"], this[" "],
            "/dev/null", "", ".", "\0",
        ];
        Targets = [.. Names, "/dev/full"];
        Expected = List();
    }

    /// <summary>The program of the true receipt.</summary>
    public string ImageId { get; }

    /// <summary>Names of files, folders, devices, and of nothing.</summary>
    public string[] Names { get; }

    /// <summary>Names for output: a full disk as well, which to a reader would be endless.</summary>
    public string[] Targets { get; }

    private string[] Expected { get; }

    private string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>Puts everything back. Null, or what was wrong: a file that is neither what it was nor one that the command was to write, whole.</summary>
    /// <param name="wrote">whether the command says that it succeeded.</param>
    /// <param name="targets">what the command line may name for output.</param>
    public string? Restore(bool wrote, IReadOnlyCollection<string> targets)
    {
        string? wrong = null;
        foreach (var path in List().Except(Expected, StringComparer.Ordinal))
        {
            if (!targets.Contains(path) || !IsWhole(wrote, File.ReadAllBytes(path)))
            {
                wrong = $"left {path}";
            }

            File.Delete(path);
        }

        foreach (var (name, bytes) in _contents)
        {
            var path = this[name];
            var named = targets.Contains(path) || name == "true.receipt" && targets.Contains(this["link"]);
            if (!named && File.Exists(path) && new FileInfo(path).Length == bytes.Length)
            {
                continue;
            }

            var now = File.Exists(path) ? File.ReadAllBytes(path) : null;
            if (!bytes.AsSpan().SequenceEqual(now))
            {
                wrong ??= named && now is not null && IsWhole(wrote, now) ? null : $"changed {path}";
                File.WriteAllBytes(path, bytes);
            }
        }

        return wrong;
    }

    // What these guests' commands write: a receipt, or a journal, which is empty.
    private static bool IsWhole(bool wrote, byte[] bytes) => wrote && (bytes.Length == 0 || Receipt.TryParse(bytes, out var r) && Verifier.Verify(r!, r!.ImageId, r.ExitCode).IsAccepted);

    public void Dispose() => _folder.Delete(recursive: true);

    private string[] List() => [.. Directory.EnumerateFileSystemEntries(_folder.FullName, "*", SearchOption.AllDirectories)];

    private void Add(string name, byte[] bytes)
    {
        _contents.Add(name, bytes);
        File.WriteAllBytes(this[name], bytes);
    }
}
