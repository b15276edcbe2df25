namespace FastZk.Vm;

/// <summary>A region's code and the number of its instructions.</summary>
/// <param name="Code">The method; null for a region that was replaced.</param>
/// <param name="Size">Instructions in it: between two looks at the clock it executes at most so many.</param>
internal readonly record struct TranslatedRegion(RegionCode? Code, int Size)
{
    /// <summary>An entry's number is (region's number + 1) &lt;&lt; LabelBits | label; a region has fewer labels than that leaves room for.</summary>
    public const int LabelBits = 12;
}
