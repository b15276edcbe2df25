namespace FastZk.Vm.Trace;

/// <summary>The ecalls and the memory boundary of a recording.</summary>
public sealed unsafe partial class Recorder
{
    private enum EcallResult
    {
        Continue,
        Exit,
        Fault,
    }

    private EcallResult Ecall(ref GuestIo io, uint index, uint time, long cycles, CancellationToken cancellation)
    {
        var number = _registers[A7].Value;
        var descriptor = _registers[A0].Value;
        EcallKind kind;
        switch (number)
        {
            case EcallNumber.Exit:
                kind = EcallKind.Exit;
                break;
            case EcallNumber.Read when descriptor == EcallNumber.InputDescriptor:
                kind = EcallKind.Read;
                break;
            case EcallNumber.Write when descriptor == EcallNumber.JournalDescriptor:
                kind = EcallKind.WriteJournal;
                break;
            case EcallNumber.Write when descriptor is 1 or 2:
                kind = EcallKind.WriteConsole;
                break;
            case EcallNumber.CycleCount:
                kind = EcallKind.CycleCount;
                break;
            case EcallNumber.Sha256Compress:
                return Sha256(index, time, cancellation) ? EcallResult.Continue : EcallResult.Fault;
            case EcallNumber.ModMul256 or EcallNumber.MulWide256:
                return Multiply256(index, time, number == EcallNumber.MulWide256) ? EcallResult.Continue : EcallResult.Fault;
            case EcallNumber.KeccakAbsorb or EcallNumber.KeccakPermute:
                return Keccak(number, index, time, cancellation) ? EcallResult.Continue : EcallResult.Fault;
            case >= EcallNumber.FirstReserved and <= EcallNumber.LastReserved:
                kind = EcallKind.NotImplemented;
                break;
            default:
                return EcallResult.Fault;
        }

        var buffer = _registers[A1].Value;
        var count = _registers[A2].Value;
        uint state = 0, newState = 0, result = 0;
        switch (kind)
        {
            case EcallKind.Exit:
                result = descriptor;
                break;
            case EcallKind.WriteJournal:
                state = io.JournalLength;
                if (io.Write(_memory, descriptor, buffer, count, cancellation) is not null)
                {
                    return EcallResult.Fault;
                }

                newState = io.JournalLength;
                result = count;
                Move(_trace.JournalWords, buffer, count, state, time);
                break;
            case EcallKind.WriteConsole:
                if (io.Write(_memory, descriptor, buffer, count, cancellation) is not null)
                {
                    return EcallResult.Fault;
                }

                result = count;
                break;
            case EcallKind.Read:
                state = io.InputLeft;
                var bytes = io.PeekInput(count);
                if (!GuestIo.BufferFits(buffer, (uint)bytes.Length))
                {
                    return EcallResult.Fault;
                }

                // The words' old values are recorded before the call changes them.
                var first = _trace.InputWords.Count;
                Move(_trace.InputWords, buffer, (uint)bytes.Length, state, time);
                io.Read(_memory, buffer, count, out result);
                Complete(_trace.InputWords, first);
                if (_code.OverlapsText(buffer, result, _textLength))
                {
                    WarnOfTextStore(Math.Max(buffer, _code.Base));
                }

                newState = io.InputLeft;
                break;
            case EcallKind.CycleCount:
                result = (uint)cycles & EcallNumber.CycleCountMask;
                break;
            default:
                result = EcallNumber.NotImplemented;
                break;
        }

        var p = _trace[InstructionClass.Ecall].Append();
        for (var c = 0; c < TraceLayout.EcallColumns; c++)
        {
            p[c] = 0;
        }

        Set(p, (int)EcallColumn.Row, index);
        Set(p, (int)EcallColumn.Time, time);
        Set(p, (int)EcallColumn.Kind, (uint)kind);
        Access(p, EcallColumn.Number, A7, time + 1);
        if (kind is EcallKind.WriteJournal or EcallKind.WriteConsole or EcallKind.Read)
        {
            if (kind != EcallKind.WriteConsole)
            {
                Access(p, EcallColumn.A1, A1, time + 3);
                var key = kind == EcallKind.Read ? MemoryKey.InputLeft : MemoryKey.JournalLength;
                Set(p, (int)EcallColumn.State, state);
                Set(p, (int)EcallColumn.TimeState, Touch(key, state, time + 5));
                Set(p, (int)EcallColumn.NewState, newState);
            }

            Access(p, EcallColumn.A2, A2, time + 4);
        }

        Access(p, EcallColumn.A0, A0, time + 6);
        Set(p, (int)EcallColumn.Result, result);
        _registers[A0].Value = result;
        return kind == EcallKind.Exit ? EcallResult.Exit : EcallResult.Continue;
    }

