using System.Runtime.CompilerServices;

namespace FastZk.Vm.Profiling;

/// <summary>The guest's call stack as its jumps show it, and the node of the call tree that the instructions executed now belong to.</summary>
/// <remarks>
/// Jumps that fit no call or return (longjmp, threads of the guest's own, code that plays with ra) cannot break it: frames whose stack space was given
/// up, by sp, are dropped, and code of another function than the top frame's takes that frame over, as a tail call does.
/// </remarks>
internal sealed class ShadowStack(CallTree tree, CodeSegments segments, FunctionMap functions)
{
    /// <summary>Frames beyond this many replace the top one.</summary>
    public const int MaxDepth = 1 << 17;

    private readonly List<Frame> _frames = [];
    private int _segment = -1, _node;

    // Node: of the function itself, without inlined ones. Return: index that a return from it leads to. Sp: on entry.
    private readonly record struct Frame(int Node, int Function, int Return, uint Sp);

    /// <summary>Frames, the outermost included.</summary>
    public int Depth => _frames.Count;

    /// <summary>Whether calls were nested too deep to keep all frames.</summary>
    public bool WasCut { get; private set; }

    /// <summary>The run begins.</summary>
    public void Start(int entry) => Push(0, functions[entry], -1, 0);

    /// <summary>The tree's node for the instructions of a segment that is executed now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int NodeFor(int segment)
    {
        if (segment == _segment)
        {
            return _node;
        }

        var s = segments[segment];
        if (_frames[^1].Function != s.Function)
        {
            TakeOver(s.Function);
        }

        _node = _frames[^1].Node;
        foreach (var inlined in s.Inlines)
        {
            _node = tree.Child(_node, inlined);
        }

        _segment = segment;
        return _node;
    }

    /// <summary>A jump was taken.</summary>
    /// <param name="kind">What kind.</param>
    /// <param name="source">Index of the jump; its node was the last one asked for.</param>
    /// <param name="target">Index of the next instruction.</param>
    /// <param name="sp">The stack pointer.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Jump(JumpKind kind, int source, int target, uint sp)
    {
        switch (kind)
        {
            case JumpKind.Call when _frames.Count < MaxDepth:
                Push(NodeFor(segments.At(source)), functions[target], source + 1, sp);
                break;
            case JumpKind.Call:
                WasCut = true;
                break;
            case JumpKind.Return when _frames[^1].Return == target:
                Pop();
                break;
            case JumpKind.Return:
                Resynchronise(target, sp);
                break;
            case JumpKind.Indirect when functions[target] != _frames[^1].Function && functions.Functions[functions[target]].First != target:
                Resynchronise(target, sp);
                break;
        }
    }

    // A frame is gone once sp lies above what it was on entry; at the same height, if its caller goes on.
    private void Resynchronise(int target, uint sp)
    {
        while (_frames.Count > 1 && _frames[^1].Sp < sp)
        {
            Pop();
        }

        if (_frames[^1].Return == target)
        {
            Pop();
            return;
        }

        while (_frames.Count > 1 && _frames[^1].Sp == sp && _frames[^1].Function != functions[target] && _frames[^2].Function == functions[target])
        {
            Pop();
        }
    }

    // The top frame's function is left for another one that returns in its place.
    private void TakeOver(int function)
    {
        var top = _frames[^1];
        var node = tree.Child(_frames.Count > 1 ? tree[top.Node].Parent : 0, function);
        tree.Called(node);
        _frames[^1] = top with { Node = node, Function = function };
    }

    private void Push(int parent, int function, int back, uint sp)
    {
        var node = tree.Child(parent, function);
        tree.Called(node);
        _frames.Add(new(node, function, back, sp));
        _segment = -1;
    }

    private void Pop()
    {
        if (_frames.Count > 1)
        {
            _frames.RemoveAt(_frames.Count - 1);
        }

        _segment = -1;
    }
}
