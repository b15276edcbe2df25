using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Vm;
using FastZk.Vm.Accelerators;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>The call sha256_compress, and the lies about it.</summary>
internal sealed partial class LyingMachine
{
    // More blocks than honest programs ask for: where a lie led.
    private const uint MostBlocks = 1 << 12;

    private void Hash(uint index)
    {
        var (t, list) = (_time, Trace.Sha256Calls);
        var row = _draft.Append(list);
        for (var c = 0; c < TraceLayout.Sha256CallColumns; c++)
        {
            list.Set(row, c, 0);
        }

        _call = (Rv32Circuit.Sha256Call, row);
        list.Set(row, (int)Sha256CallColumn.Row, index);
        list.Set(row, (int)Sha256CallColumn.Time, t);
        ReadNumber(list, row, (int)Sha256CallColumn.TimeNumber, t + 1);
        var blocks = Read(list, row, (int)Sha256CallColumn.Blocks, A1, t + 3, 1);
        var count = Read(list, row, (int)Sha256CallColumn.Count, A2, t + 4, 2);
        var result = Lying(LieKind.EcallResult) ? Other(0) : 0;
        var state = Write(list, row, (int)Sha256CallColumn.State, A0, t + 6, 3, result, isBlind: false);
        Steps?.Add(new(index, Image.Code[index], InstructionClass.Ecall, EcallKind.NotImplemented, count, Hashes: true));
        if (Sha256Call.Refuse(state, blocks, count, out _) is not null || count > MostBlocks)
        {
            Derail();
            return;
        }

        var h = new uint[Sha256Call.StateWords];
        var late = IsAboutWordTimes ? _random.Next(h.Length + (count > 0 ? (int)Sha256Call.BlockWords : 0)) : -1;
        for (uint i = 0; i < h.Length; i++)
        {
            ref var cell = ref CellOf(MemoryKey.Memory + state / 4 + i);
            h[i] = cell.Value;
            list.Set(row, (int)Sha256CallColumn.OldWords + (int)i, cell.Value);
            list.Set(row, (int)Sha256CallColumn.TimesOld + (int)i, i == late ? OtherTime(cell.Time, t + 5) : cell.Time);
            cell.Time = t + 5;
        }

        HashBlocks(h, Sequence(blocks / 4, count), t, late - h.Length);
        if (Lying(LieKind.HashState))
        {
            ref var word = ref h[_random.Next(h.Length)];
            word = Other(word);
        }

        for (uint i = 0; i < h.Length; i++)
        {
            ref var cell = ref CellOf(MemoryKey.Memory + state / 4 + i);
            list.Set(row, (int)Sha256CallColumn.NewWords + (int)i, h[i]);
            cell = new() { Value = h[i], Time = t + 5 };
        }

        _cycles++;
        (_pc, _time) = (_pc + 4, t + 8);
    }

    // Accelerators access no fifth register: then it is the time of a memory word that is told otherwise.
    private bool IsAboutWordTimes => Lying(LieKind.AccessTime) && _slot == 4;

    // The number is a constant of the row: only the time of its access can be told otherwise.
    private void ReadNumber(RecordList list, int row, int column, uint time)
    {
        ref var c = ref _registers[A7];
        var before = Bridged(A7, c.Value, c.Time, time);
        list.Set(row, column, _slot == 0 && _lie.Kind == LieKind.AccessTime ? OtherTime(before, time) : before);
        c.Time = time;
    }

    // First words of the blocks, in the order in which they are hashed.
    private List<uint> Sequence(uint word, uint count)
    {
        if (Lying(LieKind.HashCount))
        {
            count = count == 0 || _random.Next(2) == 0 ? count + (uint)_random.Next(1, 3) : (uint)_random.Next((int)count);
        }

        if (Lying(LieKind.HashAddress))
        {
            word += (uint)(_random.Next(2) == 0 ? _random.Next(1, 20) : -_random.Next(1, 4));
            if (_random.Next(2) == 0)
            {
                _draft.Tell(Rv32Circuit.Sha256Call, Trace.Sha256Calls.Count - 1, "block_quarter", word % (1 << 14));
            }
        }

        var sequence = Enumerable.Range(0, (int)count).Select(b => word + Sha256Call.BlockWords * (uint)b).ToList();
        if (Lying(LieKind.HashBlocks))
        {
            var at = _random.Next(sequence.Count);
            switch (_random.Next(3))
            {
                case 0:
                    sequence.RemoveAt(at);
                    break;
                case 1:
                    sequence.Insert(at, sequence[at]);
                    break;
                default:
                    var other = (at + 1) % sequence.Count;
                    (sequence[at], sequence[other]) = (sequence[other], sequence[at]);
                    break;
            }
        }

        return sequence;
    }

    // The time of one of the first block's words may be told otherwise.
    private void HashBlocks(uint[] h, List<uint> sequence, uint t, int late)
    {
        var list = Trace.Sha256Blocks;
        var run = list.Count == 0 ? 0 : list[list.Count - 1, (int)Sha256BlockColumn.Run] + 1;
        var lieAt = Lying(LieKind.HashWord) ? _random.Next(sequence.Count) : -1;
        for (var b = 0; b < sequence.Count; b++)
        {
            var row = _draft.Append(list);
            list.Set(row, (int)Sha256BlockColumn.Time, t);
            list.Set(row, (int)Sha256BlockColumn.Word, sequence[b]);
            list.Set(row, (int)Sha256BlockColumn.Run, run);
            list.Set(row, (int)Sha256BlockColumn.IsLast, b == sequence.Count - 1 ? 1u : 0);
            var words = new uint[Sha256Call.BlockWords];
            var (wrong, honestLoad) = (b == lieAt ? _random.Next(words.Length) : -1, _random.Next(2) == 0);
            for (var i = 0; i < words.Length; i++)
            {
                ref var cell = ref CellOf(MemoryKey.Memory + sequence[b] + (uint)i);
                words[i] = i == wrong ? Other(cell.Value) : cell.Value;
                if (i == wrong && honestLoad)
                {
                    // What is loaded is right; what is hashed is not.
                    _draft.TellWord(Rv32Circuit.Sha256Load, 4 * row + i / 4, $"m{i % 4}_", cell.Value);
                }

                list.Set(row, (int)Sha256BlockColumn.Words + i, words[i]);
                list.Set(row, (int)Sha256BlockColumn.TimesOld + i, b == 0 && i == late ? OtherTime(cell.Time, t + 5) : cell.Time);
                cell.Time = t + 5;
                cell.Writer = default;
            }

            for (var i = 0; i < h.Length; i++)
            {
                list.Set(row, (int)Sha256BlockColumn.State + i, h[i]);
            }

            CompressRow.Sequence(t, sequence[b], h, words, CompressRow.Rounds)[^1].Sum().CopyTo(h, 0);
        }
    }
}
