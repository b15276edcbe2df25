using FastZk.Circuits;
using FastZk.Stark.Security;

namespace FastZk;

/// <summary>The last few shapes, since their security parameters take integer arithmetic with big numbers and receipts of one service share them.</summary>
internal static class ShapeCache
{
    private const int Size = 16;

    private static readonly Lock Gate = new();
    private static readonly ProofShape?[] Shapes = new ProofShape?[Size];
    private static int s_next;

    public static ProofShape? Get(Profile profile, ReadOnlySpan<sbyte> heights, long publicTuples, out string? reason)
    {
        lock (Gate)
        {
            foreach (var s in Shapes)
            {
                if (s is not null && s.Profile == profile && s.PublicTuples == publicTuples && Same(s, heights))
                {
                    reason = null;
                    return s;
                }
            }
        }

        var shape = ProofShape.Create(Rv32Circuit.System, profile, heights, publicTuples, out reason);
        if (shape is not null)
        {
            lock (Gate)
            {
                Shapes[s_next = (s_next + 1) % Size] = shape;
            }
        }

        return shape;
    }

    private static bool Same(ProofShape shape, ReadOnlySpan<sbyte> heights)
    {
        for (var t = 0; t < heights.Length; t++)
        {
            if (shape.LogHeight(t) != heights[t])
            {
                return false;
            }
        }

        return true;
    }
}
