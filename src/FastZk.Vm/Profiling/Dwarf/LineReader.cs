namespace FastZk.Vm.Profiling.Dwarf;

/// <summary>Runs the line programs of .debug_line: which source line each instruction was made of.</summary>
internal sealed class LineReader
{
    private const int MaxFiles = 1 << 16;
    private const long MaxOperations = 1L << 26, MaxMarked = 1L << 27;

    private readonly DwarfSections _sections;
    private readonly uint _codeBase;
    private readonly List<string> _files = [""];
    private readonly Dictionary<string, int> _fileNumbers = [];
    private long _operations, _marked;

    public LineReader(DwarfSections sections, DwarfUnits units, uint codeBase, int codeLength)
    {
        (_sections, _codeBase) = (sections, codeBase);
        (File, Line) = (new int[codeLength], new int[codeLength]);
        foreach (var program in units.All.Select(u => u.LineProgram).OfType<uint>().Distinct())
        {
            Broken |= !TryRun(program);
        }
    }

    /// <summary>File numbers by instruction index; 0 where nothing is known.</summary>
    public int[] File { get; }

    /// <summary>Lines by instruction index, from 1 on; 0 where nothing is known.</summary>
    public int[] Line { get; }

    /// <summary>File names by number.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>Whether something was not to be read.</summary>
    public bool Broken { get; private set; }

    // What a program begins with.
    private struct Header
    {
        public byte MinimumLength;
        public sbyte LineBase;
        public byte LineRange;
        public byte OpcodeBase;
        public byte[] OperandCounts;
        public int[] Files;
    }

    private bool TryRun(uint offset)
    {
        var section = _sections.Lines.Span;
        var cursor = new DwarfCursor(section, offset);
        var end = offset + 4L + cursor.Word();
        if (cursor.Failed || end > section.Length)
        {
            return false;
        }

        cursor = new DwarfCursor(section[..(int)end], offset + 4L);
        return TryReadHeader(ref cursor, out var header) && TryRun(ref cursor, header);
    }

    private bool TryReadHeader(ref DwarfCursor cursor, out Header header)
    {
        header = default;
        var version = cursor.Half();
        if (version is < 2 or > 5 || (version == 5 && cursor.Half() != 4)) // addresses of 4 bytes, no segments
        {
            return false;
        }

        var length = cursor.Word();
        var program = cursor.At + length;
        header.MinimumLength = cursor.Byte();
        if (version >= 4)
        {
            cursor.Byte(); // operations of a VLIW instruction
        }

        cursor.Byte(); // whether lines begin as statements
        header.LineBase = (sbyte)cursor.Byte();
        header.LineRange = cursor.Byte();
        header.OpcodeBase = cursor.Byte();
        if (header.LineRange == 0 || header.OpcodeBase == 0)
        {
            return false;
        }

        header.OperandCounts = new byte[header.OpcodeBase];
        for (var i = 1; i < header.OpcodeBase; i++)
        {
            header.OperandCounts[i] = cursor.Byte();
        }

        if (!(version == 5 ? TryReadNames(ref cursor, out header.Files) : TryReadOldNames(ref cursor, out header.Files)) || program < cursor.At)
        {
            return false;
        }

        cursor.Skip((ulong)(program - cursor.At));
        return !cursor.Failed;
    }

    // Directories, then files; numbers begin with 1.
    private bool TryReadOldNames(ref DwarfCursor cursor, out int[] files)
    {
        var directories = new List<string> { "" };
        var names = new List<int> { 0 };
        files = [];
        while (cursor.Text() is { Length: > 0 } directory)
        {
            directories.Add(directory);
            if (directories.Count > MaxFiles)
            {
                return false;
            }
        }

        while (cursor.Text() is { Length: > 0 } file)
        {
            var directory = cursor.Unsigned();
            cursor.Unsigned(); // time
            cursor.Unsigned(); // bytes
            names.Add(NumberOf(directory < (ulong)directories.Count ? directories[(int)directory] : "", file));
            if (names.Count > MaxFiles)
            {
                return false;
            }
        }

        files = [.. names];
        return !cursor.Failed;
    }

    // Version 5: both as tables that say what they contain; numbers begin with 0.
    private bool TryReadNames(ref DwarfCursor cursor, out int[] files)
    {
        files = [];
        if (!TryReadTable(ref cursor, out var directories) || !TryReadTable(ref cursor, out var names))
        {
            return false;
        }

        files = [.. names.Select(n => NumberOf(n.Directory < (ulong)directories.Count && n.Directory > 0 ? directories[(int)n.Directory].Name : "", n.Name))];
        return true;
    }

