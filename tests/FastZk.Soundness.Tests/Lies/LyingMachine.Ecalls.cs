using FastZk.Circuits;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>ECALL, and the rows that move bytes to the journal and from the input.</summary>
internal sealed partial class LyingMachine
{
    private void Ecall(uint index, EcallKind? forced)
    {
        var t = _time;
        var (number, descriptor, buffer, asked) = (_registers[A7].Value, _registers[A0].Value, _registers[A1].Value, _registers[A2].Value);
        if (forced is null && !Lying(LieKind.EcallKind))
        {
            switch (number)
            {
                case EcallNumber.Sha256Compress:
                    Hash(index);
                    return;
                case EcallNumber.KeccakAbsorb or EcallNumber.KeccakPermute:
                    Permute(index, number == EcallNumber.KeccakAbsorb);
                    return;
                case EcallNumber.ModMul256 or EcallNumber.MulWide256:
                    Multiply(index, number == EcallNumber.MulWide256);
                    return;
            }
        }

        if (forced is null && number is not (>= EcallNumber.Sha256Compress and <= EcallNumber.MulWide256) && KindOf(number, descriptor) is null)
        {
            Derail();
            return;
        }

        if (_lie.Step == _step && _lie.Kind is LieKind.Operand or LieKind.OperandOnce && _slot is 1 or 2)
        {
            // The call goes by the operand that it says it read.
            (buffer, asked) = _slot == 1 ? (Within(Other(buffer), 1), asked) : (buffer, asked + (uint)_random.Next(1, 9));
            _told = _slot == 1 ? buffer : asked;
        }

        var honest = KindOf(number, descriptor) ?? EcallKind.NotImplemented;
        var kind = forced ?? honest;
        if (Lying(LieKind.EcallKind))
        {
            kind = (EcallKind)_random.Next((int)EcallKind.NotImplemented + 1);
        }

        var device = kind is EcallKind.WriteJournal or EcallKind.Read;
        var left = _registers[Input].Value;
        var count = kind switch
        {
            EcallKind.WriteJournal or EcallKind.WriteConsole => asked,
            EcallKind.Read => Math.Min(asked, left),
            _ => 0u,
        };
        if (kind == EcallKind.Read && Lying(LieKind.ShortRead))
        {
            count = (uint)_random.Next((int)count);
        }
        else if (kind == EcallKind.Read && Lying(LieKind.OverRead))
        {
            count += (uint)_random.Next(1, 9);
        }
        else if (Lying(LieKind.EcallCount))
        {
            count = _random.Next(2) == 0 ? count + (uint)_random.Next(1, 9) : (uint)_random.Next((int)Math.Min(count, 1 << 20) + 1);
        }

        if (device && Lying(LieKind.Buffer))
        {
            buffer += (uint)(_random.Next(2) == 0 ? _random.Next(1, 8) : -_random.Next(1, 8));
        }

        if (count > 0 && (count >= 1 << 16 || (ulong)buffer + count > AddressSpace.MemoryLimit))
        {
            Derail();
            return;
        }

        var result = kind switch
        {
            EcallKind.Exit => descriptor,
            EcallKind.CycleCount => _cycles & EcallNumber.CycleCountMask,
            EcallKind.NotImplemented => unchecked((uint)-38),
            _ => count,
        };
        var list = Trace[InstructionClass.Ecall];
        var row = _draft.Append(list);
        for (var c = 0; c < TraceLayout.EcallColumns; c++)
        {
            list.Set(row, c, 0);
        }

        Steps?.Add(new(index, Image.Code[index], InstructionClass.Ecall, kind, count));
        list.Set(row, (int)EcallColumn.Row, index);
        list.Set(row, (int)EcallColumn.Time, t);
        list.Set(row, (int)EcallColumn.Kind, (uint)kind);
        Read(list, row, (int)EcallColumn.Number, A7, t + 1, 0);
        if (kind != honest)
        {
            TellNumber(kind, row, number);
        }

        if (device)
        {
            Read(list, row, (int)EcallColumn.A1, A1, t + 3, 1);
            var key = kind == EcallKind.Read ? Input : Journal;
            var (state, next) = (_registers[key].Value, _registers[key].Value + (kind == EcallKind.Read ? 0 - count : count));
            if (Lying(LieKind.PseudoRegister))
            {
                next = (uint)(next + _random.Next(4) switch { 0 => 1, 1 => -1, 2 => _random.Next(-4, 5), _ => -_random.Next(1, 40) });
                _draft.Solve.Add(((int)InstructionClass.Ecall, row));
            }

            Write(list, row, (int)EcallColumn.State, key, t + 5, 4, next, isBlind: false);
            list.Set(row, (int)EcallColumn.NewState, next);
            Move(kind, buffer, count, state, t);
            if (Lying(LieKind.Buffer))
            {
                _draft.Tell(InstructionClass.Ecall, row, "buffer_quarter", (buffer & 0xFFFF) / 4);
                _draft.Tell(InstructionClass.Ecall, row, "buffer_bit0", buffer % 2);
                _draft.Tell(InstructionClass.Ecall, row, "buffer_bit1", buffer / 2 % 2);
                _draft.Tell(InstructionClass.Ecall, row, "end_word", (buffer + count) / 4);
                _draft.Tell(InstructionClass.Ecall, row, "end_offset", (buffer + count) % 4);
            }
        }

        if (device || kind == EcallKind.WriteConsole)
        {
            Read(list, row, (int)EcallColumn.A2, A2, t + 4, 2);
        }

        var given = result;
        if (Lying(LieKind.EcallResult))
        {
            given = kind == EcallKind.CycleCount ? Other(result) | (1u << _random.Next(30, 32)) : Other(result);
            _draft.TellWord((int)InstructionClass.Ecall, row, "a0_new", given);
            _draft.Solve.Add(((int)InstructionClass.Ecall, row));
        }

        if (Lying(LieKind.ShortRead) || Lying(LieKind.OverRead) || Lying(LieKind.EcallCount) || Lying(LieKind.EcallKind))
        {
            _draft.Solve.Add(((int)InstructionClass.Ecall, row));
        }

        Write(list, row, (int)EcallColumn.A0, A0, t + 6, 3, given, isBlind: kind is not EcallKind.Exit and not EcallKind.WriteJournal and not EcallKind.WriteConsole and not EcallKind.Read);
        list.Set(row, (int)EcallColumn.Result, result);
        _cycles++;
        if (kind == EcallKind.Exit)
        {
            (_draft.ExitCode, _ended) = (list[row, (int)EcallColumn.A0], true);
        }

        (_pc, _time) = (_pc + 4, t + 8);
    }

