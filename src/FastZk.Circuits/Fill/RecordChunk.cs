using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Fill;

/// <summary>Records of one class that lie in one chunk, with the program at hand.</summary>
internal readonly ref struct RecordChunk
{
    /// <param name="image">the program.</param>
    /// <param name="list">the records of the class.</param>
    /// <param name="chunk">chunk of the list.</param>
    public RecordChunk(ElfImage image, RecordList list, int chunk)
        : this(image, list, chunk, 0, list.RowsOf(chunk))
    {
    }

    /// <param name="image">the program.</param>
    /// <param name="list">the records of the class.</param>
    /// <param name="chunk">chunk of the list.</param>
    /// <param name="first">first record, counted from the chunk's first.</param>
    /// <param name="count">number of records.</param>
    public RecordChunk(ElfImage image, RecordList list, int chunk, int first, int count)
    {
        Image = image;
        Count = count;
        var rows = list.Rows(chunk).Slice(first * list.Columns, count * list.Columns);
        // Columns that the class does not record are empty.
        RecordColumn Column(ReadOnlySpan<uint> words, TraceColumn c) => new((int)c < list.Columns ? words : default, (int)c, list.Columns);
        Row = Column(rows, TraceColumn.Row);
        Time = Column(rows, TraceColumn.Time);
        A = Column(rows, TraceColumn.A);
        TimeA = Column(rows, TraceColumn.TimeA);
        B = Column(rows, TraceColumn.B);
        TimeB = Column(rows, TraceColumn.TimeB);
        C = Column(rows, TraceColumn.C);
        TimeC = Column(rows, TraceColumn.TimeC);
    }

    public ElfImage Image { get; }
    public int Count { get; }
    public RecordColumn Row { get; }
    public RecordColumn Time { get; }
    public RecordColumn A { get; }
    public RecordColumn TimeA { get; }
    public RecordColumn B { get; }
    public RecordColumn TimeB { get; }
    public RecordColumn C { get; }
    public RecordColumn TimeC { get; }

    /// <summary>The instruction of record i.</summary>
    public ref readonly Instruction Instruction(int i) => ref Image.Code[Row[i]];

    /// <summary>Its address.</summary>
    public uint Pc(int i) => Image.CodeBase + 4 * Row[i];
}
