using FastZk.Circuits;
using FastZk.Field;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>The beginning and the end of the run, of memory, and the claim.</summary>
internal sealed partial class LyingMachine
{
    private readonly Dictionary<uint, (uint Initial, BoundaryKind Kind)> _begun = [];
    private readonly List<(uint Key, uint Initial, uint Time, uint Final, BoundaryKind Kind)> _again = [];
    private uint _lastKey;

    // Sets registers and memory, and lies about where they begin.
    private void LieAboutTheStart()
    {
        Array.Clear(_registers);
        _memory.Clear();
        _journal.Clear();
        _begun.Clear();
        _again.Clear();
        _registers[Input].Value = (uint)_program.Input.Length;
        switch (_lie.Kind)
        {
            case LieKind.StartElsewhere:
                _pc = Image.CodeBase + 4 * (uint)_random.Next(Image.Code.Length);
                break;
            case LieKind.StartLate:
                _time = _random.Next(2) == 0 ? 4 * (uint)_random.Next(1, 1000) : (uint)_random.Next(1, 4);
                break;
            case LieKind.GenesisRegister:
                var key = (uint)_random.Next((int)Input);
                Begin(key, Other(0), 0, BoundaryKind.Zero, BoundaryKind.Image, BoundaryKind.Free);
                break;
            case LieKind.GenesisImage:
                var word = MemoryKey.Memory + _random.Pick(Image.ImageAddresses) / 4;
                Begin(word, Other(_program.InitialWord(word)), _program.InitialWord(word), BoundaryKind.Image, BoundaryKind.Zero, BoundaryKind.Free);
                break;
            case LieKind.LeftOut:
                var gone = MemoryKey.Memory + _random.Pick(Image.ImageAddresses) / 4;
                Begin(gone, 0, 0, BoundaryKind.Zero, BoundaryKind.Zero, BoundaryKind.Zero);
                break;
        }
    }

    // A cell begins with another value, and its row says so in one of several ways, or says the truth.
    private void Begin(uint key, uint value, uint truth, params BoundaryKind[] kinds)
    {
        CellOf(key).Value = value;
        _begun[key] = (_random.Next(4) == 0 ? truth : value, _random.Pick(kinds));
    }

    // A word that a load is about to read begins anew: as something else, or for a second time.
    private void LieAboutAWord(uint key)
    {
        ref var c = ref CellOf(key);
        var image = _program.IsImage(key);
        if (_lie.Kind == LieKind.GenesisZero)
        {
            if (c.Time == 0 && !image)
            {
                Begin(key, Other(0), 0, BoundaryKind.Zero, BoundaryKind.Image, BoundaryKind.Free);
            }

            return;
        }

        if (c.Time == 0)
        {
            return;
        }

        var initial = _random.Next(3) switch { 0 => 0u, 1 => _program.InitialWord(key), _ => Other(c.Value) };
        _again.Add((key, _program.InitialWord(key), c.Time, c.Value, image ? BoundaryKind.Image : BoundaryKind.Zero));
        c = new() { Value = initial };
        _begun[key] = (initial, initial == 0 || _random.Next(2) == 0 ? BoundaryKind.Zero : BoundaryKind.Image);
    }

    // All registers, all image words and all touched words, by key.
    private void WriteBoundary()
    {
        _lastKey = 0;
        for (uint key = 0; key < MemoryKey.RegisterCount; key++)
        {
            AddBoundary(key, _registers[key], key == Input ? ((uint)_program.Input.Length, BoundaryKind.Free) : (0, BoundaryKind.Zero));
        }

        var touched = _memory.Keys.Where(k => !_program.IsImage(k)).Order().ToArray();
        var at = 0;
        foreach (var key in _program.ImageKeys)
        {
            for (; at < touched.Length && touched[at] < key; at++)
            {
                AddBoundary(touched[at], _memory[touched[at]], (0, BoundaryKind.Zero));
            }

            AddBoundary(key, CellOf(key), (_program.InitialWord(key), BoundaryKind.Image));
        }

        for (; at < touched.Length; at++)
        {
            AddBoundary(touched[at], _memory[touched[at]], (0, BoundaryKind.Zero));
        }

        switch (_lie.Kind)
        {
            case LieKind.Final:
                LieAboutTheEnd();
                break;
            case LieKind.BoundaryRow:
                LieAboutARow();
                break;
        }
    }

    private void AddBoundary(uint key, in Cell c, (uint Initial, BoundaryKind Kind) begin)
    {
        foreach (var a in _again.Where(a => a.Key == key))
        {
            AddBoundary(key, a.Initial, a.Time, a.Final, a.Kind);
        }

        var (initial, kind) = _begun.TryGetValue(key, out var told) ? told : begin;
        if (_lie.Kind == LieKind.LeftOut && _begun.ContainsKey(key) && c.Time == 0)
        {
            return;
        }

        var row = AddBoundary(key, initial, c.Time, c.Value, kind);
        if (c.Alias != 0)
        {
            TellAlias(Rv32Circuit.Boundary, row, "final", c.Value, c.Alias);
        }
    }

