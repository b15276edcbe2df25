namespace FastZk.Cli.Tests;

/// <summary>A directory of its own for a test, removed in the end.</summary>
public sealed class Scratch : IDisposable
{
    public Scratch() => Folder = Directory.CreateTempSubdirectory("fastzk-cli-").FullName;

    public string Folder { get; }

    public string this[string name] => Path.Combine(Folder, name);

    public string[] Files => [.. Directory.GetFiles(Folder).Select(f => Path.GetFileName(f)!).Order()];

    public string With(string name, byte[] bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    /// <summary>The path of a prebuilt guest.</summary>
    public static string Guest(string name) => Path.Combine(AppContext.BaseDirectory, "guests", name + ".elf");

    /// <summary>A sparse file: it has the length but takes no room.</summary>
    public string Sparse(string name, long length, byte[] head)
    {
        using var file = File.Create(this[name]);
        file.Write(head);
        file.SetLength(length);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
