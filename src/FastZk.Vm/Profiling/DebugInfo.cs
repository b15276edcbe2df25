using FastZk.Vm.Profiling.Dwarf;

namespace FastZk.Vm.Profiling;

/// <summary>What a guest's DWARF (versions 2 to 5) says about its code: inlined calls and source lines. Immutable.</summary>
/// <remarks>
/// Debug information serves people only and may be anybody's bytes: what is broken is left out, and <see cref="Note"/> says so. Reading is bounded in
/// time and memory. Instructions are named by their index in <see cref="ElfImage.Code"/>.
/// </remarks>
public sealed class DebugInfo
{
    private readonly InlineReader _inlines;
    private readonly LineReader _lines;

    private DebugInfo(InlineReader inlines, LineReader lines, string? note)
    {
        (_inlines, _lines, Note) = (inlines, lines, note);
    }

    /// <summary>One line about what was not to be read, or null.</summary>
    public string? Note { get; }

    /// <summary>Reads the debug sections of a guest.</summary>
    /// <param name="elf">The file.</param>
    /// <param name="image">The program that was loaded from it.</param>
    /// <param name="note">Why there is nothing, or what was not to be read; null if all is well, or if the file has no debug sections.</param>
    /// <returns>Null where there is no debug information.</returns>
    /// <exception cref="InvalidElfException">The file is no guest.</exception>
    public static DebugInfo? Read(byte[] elf, ElfImage image, out string? note)
    {
        ArgumentNullException.ThrowIfNull(elf);
        ArgumentNullException.ThrowIfNull(image);
        var sections = new DwarfSections(elf);
        if (sections.Information.IsEmpty)
        {
            note = sections.Compressed ? "the debug information is compressed, which is not read; build with -gz=none" : null;
            return null;
        }

        var units = new DwarfUnits(sections);
        var inlines = new InlineReader(sections, units, image.CodeBase, image.Code.Length);
        var lines = new LineReader(sections, units, image.CodeBase, image.Code.Length);
        note = units.Broken || inlines.Broken || lines.Broken ? "some of the debug information is broken or of an unknown kind; it is left out" : null;
        return new(inlines, lines, note);
    }

    /// <summary>Number of the stack of inlined calls at an instruction; 0 for none.</summary>
    public int InlineAt(int instruction) => _inlines.At[instruction];

    /// <summary>The functions of a stack of inlined calls, outermost first.</summary>
    public IReadOnlyList<string> InlineStack(int number)
    {
        var names = new List<string>();
        for (; number != 0; number = _inlines.Stacks[number].Parent)
        {
            names.Add(_inlines.Stacks[number].Name);
        }

        names.Reverse();
        return names;
    }

    /// <summary>The source line that an instruction was made of, or null.</summary>
    public (string File, int Line)? LineAt(int instruction) =>
        _lines.Line[instruction] == 0 ? null : (_lines.Files[_lines.File[instruction]], _lines.Line[instruction]);
}
