using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using FastZk.Memory;

namespace FastZk.Hash;

/// <summary>
/// A Merkle tree over rows that lie in coset-major order, see <see cref="CosetIndex"/>. The parent of natural index k in a layer of size L/2
/// has children k and k + L/2, which in memory are the two halves of one coset block: no gather is needed. Rows of shorter matrices enter at
/// the layer of their size: node' = compress(<see cref="DomainStates.Injection"/>; node || leaf hash). Other nodes are
/// compress(<see cref="DomainStates.Node"/>; left || right).
/// </summary>
public sealed unsafe class MerkleTree : IDisposable
{
    // Positions one task handles: enough to pay for its start, few enough to balance threads.
    private const long TaskLength = 4096;
    private const int InjectionRows = 1024;

    // Layer l has 2^(LogSize - l) nodes and eight columns: word w of the node at position p is row p of column w.
    private readonly ColumnMatrix[] _layers;

    private MerkleTree(ColumnMatrix[] layers, int logBlowup)
    {
        _layers = layers;
        LogSize = layers.Length - 1;
        LogBlowup = logBlowup;
        Root = Node(LogSize, 0);
    }

    /// <summary>Binary logarithm of the number of leaves.</summary>
    public int LogSize { get; }

    /// <summary>Binary logarithm of the number of coset blocks.</summary>
    public int LogBlowup { get; }

    /// <summary>The root.</summary>
    public Digest Root { get; }

    /// <summary>Builds a tree.</summary>
    /// <param name="pool">Memory for the digests; about 64 bytes a leaf.</param>
    /// <param name="workers">Threads; their number does not change the result.</param>
    /// <param name="logBlowup">0..30; 2^logBlowup coset blocks.</param>
    /// <param name="groups">One or more groups of strictly descending power-of-two heights; the first makes the leaves.</param>
    /// <param name="backend">Null for the best.</param>
    /// <exception cref="ArgumentException">The groups do not have that form.</exception>
    /// <exception cref="MemoryLimitException">The pool's limit is reached.</exception>
    public static MerkleTree Build(BufferPool pool, WorkerSet workers, int logBlowup, ReadOnlySpan<LeafGroup> groups, HashBackend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(workers);
        int logSize = CheckGroups(logBlowup, groups);
        HashBackend resolved = HashBackends.Resolve(backend);
        var layers = new ColumnMatrix[logSize + 1];
        try
        {
            // Digests are public: rows are salted or masked before they are hashed.
            for (int l = 0; l <= logSize; l++) layers[l] = new ColumnMatrix(pool, 1L << (logSize - l), 8, secret: false);
            HashLeaves(workers, groups[0], layers[0], resolved);
            int next = 1;
            for (int l = 1; l <= logSize; l++)
            {
                HashParents(workers, layers[l - 1], layers[l], Math.Max(0, logSize - l + 1 - logBlowup), resolved);
                if (next < groups.Length && groups[next].BlockRows << logBlowup == layers[l].Rows)
                {
                    Inject(workers, groups[next++], layers[l], resolved);
                }
            }
            return new MerkleTree(layers, logBlowup);
        }
        catch
        {
            foreach (ColumnMatrix? layer in layers) layer?.Dispose();
            throw;
        }
    }