    private static void Set(uint* p, int column, uint value) => p[column] = value;

    private void Access(uint* p, EcallColumn column, int register, uint time)
    {
        var value = _registers[register].Value;
        Set(p, (int)column, value);
        Set(p, (int)column + 1, Touch((uint)register, value, time));
    }

    private uint Touch(uint key, uint value, uint time)
    {
        var before = _registers[key].Time;
        _registers[key].Time = time;
        return Bridged(key, value, before, time);
    }

    // One row for each memory word of the buffer; New is the word as it is now.
    private void Move(RecordList list, uint buffer, uint count, uint index, uint time)
    {
        for (uint done = 0; done < count;)
        {
            var address = buffer + done;
            var offset = address & 3;
            var bytes = Math.Min(4 - offset, count - done);
            var word = _memory.LoadWord(address);
            var p = list.Append();
            Set(p, (int)IoColumn.Time, time);
            Set(p, (int)IoColumn.Word, address >> 2);
            Set(p, (int)IoColumn.Offset, offset);
            Set(p, (int)IoColumn.Count, bytes);
            Set(p, (int)IoColumn.Done, done);
            Set(p, (int)IoColumn.Left, count - done);
            Set(p, (int)IoColumn.Index, index);
            Set(p, (int)IoColumn.Old, word);
            Set(p, (int)IoColumn.New, word);
            Set(p, (int)IoColumn.TimeOld, _clock.Touch(address >> 2, time + 5));
            done += bytes;
        }
    }

    // Fills in what the words of a read became.
    private void Complete(RecordList list, int first)
    {
        for (var row = first; row < list.Count; row++)
        {
            var word = list[row, (int)IoColumn.Word];
            list.Set(row, (int)IoColumn.New, _memory.LoadWord(word << 2));
        }
    }

    // Registers, then every word of the image and every touched word, by ascending key.
    private void WriteBoundary(in GuestIo io, uint inputLength)
    {
        for (uint k = 0; k < MemoryKey.RegisterCount; k++)
        {
            var final = k switch
            {
                MemoryKey.JournalLength => io.JournalLength,
                MemoryKey.InputLeft => io.InputLeft,
                _ => _registers[k].Value,
            };
            AddBoundary(k, k == MemoryKey.InputLeft ? inputLength : 0, _registers[k].Time, final, k == MemoryKey.InputLeft ? BoundaryKind.Free : BoundaryKind.Zero);
        }

        var addresses = _image.ImageAddresses;
        var values = _image.ImageValues;
        var at = 0;
        foreach (var page in _clock.GetTouchedPages())
        {
            var times = _clock.GetPage(page);
            var start = page << 12;
            for (; at < addresses.Length && addresses[at] < start; at++)
            {
                AddImage(addresses[at], values[at], 0);
            }

            for (var w = 0; w < times.Length; w++)
            {
                var address = start + 4 * (uint)w;
                if (at < addresses.Length && addresses[at] == address)
                {
                    AddImage(address, values[at++], times[w]);
                }
                else if (times[w] != 0)
                {
                    AddBoundary(MemoryKey.Memory + (address >> 2), 0, times[w], _memory.LoadWord(address), BoundaryKind.Zero);
                }
            }
        }

        for (; at < addresses.Length; at++)
        {
            AddImage(addresses[at], values[at], 0);
        }
    }

    private void AddImage(uint address, uint value, uint time) =>
        AddBoundary(MemoryKey.Memory + (address >> 2), value, time, _memory.LoadWord(address), BoundaryKind.Image);

    private void AddBoundary(uint key, uint initial, uint time, uint final, BoundaryKind kind)
    {
        // At most one bridge: keys are below 2^30.
        if (key - _boundaryKey > MemoryKey.MaxBoundaryStep)
        {
            AddBoundary(_boundaryKey + MemoryKey.MaxBoundaryStep, 0, 0, 0, BoundaryKind.Zero);
        }

        _boundaryKey = key;
        var p = _trace.Boundary.Append();
        Set(p, (int)BoundaryColumn.Key, key);
        Set(p, (int)BoundaryColumn.Initial, initial);
        Set(p, (int)BoundaryColumn.Time, time);
        Set(p, (int)BoundaryColumn.Final, final);
        Set(p, (int)BoundaryColumn.Kind, (uint)kind);
    }
}
