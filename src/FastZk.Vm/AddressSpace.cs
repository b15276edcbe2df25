namespace FastZk.Vm;

/// <summary>Bounds of the guest's address space that the circuits rely on. All addresses are bytes.</summary>
public static class AddressSpace
{
    /// <summary>Loads, stores and buffers reach addresses below this one (2^32 - 256): memory keys stay below 2^30.</summary>
    public const uint MemoryLimit = 0xFFFF_FF00;

    /// <summary>Instructions lie below this address (2^30): a pc is one field element.</summary>
    public const uint TextLimit = 1u << 30;

    /// <summary>The most memory words (image and touched together) that one proof has room for: 2^22 - 801.</summary>
    public const int MaxMemoryWords = (1 << 22) - 801;

    /// <summary>The widest span from the first to the last code word, in bytes (32 MiB); gaps count.</summary>
    public const uint MaxCodeSpan = 1u << 25;

    /// <summary>The most bytes of that span that lie in no executable segment (4 MiB): a small file must not ask for much memory.</summary>
    public const uint MaxCodeGaps = 1u << 22;
}
