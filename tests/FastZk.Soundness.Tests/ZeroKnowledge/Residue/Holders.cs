using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Diagnostics.Runtime;

namespace FastZk.Soundness.Tests.ZeroKnowledge.Residue;

/// <summary>Says what an address of a dumped process belongs to: a managed object, a thread's stack, or a mapping.</summary>
internal sealed class Holders(string dump, string[] maps)
{
    // The library that reads the runtime's structures leaves a destructor with each thread that used it, and ClrMD unloads it: such a thread's end would then
    // jump into nothing. A reference that is never given back keeps it here.
    private static readonly nint DataAccess = NativeLibrary.TryLoad(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), OperatingSystem.IsWindows() ? "mscordaccore.dll" : "libmscordaccore.so"), out var handle) ? handle : 0;

    /// <summary>What holds each address, as "type+offset", "stack of thread" or the mapping's name.</summary>
    public IReadOnlyList<string> Of(IReadOnlyCollection<ulong> addresses)
    {
        if (addresses.Count == 0)
        {
            return [];
        }

        using var target = DataTarget.LoadDump(dump);
        using var runtime = DataAccess == 0 ? null : target.ClrVersions.FirstOrDefault()?.CreateRuntime();
        return [.. addresses.Select(a => (runtime is null ? null : Managed(runtime, a) ?? Stack(runtime, a)) ?? Mapping(a))];
    }

    private static string? Managed(ClrRuntime runtime, ulong address)
    {
        if (runtime.Heap.GetSegmentByAddress(address) is not { } segment)
        {
            return null;
        }

        foreach (var o in segment.EnumerateObjects())
        {
            if (address >= o.Address && address < o.Address + o.Size)
            {
                return $"{o.Type?.Name}+{address - o.Address}";
            }
        }

        return "managed heap, between objects";
    }

    private static string? Stack(ClrRuntime runtime, ulong address) =>
        runtime.Threads.FirstOrDefault(t => address >= Math.Min(t.StackBase, t.StackLimit) && address < Math.Max(t.StackBase, t.StackLimit)) is { } t
            ? $"stack of managed thread {t.ManagedThreadId}, {Math.Max(t.StackBase, t.StackLimit) - address} bytes down"
            : null;

    private string Mapping(ulong address)
    {
        foreach (var line in maps)
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var ends = fields[0].Split('-');
            var (from, to) = (ulong.Parse(ends[0], NumberStyles.HexNumber), ulong.Parse(ends[1], NumberStyles.HexNumber));
            if (address >= from && address < to)
            {
                return $"{(fields.Length > 5 ? fields[5] : "native memory")}+0x{address - from:x} of {to - from} bytes, {fields[1]}";
            }
        }

        return $"0x{address:x}";
    }
}
