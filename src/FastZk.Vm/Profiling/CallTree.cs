using System.Runtime.CompilerServices;

namespace FastZk.Vm.Profiling;

/// <summary>All call stacks of a run merged to a tree: a node is a function as called by way of its ancestors. Node 0 is the root, which is no function.</summary>
/// <remarks>
/// Children come behind their parents. Costs are those of the node itself. Once the tree has as many nodes as it may have, new stacks are cut: their
/// functions become children of one node, <see cref="Rest"/>, so that every function's own cost stays exact.
/// </remarks>
public sealed class CallTree
{
    /// <summary>Name of what stands for stacks beyond the limit.</summary>
    public const string RestName = "[call tree full]";

    private readonly Dictionary<long, int> _children = [];
    private readonly List<Node> _nodes = [new() { Parent = -1, Function = -1 }];
    private readonly int _limit;

    /// <param name="rest">The number of a name for stacks beyond the limit.</param>
    /// <param name="limit">The most nodes, those below <see cref="Rest"/> apart.</param>
    internal CallTree(int rest, int limit)
    {
        (RestFunction, _limit) = (rest, limit);
    }

    /// <summary>Number of nodes, the root's included.</summary>
    public int Count => _nodes.Count;

    /// <summary>The node above the functions of stacks that were cut, or 0 if none was.</summary>
    public int Rest { get; private set; }

    private int RestFunction { get; }

    /// <summary>A node.</summary>
    public Node this[int index] => _nodes[index];

    /// <summary>Costs of the nodes with all below them, by node.</summary>
    public (long[] Cycles, long[] Cells) Totals()
    {
        var (cycles, cells) = (new long[Count], new long[Count]);
        for (var i = Count - 1; i >= 0; i--)
        {
            cycles[i] += _nodes[i].Cycles;
            cells[i] += _nodes[i].Cells;
            if (i > 0)
            {
                cycles[_nodes[i].Parent] += cycles[i];
                cells[_nodes[i].Parent] += cells[i];
            }
        }

        return (cycles, cells);
    }

    /// <summary>Goes through the tree from the root, children in the order in which they were first called; calls enter and leave for every node but the root.</summary>
    public void Walk(Action<int> enter, Action<int> leave)
    {
        ArgumentNullException.ThrowIfNull(enter);
        ArgumentNullException.ThrowIfNull(leave);
        var (firstChild, nextSibling) = (new int[Count], new int[Count]);
        for (var i = Count - 1; i > 0; i--)
        {
            nextSibling[i] = firstChild[_nodes[i].Parent];
            firstChild[_nodes[i].Parent] = i;
        }

        // Not recursive: guests are.
        var node = firstChild[0];
        while (node > 0)
        {
            enter(node);
            if (firstChild[node] > 0)
            {
                node = firstChild[node];
                continue;
            }

            while (node > 0)
            {
                leave(node);
                if (nextSibling[node] > 0)
                {
                    node = nextSibling[node];
                    break;
                }

                node = _nodes[node].Parent;
            }
        }
    }

    /// <summary>The node of a function called from a node; made if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal int Child(int parent, int function)
    {
        var key = (long)parent << 32 | (uint)function;
        if (_children.TryGetValue(key, out var child))
        {
            return child;
        }

        if (_nodes.Count >= _limit && (Rest == 0 || parent != Rest))
        {
            Rest = Rest == 0 ? Add(0, RestFunction) : Rest;
            return Child(Rest, function);
        }

        _children[key] = child = Add(parent, function);
        return child;
    }

    internal void Charge(int node, long cycles, long cells)
    {
        var n = _nodes[node];
        n.Cycles += cycles;
        n.Cells += cells;
    }

    internal void Called(int node) => _nodes[node].Calls++;

    private int Add(int parent, int function)
    {
        _nodes.Add(new() { Parent = parent, Function = function });
        return _nodes.Count - 1;
    }

    /// <summary>One function with the stack above it.</summary>
    public sealed class Node
    {
        /// <summary>Index of the caller's node; -1 for the root.</summary>
        public int Parent { get; init; }

        /// <summary>Number of the function's name; -1 for the root.</summary>
        public int Function { get; init; }

        /// <summary>Instructions executed here.</summary>
        public long Cycles { get; internal set; }

        /// <summary>Cells of these, and of the memory words that its ecalls moved.</summary>
        public long Cells { get; internal set; }

        /// <summary>How often it was entered; 0 for inlined functions.</summary>
        public long Calls { get; internal set; }
    }
}
