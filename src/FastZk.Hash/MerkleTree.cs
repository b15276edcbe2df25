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
    private const int StackRows = 1024;

    // Layer l + 1 has 2^(LogSize - l - 1) nodes and eight columns: word w of the node at position p is row p of column w.
    private readonly ColumnMatrix[] _layers;
    private readonly LeafGroup _leaves;
    private readonly HashBackend _backend;

    private MerkleTree(ColumnMatrix[] layers, LeafGroup leaves, HashBackend backend, int logBlowup)
    {
        _layers = layers;
        _leaves = leaves;
        _backend = backend;
        LogSize = layers.Length;
        LogBlowup = logBlowup;
        Root = Node(LogSize, 0);
    }

    /// <summary>Binary logarithm of the number of leaves.</summary>
    public int LogSize { get; }

    /// <summary>Binary logarithm of the number of coset blocks.</summary>
    public int LogBlowup { get; }

    /// <summary>The root.</summary>
    public Digest Root { get; }

    /// <summary>Builds a tree. Leaf digests are not kept: who asks for one has it computed, from rows that must still be there.</summary>
    /// <param name="pool">Memory for the digests; about 32 bytes a leaf.</param>
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
        var layers = new ColumnMatrix[logSize];
        try
        {
            // Nodes are no secrets: what lies below is salted at the leaves, or masked, or public. Leaf digests alone and injected rows are not kept.
            for (int l = 1; l <= logSize; l++) layers[l - 1] = new ColumnMatrix(pool, 1L << (logSize - l), 8, secret: false);
            int next = 1;
            for (int l = 1; l <= logSize; l++)
            {
                ColumnMatrix nodes = layers[l - 1];
                int logHalf = LogHalf(logSize - l + 1, logBlowup);
                if (l == 1) HashLeafPairs(workers, groups[0], nodes, logHalf, resolved);
                else HashParents(workers, layers[l - 2], nodes, logHalf, resolved);
                if (next < groups.Length && groups[next].BlockRows << logBlowup == nodes.Rows)
                {
                    Inject(workers, groups[next++], nodes, resolved);
                }
            }
            return new MerkleTree(layers, groups[0], resolved, logBlowup);
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
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, 1L << (LogSize - layer));
        Span<uint> words = stackalloc uint[8];
        if (layer == 0)
        {
            uint* digest = stackalloc uint[8];
            uint** target = stackalloc uint*[8];
            for (int w = 0; w < 8; w++) target[w] = digest + w;
            HashPositions(_leaves, position, position + 1, target, _backend);
            new ReadOnlySpan<uint>(digest, 8).CopyTo(words);
        }
        else
        {
            for (int w = 0; w < 8; w++) words[w] = _layers[layer - 1].Pointer(w)[position];
        }
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

    // Children of one block lie 2^logRows long; once blocks are single nodes, the layer is in natural order: one block.
    private static int LogHalf(int logChildren, int logBlowup) => Math.Max(0, logChildren - logBlowup) is var logRows and > 0 ? logRows - 1 : logChildren - 1;

    // Both children of some hundred parents at a time: leaf digests never leave the cache.
    private static void HashLeafPairs(WorkerSet workers, LeafGroup group, ColumnMatrix parents, int logHalf, HashBackend backend) =>
        ForPositions(workers, parents.Rows, (start, end) => HashLeafPairs(group, parents, start, end, logHalf, backend));

    [SkipLocalsInit]
    private static void HashLeafPairs(LeafGroup group, ColumnMatrix parents, long start, long end, int logHalf, HashBackend backend)
    {
        uint* digests = stackalloc uint[16 * StackRows];
        uint** target = stackalloc uint*[8];
        uint** message = stackalloc uint*[16];
        for (int w = 0; w < 16; w++) message[w] = digests + w * StackRows;
        for (long at = start; at < end;)
        {
            long block = at >> logHalf;
            long count = Math.Min(Math.Min(end, (block + 1) << logHalf) - at, StackRows);
            long left = at + (block << logHalf);
            long right = left + (1L << logHalf);
            HashPositions(group, left, left + count, message, backend);
            HashPositions(group, right, right + count, message + 8, backend);
            for (int w = 0; w < 8; w++) target[w] = parents.Pointer(w) + at;
            Sha256Lanes.Compress(DomainStates.NodePointer, target, message, count, backend);
            at += count;
        }
    }

    private static void HashParents(WorkerSet workers, ColumnMatrix children, ColumnMatrix parents, int logHalf, HashBackend backend) =>
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

    private static void Inject(WorkerSet workers, LeafGroup group, ColumnMatrix nodes, HashBackend backend) =>
        ForPositions(workers, nodes.Rows, (start, end) => InjectRange(group, nodes, start, end, backend));

    [SkipLocalsInit]
    private static void InjectRange(LeafGroup group, ColumnMatrix nodes, long start, long end, HashBackend backend)
    {
        uint* digests = stackalloc uint[8 * StackRows];
        uint** target = stackalloc uint*[8];
        uint** message = stackalloc uint*[16];
        for (long at = start; at < end; at += StackRows)
        {
            long stop = Math.Min(end, at + StackRows);
            for (int w = 0; w < 8; w++) target[w] = message[w + 8] = digests + w * StackRows;
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
