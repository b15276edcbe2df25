namespace FastZk.Field.Packed;

/// <summary>
/// Rows of elements of E as five columns of words. Borrowed: whoever makes one guarantees that the five columns have as many words as the kernel at hand
/// reads or writes.
/// </summary>
public readonly unsafe struct ExtRows
{
    internal readonly uint* Start;
    internal readonly long Stride;
    internal readonly long Step;

    private ExtRows(uint* start, long stride, long step)
    {
        Start = start;
        Stride = stride;
        Step = step;
    }

    /// <summary>Columns stride words apart, read Width rows at a time.</summary>
    public static ExtRows At<T>(uint* start, long stride)
        where T : unmanaged, IPacked<T> => new(start, stride, T.Width);

    /// <summary>The same Width elements again and again.</summary>
    public static ExtRows Repeat<T>(PackedExt<T>* value)
        where T : unmanaged, IPacked<T> => new((uint*)value, T.Width, 0);
}
