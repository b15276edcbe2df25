using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Fill;

/// <summary>The records of one chunk of one class, with the program at hand.</summary>
internal readonly ref struct RecordChunk
{
    public RecordChunk(ElfImage image, RecordList list, int chunk)
    {
        Image = image;
        Count = list.RowsOf(chunk);
        Row = list.Column(chunk, (int)TraceColumn.Row);
        Time = list.Column(chunk, (int)TraceColumn.Time);
        A = list.Column(chunk, (int)TraceColumn.A);
        TimeA = list.Column(chunk, (int)TraceColumn.TimeA);
        if (list.Columns > (int)TraceColumn.B)
        {
            B = list.Column(chunk, (int)TraceColumn.B);
            TimeB = list.Column(chunk, (int)TraceColumn.TimeB);
        }

        if (list.Columns > (int)TraceColumn.C)
        {
            C = list.Column(chunk, (int)TraceColumn.C);
            TimeC = list.Column(chunk, (int)TraceColumn.TimeC);
        }
    }

    public ElfImage Image { get; }
    public int Count { get; }
    public ReadOnlySpan<uint> Row { get; }
    public ReadOnlySpan<uint> Time { get; }
    public ReadOnlySpan<uint> A { get; }
    public ReadOnlySpan<uint> TimeA { get; }
    public ReadOnlySpan<uint> B { get; }
    public ReadOnlySpan<uint> TimeB { get; }
    public ReadOnlySpan<uint> C { get; }
    public ReadOnlySpan<uint> TimeC { get; }

    /// <summary>The instruction of record i.</summary>
    public ref readonly Instruction Instruction(int i) => ref Image.Code[Row[i]];

    /// <summary>Its address.</summary>
    public uint Pc(int i) => Image.CodeBase + 4 * Row[i];
}