    private bool TryReadTable(ref DwarfCursor cursor, out List<(string Name, ulong Directory)> rows)
    {
        rows = [];
        var columns = new (ulong Content, uint Form)[cursor.Byte()];
        for (var c = 0; c < columns.Length; c++)
        {
            columns[c] = (cursor.Unsigned(), (uint)cursor.Unsigned());
        }

        var count = cursor.Unsigned();
        if (count > MaxFiles || cursor.Failed)
        {
            return false;
        }

        for (ulong i = 0; i < count; i++)
        {
            var (name, directory) = ("", 0UL);
            foreach (var (content, form) in columns)
            {
                if (!DwarfForm.TryRead(ref cursor, form, 0, out var value))
                {
                    return false;
                }

                (name, directory) = content switch
                {
                    1 => (Text(value), directory),
                    2 => (name, value.Number),
                    _ => (name, directory),
                };
            }

            rows.Add((name, directory));
        }

        return true;
    }

    private string Text(DwarfValue value)
    {
        var section = value.Class switch
        {
            DwarfClass.InlineText => _sections.Lines,
            DwarfClass.Text => _sections.Text,
            DwarfClass.LineText => _sections.LineText,
            _ => default,
        };
        return new DwarfCursor(section.Span, (long)Math.Min(value.Number, int.MaxValue)).Text();
    }

    private int NumberOf(string directory, string file)
    {
        var name = directory.Length == 0 || file.StartsWith('/') ? file : $"{directory.TrimEnd('/')}/{file}";
        if (!_fileNumbers.TryGetValue(name, out var number) && _files.Count < MaxFiles)
        {
            _fileNumbers[name] = number = _files.Count;
            _files.Add(name);
        }

        return number;
    }

    private bool TryRun(ref DwarfCursor cursor, in Header header)
    {
        var (address, file, line) = (0u, 1u, 1u);
        // The row before, which holds up to this one; null at the beginning of a sequence.
        (uint Address, uint File, uint Line)? row = null;
        while (!cursor.AtEnd)
        {
            if (++_operations > MaxOperations)
            {
                return false;
            }

            var opcode = cursor.Byte();
            var emits = opcode >= header.OpcodeBase;
            var ends = false;
            if (emits)
            {
                var adjusted = opcode - header.OpcodeBase;
                address += (uint)(adjusted / header.LineRange) * header.MinimumLength;
                line += (uint)(header.LineBase + adjusted % header.LineRange);
            }
            else
            {
                switch (opcode)
                {
                    case 0:
                        var length = cursor.Unsigned();
                        var at = cursor.At;
                        var extended = cursor.Byte();
                        ends = extended == 1;
                        address = extended == 2 ? cursor.Word() : address;
                        if (cursor.Failed || length == 0 || cursor.At - at > (long)Math.Min(length, int.MaxValue))
                        {
                            return false;
                        }

                        cursor.Skip(length - (ulong)(cursor.At - at));
                        break;
                    case 1: emits = true; break;
                    case 2: address += (uint)cursor.Unsigned() * header.MinimumLength; break;
                    case 3: line += (uint)cursor.Signed(); break;
                    case 4: file = (uint)cursor.Unsigned(); break;
                    case 8: address += (uint)((255 - header.OpcodeBase) / header.LineRange) * header.MinimumLength; break;
                    case 9: address += cursor.Half(); break;
                    default:
                        for (var i = 0; i < header.OperandCounts[opcode]; i++)
                        {
                            cursor.Unsigned();
                        }

                        break;
                }
            }

            if (!emits && !ends)
            {
                continue;
            }

            if (row is { } r && !TryMark(r.Address, address, r.File < (uint)header.Files.Length ? header.Files[r.File] : 0, r.Line))
            {
                return false;
            }

            row = ends ? null : (address, file, line);
            if (ends)
            {
                (address, file, line) = (0, 1, 1);
            }
        }

        return !cursor.Failed;
    }

    private bool TryMark(uint start, uint end, int file, uint line)
    {
        if (end <= start || end <= _codeBase || file == 0 || line is 0 or > int.MaxValue)
        {
            return true;
        }

        var first = start <= _codeBase ? 0 : (start - _codeBase) >> 2;
        var behind = Math.Min((end - _codeBase + 3) >> 2, (uint)Line.Length);
        if (first >= behind)
        {
            return true;
        }

        _marked += behind - first;
        if (_marked > MaxMarked)
        {
            return false;
        }

        File.AsSpan((int)first, (int)(behind - first)).Fill(file);
        Line.AsSpan((int)first, (int)(behind - first)).Fill((int)line);
        return true;
    }
}
