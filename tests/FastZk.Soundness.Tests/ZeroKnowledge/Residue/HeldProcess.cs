using System.Diagnostics;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;

namespace FastZk.Soundness.Tests.ZeroKnowledge.Residue;

/// <summary>What a search of a process came to.</summary>
/// <param name="Searched">bytes of memory looked at.</param>
/// <param name="Finds">forms of the secret, with what holds them.</param>
/// <param name="Words">single words of the secret that were found, as a count.</param>
/// <param name="IsDump">whether a dump was searched, which tells managed objects apart.</param>
internal sealed record SearchResult(long Searched, IReadOnlyList<string> Finds, int Words, bool IsDump);

/// <summary>A child process that handled a secret (<see cref="HoldCommand"/>) and waits for its memory to be searched.</summary>
internal sealed class HeldProcess : IDisposable
{
    // Of each form.
    private const int NamedFinds = 3;

    private readonly Process _process;

    /// <summary>Starts the process, gives it secret and seed, and waits until it has let go of them.</summary>
    public HeldProcess(HeldState state, string profile, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> seed)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(HeldProcess).Assembly.Location, "hold", state.ToString(), profile])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        var input = _process.StandardInput.BaseStream;
        input.Write(BitConverter.GetBytes(secret.Length));
        input.Write(secret);
        input.Write(seed);
        input.Flush();
        var line = _process.StandardOutput.ReadLine();
        if (line != HoldCommand.Ready)
        {
            Dispose();
            throw new InvalidOperationException($"The process said '{line}'.");
        }
    }

    /// <summary>Searches the memory of the process.</summary>
    /// <param name="search">what to look for.</param>
    /// <param name="dump">
    /// whether to search a full dump, where one can be made: that tells what holds a find. Otherwise all memory that the process can write to is searched in
    /// place, in half the time.
    /// </param>
    public SearchResult Search(MemorySearch search, bool dump)
    {
        var file = Path.Combine(Path.GetTempPath(), $"fastzk-{Guid.NewGuid():N}.core");
        try
        {
            var maps = File.ReadAllLines($"/proc/{_process.Id}/maps");
            return dump && Dump(file) ? SearchDump(search, file, maps) : SearchInPlace(search, maps);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private bool Dump(string file)
    {
        try
        {
            new DiagnosticsClient(_process.Id).WriteDump(DumpType.Full, file);
            return File.Exists(file);
        }
        catch (Exception e) when (e is ServerErrorException or ServerNotAvailableException or UnsupportedCommandException or IOException or TimeoutException)
        {
            return false;
        }
    }

    private static SearchResult SearchDump(MemorySearch search, string dump, string[] maps)
    {
        var finds = new List<(string Form, ulong Address)>();
        using (var file = File.OpenRead(dump))
        {
            foreach (var (offset, address, bytes) in new CoreFile(file).Segments.ToList())
            {
                var before = search.Finds.Count;
                file.Position = offset;
                search.Add(file, 0, bytes);
                finds.AddRange(search.Finds.Skip(before).Select(f => (f.Form, address + (ulong)f.Offset)));
            }
        }

        (string Form, ulong Address)[] named = [.. finds.GroupBy(f => f.Form).SelectMany(g => g.Take(NamedFinds))];
        var names = new Holders(dump, maps).Of([.. named.Select(f => f.Address)]);
        return new(search.Searched, [.. named.Zip(names, (f, n) => $"{f.Form}: {n}")], search.Words.Count, IsDump: true);
    }

    private SearchResult SearchInPlace(MemorySearch search, string[] maps)
    {
        var finds = new List<(string Form, string Place)>();
        using var memory = new ProcessMemory(_process.Id);
        foreach (var fields in maps.Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(f => f[1].StartsWith("rw", StringComparison.Ordinal)))
        {
            var ends = fields[0].Split('-').Select(x => long.Parse(x, NumberStyles.HexNumber)).ToArray();
            var before = search.Finds.Count;
            memory.Position = ends[0];
            search.Add(memory, 0, ends[1] - ends[0]);
            finds.AddRange(search.Finds.Skip(before).Select(f => (f.Form, $"{(fields.Length > 5 ? fields[5] : "memory")}+0x{f.Offset:x}")));
        }

        return new(search.Searched, [.. finds.GroupBy(f => f.Form).SelectMany(g => g.Take(NamedFinds)).Select(f => $"{f.Form}: {f.Place}")], search.Words.Count, IsDump: false);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