    private static EcallKind? KindOf(uint number, uint descriptor) => number switch
    {
        93 => EcallKind.Exit,
        63 when descriptor == 0 => EcallKind.Read,
        64 when descriptor == 3 => EcallKind.WriteJournal,
        64 when descriptor is 1 or 2 => EcallKind.WriteConsole,
        0x1000 => EcallKind.CycleCount,
        >= EcallNumber.FirstReserved and <= EcallNumber.LastReserved => EcallKind.NotImplemented,
        _ => null,
    };

    // The number that the row asks for is made to agree with a7.
    private void TellNumber(EcallKind kind, int row, uint number)
    {
        if (_random.Next(2) == 0)
        {
            uint asked = kind switch { EcallKind.Exit => 93, EcallKind.Read => 63, EcallKind.WriteJournal or EcallKind.WriteConsole => 64, _ => 0x1000 };
            _draft.Tell(InstructionClass.Ecall, row, "number_extra", (long)number - asked);
        }
    }

    // One row for each word; journal bytes are published, input bytes stored.
    private void Move(EcallKind kind, uint buffer, uint count, uint index, uint t)
    {
        var (list, table) = kind == EcallKind.Read ? (Trace.InputWords, Rv32Circuit.Input) : (Trace.JournalWords, Rv32Circuit.Journal);
        var words = (int)((buffer % 4 + count + 3) / 4);
        var lieAt = _lie.Step == _step && words > 0 ? _random.Next(words) : -1;
        var word = 0;
        for (uint done = 0; done < count; word++)
        {
            var address = buffer + done;
            var (offset, bytes) = (address % 4, Math.Min(4 - address % 4, count - done));
            var (key, lying) = (MemoryKey.Memory + address / 4, word == lieAt);
            var skipped = lying && Lying(LieKind.IoRow) && _random.Next(3) == 0;
            var twice = lying && Lying(LieKind.IoRow) && !skipped && _random.Next(2) == 0;
            if (lying && Lying(LieKind.IoRow) && !skipped && !twice)
            {
                // A byte less, which comes in a second row of the word, or one more than there are left.
                bytes = bytes > 1 && (offset + bytes == 4 || _random.Next(2) == 0) ? bytes - 1 : bytes + 1;
            }

            if (lying && Lying(LieKind.IoIndex))
            {
                index += _random.Next(2) == 0 ? 1u : uint.MaxValue;
            }

            for (var n = skipped ? 0 : twice ? 2 : 1; n > 0; n--)
            {
                MoveWord(list, table, kind, key, offset, bytes, done, count, index, t, lying);
            }

            done += bytes;
        }

        if (kind == EcallKind.Read)
        {
            _position += (int)count;
        }
    }

    private void MoveWord(RecordList list, int table, EcallKind kind, uint key, uint offset, uint bytes, uint done, uint count, uint index, uint t, bool lying)
    {
        var row = _draft.Append(list);
        list.Set(row, (int)IoColumn.Time, t);
        list.Set(row, (int)IoColumn.Word, key - MemoryKey.Memory);
        list.Set(row, (int)IoColumn.Offset, offset);
        list.Set(row, (int)IoColumn.Count, bytes);
        list.Set(row, (int)IoColumn.Done, done);
        list.Set(row, (int)IoColumn.Left, count - done);
        list.Set(row, (int)IoColumn.Index, index);
        ref var cell = ref CellOf(key);
        list.Set(row, (int)IoColumn.TimeOld, cell.Time);
        var now = cell.Value;
        if (kind == EcallKind.Read)
        {
            for (uint k = 0; k < bytes; k++)
            {
                var at = _position + (int)(done + k);
                var value = at < _program.Input.Length ? _program.Input[at] : (byte)0xA5;
                now = Semantics.Store(Opcode.Sb, now, value, offset + k);
            }

            // A byte beside those that came in; where all four came, there is none.
            if (lying && bytes < 4 && Lying(LieKind.InputKept))
            {
                now ^= (uint)_random.Next(1, 256) << (int)(8 * ((offset + bytes) % 4));
                _draft.Solve.Add((table, row));
            }
        }
        else if (lying && Lying(LieKind.JournalWord))
        {
            now = Other(now);
        }

        list.Set(row, (int)IoColumn.Old, kind == EcallKind.Read ? cell.Value : now);
        list.Set(row, (int)IoColumn.New, now);
        for (uint k = 0; k < bytes && kind != EcallKind.Read; k++)
        {
            _journal[index + done + k] = (byte)(now >> (int)(8 * ((offset + k) % 4)));
        }

        cell.Value = now;
        cell.Time = t + 5;
        cell.Writer = default;
    }
}