    private int AddBoundary(uint key, uint initial, uint time, uint final, BoundaryKind kind)
    {
        while (key - _lastKey > MemoryKey.MaxBoundaryStep && key > _lastKey)
        {
            AddBoundary(_lastKey + MemoryKey.MaxBoundaryStep, 0, 0, 0, BoundaryKind.Zero);
        }

        _lastKey = key;
        var row = _draft.Append(Trace.Boundary);
        Trace.Boundary.Set(row, (int)BoundaryColumn.Key, key);
        Trace.Boundary.Set(row, (int)BoundaryColumn.Initial, initial);
        Trace.Boundary.Set(row, (int)BoundaryColumn.Time, time);
        Trace.Boundary.Set(row, (int)BoundaryColumn.Final, final);
        Trace.Boundary.Set(row, (int)BoundaryColumn.Kind, (uint)kind);
        return row;
    }

    // A value or time at the end that is not the last access's.
    private void LieAboutTheEnd()
    {
        var row = _random.Next(Trace.Boundary.Count);
        var column = _random.Next(3) == 0 ? BoundaryColumn.Time : BoundaryColumn.Final;
        var now = Trace.Boundary[row, (int)column];
        Trace.Boundary.Set(row, (int)column, column == BoundaryColumn.Time ? OtherTime(now, now + 4) : Other(now));
    }

    // A row once more, taken away, exchanged with its neighbour, marked unused, or under another key.
    private void LieAboutARow()
    {
        const int table = Rv32Circuit.Boundary;
        var (row, kind, other) = (_random.Next(Trace.Boundary.Count - 1), _random.Next(6), _random.NextUInt32());
        if (Trace.Boundary[row, (int)BoundaryColumn.Time] == 0 && Trace.Boundary[row, (int)BoundaryColumn.Kind] != (uint)BoundaryKind.Image)
        {
            return; // nobody used the word: its row cancels itself and may as well be missing
        }

        _draft.RowEdits.Add(rows =>
        {
            var t = rows.Table(table);
            var (key, real) = (TableColumn("key"), TableColumn("is_real"));
            switch (kind)
            {
                case 0:
                    t.Insert(row, t.Row(row));
                    break;
                case 1:
                    t.Remove(row);
                    break;
                case 2:
                    var first = t.Row(row).ToArray();
                    t.Remove(row);
                    t.Insert(row + 1, first);
                    break;
                case 3:
                    t[row, real] = 0;
                    break;
                case 4:
                    t[row, key] = (t[row, key] + (other % 2 == 0 ? 1u : Fp.Modulus - 1)) % Fp.Modulus;
                    break;
                default:
                    t[row, key] = other % Fp.Modulus;
                    break;
            }

            if (other % 3 > 0)
            {
                Regap(t);
            }
        });
    }

    private static int TableColumn(string name) => Circuits.Tests.TableText.Of(Rv32Circuit.Boundary)[name];

    // Key limbs and gaps, told as if all were well.
    private static void Regap(TableRows t)
    {
        var (key, keyLow, gapLow, gapHigh) = (TableColumn("key"), TableColumn("key_low"), TableColumn("gap_low"), TableColumn("gap_high"));
        for (var r = 0; r < t.Count; r++)
        {
            t[r, keyLow] = t[r, key] & 0xFFFF;
            if (r + 1 < t.Count)
            {
                var gap = (Fp.FromUInt32(t[r + 1, key]) - Fp.FromUInt32(t[r, key]) - Fp.One).ToUInt32();
                (t[r, gapLow], t[r, gapHigh]) = (gap & 0xFFFF, gap >> 16);
            }
        }
    }

    // The journal that the rows published: bytes that none did are 0.
    private void FinishJournal()
    {
        var length = _journal.Count == 0 ? 0 : (int)Math.Min(_journal.Keys.Max(), 1 << 16) + 1;
        for (uint k = 0; k < length; k++)
        {
            _draft.Journal.Add(_journal.GetValueOrDefault(k));
        }
    }

    private void LieAboutTheClaim()
    {
        var j = _draft.Journal;
        switch (_lie.Kind)
        {
            case LieKind.ClaimExit:
                _draft.ExitCode = Other(_draft.ExitCode);
                break;
            case LieKind.ClaimByte when j.Count > 0:
                var k = _random.Next(j.Count);
                j[k] ^= (byte)_random.Next(1, 256);
                break;
            case LieKind.ClaimLength when j.Count > 0 && _random.Next(2) == 0:
                j.RemoveAt(_random.Next(2) == 0 ? j.Count - 1 : _random.Next(j.Count));
                break;
            case LieKind.ClaimLength:
                j.Insert(_random.Next(2) == 0 ? j.Count : _random.Next(j.Count + 1), (byte)_random.Next(256));
                break;
            case LieKind.ClaimSwap when j.Count > 1:
                var a = _random.Next(j.Count);
                var b = _random.Next(j.Count);
                (j[a], j[b]) = (j[b], j[a]);
                break;
        }
    }
}
