namespace FastZk.Hash;

/// <summary>
/// SHA-256 compressions of many independent lanes whose words lie in arrays: lane i has message word j at <c>message[j][i]</c> and state
/// word w at <c>state[w][i]</c>. Column-major matrices are in this form already, with rows as lanes and columns as words.
/// </summary>
internal static unsafe partial class Sha256Lanes
{
    /// <summary>Compresses one block in each of <paramref name="count"/> lanes.</summary>
    /// <remarks>
    /// Invariants: <paramref name="message"/> holds 16 and <paramref name="state"/> 8 pointers, each to <paramref name="count"/> words.
    /// State arrays may be among the message arrays (same start), as every lane's words are read before its state is written; they must not
    /// overlap in any other way. Words behind the ends may be prefetched, never read.
    /// </remarks>
    /// <param name="initial">Eight words every lane starts from, or null to start from the words in <paramref name="state"/>.</param>
    /// <param name="state">Takes the state after the block.</param>
    /// <param name="message">The block of each lane.</param>
    /// <param name="count">Lanes, 0 or more.</param>
    /// <param name="backend">A supported back-end.</param>
    public static void Compress(uint* initial, uint** state, uint** message, long count, HashBackend backend)
    {
        long done = 0;
        // Each kernel takes whole vectors and leaves the rest to the next narrower one. One that has nothing to do is not called: compiling it takes
        // longer than a verification.
        if (backend == HashBackend.Avx512) done = CompressAvx512(initial, state, message, count);
        if (backend >= HashBackend.Avx2 && count - done >= 8) done = CompressAvx2(initial, state, message, done, count);
        if (done < count) CompressScalar(initial, state, message, done, count);
    }

    /// <summary>
    /// The number of lanes that the widest kernel handles without a remainder, at least count: callers with room behind their words compress so many, since
    /// a whole vector costs less than a few scalar lanes.
    /// </summary>
    public static int Padded(int count, HashBackend backend)
    {
        int lanes = backend switch { HashBackend.Avx512 => 32, HashBackend.Avx2 => 8, _ => 1 };
        return (count + lanes - 1) / lanes * lanes;
    }
}
