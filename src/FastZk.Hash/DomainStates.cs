using System.Runtime.InteropServices;

namespace FastZk.Hash;

/// <summary>
/// Initial states that separate the uses of the compression function in a tree: each is the SHA-256 state after one 64-byte block that
/// holds an ASCII tag, zero-padded. A leaf can so never be read as a node, nor a node as an injection.
/// </summary>
public static unsafe class DomainStates
{
    // Native, so that kernels can hold its address; lives as long as the process.
    private static readonly uint* s_states = Create("FastZk.Leaf.v1"u8, "FastZk.Node.v1"u8, "FastZk.Injection.v1"u8);

    /// <summary>State before the words of a row; 8 words.</summary>
    public static ReadOnlySpan<uint> Leaf => new(s_states, 8);

    /// <summary>State before two child digests; 8 words.</summary>
    public static ReadOnlySpan<uint> Node => new(s_states + 8, 8);

    /// <summary>State before a node digest and the digest of a shorter matrix's row; 8 words.</summary>
    public static ReadOnlySpan<uint> Injection => new(s_states + 16, 8);

    internal static uint* LeafPointer => s_states;

    internal static uint* NodePointer => s_states + 8;

    internal static uint* InjectionPointer => s_states + 16;

    /// <summary>One compression of two digests from a domain state.</summary>
    internal static Digest Compress(ReadOnlySpan<uint> domain, Digest left, Digest right)
    {
        Span<uint> state = stackalloc uint[8];
        Span<uint> block = stackalloc uint[16];
        domain.CopyTo(state);
        left.CopyWordsTo(block);
        right.CopyWordsTo(block[8..]);
        Sha256.Compress(state, block);
        return Digest.FromWords(state);
    }

    private static uint* Create(ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> node, ReadOnlySpan<byte> injection)
    {
        uint* states = (uint*)NativeMemory.AlignedAlloc(3 * 32, 64);
        After(leaf, new Span<uint>(states, 8));
        After(node, new Span<uint>(states + 8, 8));
        After(injection, new Span<uint>(states + 16, 8));
        return states;
    }

    private static void After(ReadOnlySpan<byte> tag, Span<uint> state)
    {
        Span<byte> block = stackalloc byte[64];
        block.Clear();
        tag.CopyTo(block);
        Sha256.InitialState.CopyTo(state);
        Sha256.CompressBytes(state, block);
    }
}
