namespace FastZk.Vm;

/// <summary>A maximal run of words that lie in executable segments.</summary>
/// <param name="Address">Byte address of the first word, a multiple of 4.</param>
/// <param name="WordCount">Number of words, at least 1.</param>
public readonly record struct CodeRange(uint Address, int WordCount)
{
    /// <summary>The first byte address behind the range.</summary>
    public uint End => Address + 4 * (uint)WordCount;
}
