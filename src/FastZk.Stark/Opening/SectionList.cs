using FastZk.Memory;
using FastZk.Stark.Proof;

namespace FastZk.Stark.Opening;

/// <summary>Pieces of a proof whose lengths are known before their bytes: all workers write them at once, each at its own place.</summary>
internal sealed class SectionList
{
    private readonly List<(int Start, int Length, Fill Fill)> _sections = [];
    private int _length;

    /// <summary>Writes all bytes of a section.</summary>
    public delegate void Fill(Span<byte> bytes);

    /// <summary>Appends a section.</summary>
    public void Add(int length, Fill fill)
    {
        _sections.Add((_length, length, fill));
        _length = checked(_length + length);
    }

    /// <summary>Writes all sections in their order.</summary>
    public void Write(ProofWriter writer, WorkerSet workers)
    {
        var bytes = writer.Reserve(_length);
        workers.For(_sections.Count, i =>
        {
            var (start, length, fill) = _sections[i];
            fill(bytes.Span.Slice(start, length));
        });
    }
}