    /// <summary>The node at a memory position of a layer; layer 0 holds the leaves, layer <see cref="LogSize"/> the root.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such node.</exception>
    public Digest Node(int layer, long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(layer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layer, LogSize);
        ColumnMatrix nodes = _layers[layer];
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, nodes.Rows);
        Span<uint> words = stackalloc uint[8];
        for (int w = 0; w < 8; w++) words[w] = nodes.Pointer(w)[position];
        return Digest.FromWords(words);
    }

    /// <summary>The node at a natural index of a layer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such node.</exception>
    public Digest NaturalNode(int layer, long index) => Node(layer, CosetIndex.ToPosition(LogSize - layer, LogBlowup, index));

    /// <summary>Writes the siblings that a verifier needs for the leaves, in the canonical order of <see cref="MultiProof"/>.</summary>
    /// <param name="sortedDistinctIndexes">Natural leaf indexes, strictly ascending, at least one.</param>
    /// <param name="destination">32 bytes for each of <see cref="MultiProof.CountDigests"/> digests.</param>
    /// <exception cref="ArgumentException">The indexes or the destination do not have that form.</exception>
    public void WriteMultiProof(ReadOnlySpan<int> sortedDistinctIndexes, Span<byte> destination)
    {
        int[] scratch = ArrayPool<int>.Shared.Rent(MultiProof.ScratchIndexes(sortedDistinctIndexes.Length));
        if (!MultiProof.TryStart(LogSize, sortedDistinctIndexes, scratch, out MultiProof walk))
        {
            ArrayPool<int>.Shared.Return(scratch);
            throw new ArgumentException("Leaf indexes must be strictly ascending and inside the tree.", nameof(sortedDistinctIndexes));
        }
        for (int layer = 0; layer < LogSize; layer++)
        {
            walk.BeginLayer();
            while (walk.NextParent(out int parent, out int lower, out int upper))
            {
                if (lower >= 0 && upper >= 0) continue;
                NaturalNode(layer, lower < 0 ? parent : parent + walk.ParentCount).CopyTo(destination);
                destination = destination[Digest.Bytes..];
            }
        }
        ArrayPool<int>.Shared.Return(scratch);
        if (!destination.IsEmpty) throw new ArgumentException("The destination is longer than the multi-proof.", nameof(destination));
    }

    /// <summary>Returns the memory.</summary>
    public void Dispose()
    {
        foreach (ColumnMatrix layer in _layers) layer.Dispose();
    }

    private static int CheckGroups(int logBlowup, ReadOnlySpan<LeafGroup> groups)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(logBlowup);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logBlowup, 30);
        if (groups.IsEmpty) throw new ArgumentException("A tree needs a group for its leaves.", nameof(groups));
        long above = long.MaxValue;
        foreach (ref readonly LeafGroup group in groups)
        {
            if (group.BlockRows < 1 || !BitOperations.IsPow2(group.BlockRows) || group.BlockRows >= above)
            {
                throw new ArgumentException("Group heights must be powers of two and strictly descending.", nameof(groups));
            }
            above = group.BlockRows;
        }
        int logSize = CosetIndex.Log(groups[0].BlockRows) + logBlowup;
        return logSize <= 30 ? logSize : throw new ArgumentException("A tree has at most 2^30 leaves.", nameof(groups));
    }

    private static void HashLeaves(WorkerSet workers, LeafGroup group, ColumnMatrix leaves, HashBackend backend) =>
        ForPositions(workers, leaves.Rows, (start, end) =>
        {
            uint** target = stackalloc uint*[8];
            for (int w = 0; w < 8; w++) target[w] = leaves.Pointer(w) + start;
            HashPositions(group, start, end, target, backend);
        });

    private static void HashParents(WorkerSet workers, ColumnMatrix children, ColumnMatrix parents, int logRows, HashBackend backend)
    {
        // Children of one block lie 2^logRows long; once blocks are single nodes, the layer is in natural order: one block.
        int logHalf = (logRows > 0 ? logRows : CosetIndex.Log(children.Rows)) - 1;
        ForPositions(workers, parents.Rows, (start, end) =>
        {
            uint** target = stackalloc uint*[8];
            uint** message = stackalloc uint*[16];
            for (long at = start; at < end;)
            {
                long block = at >> logHalf;
                long stop = Math.Min(end, (block + 1) << logHalf);
                long left = at + (block << logHalf);
                for (int w = 0; w < 8; w++)
                {
                    target[w] = parents.Pointer(w) + at;
                    message[w] = children.Pointer(w) + left;
                    message[w + 8] = message[w] + (1L << logHalf);
                }
                Sha256Lanes.Compress(DomainStates.NodePointer, target, message, stop - at, backend);
                at = stop;
            }
        });
    }

    private static void Inject(WorkerSet workers, LeafGroup group, ColumnMatrix nodes, HashBackend backend) =>
        ForPositions(workers, nodes.Rows, (start, end) => InjectRange(group, nodes, start, end, backend));

    [SkipLocalsInit]
    private static void InjectRange(LeafGroup group, ColumnMatrix nodes, long start, long end, HashBackend backend)
    {
        uint* digests = stackalloc uint[8 * InjectionRows];
        uint** target = stackalloc uint*[8];
        uint** message = stackalloc uint*[16];
        for (long at = start; at < end; at += InjectionRows)
        {
            long stop = Math.Min(end, at + InjectionRows);
            for (int w = 0; w < 8; w++) target[w] = message[w + 8] = digests + w * InjectionRows;
            HashPositions(group, at, stop, target, backend);
            for (int w = 0; w < 8; w++) target[w] = message[w] = nodes.Pointer(w) + at;
            Sha256Lanes.Compress(DomainStates.InjectionPointer, target, message, stop - at, backend);
        }
    }

    /// <summary>Leaf hashes of positions start..end-1. Invariant: <paramref name="target"/> has 8 pointers to end - start words.</summary>
    private static void HashPositions(in LeafGroup group, long start, long end, uint** target, HashBackend backend)
    {
        uint** digests = stackalloc uint*[8];
        int log = CosetIndex.Log(group.BlockRows);
        fixed (nint* bases = group.ColumnBases)
        {
            for (long at = start; at < end;)
            {
                long block = at >> log;
                long stop = Math.Min(end, (block + 1) << log);
                for (int w = 0; w < 8; w++) digests[w] = target[w] + (at - start);
                long row = block * group.BlockStride + (at - (block << log));
                RowHasher.HashRows((uint**)bases, group.ColumnBases.Length, row, stop - at, group.Salts, at, digests, backend);
                at = stop;
            }
        }
    }

    private static void ForPositions(WorkerSet workers, long positions, Action<long, long> body)
    {
        if (positions <= TaskLength)
        {
            body(0, positions);
            return;
        }
        workers.For((int)(positions / TaskLength), task => body(task * TaskLength, (task + 1) * TaskLength));
    }
}
