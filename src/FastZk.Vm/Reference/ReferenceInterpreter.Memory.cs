namespace FastZk.Vm;

// Memory and ecalls, byte by byte.
public sealed partial class ReferenceInterpreter
{
    private const ulong MemoryEnd = (1UL << 32) - 256;

    private byte GetByte(uint address)
    {
        _memory.TryGetValue(address - address % 4, out var word);
        return (byte)(word >> (int)(address % 4 * 8));
    }

    private void SetByte(uint address, byte value)
    {
        var aligned = address - address % 4;
        var shift = (int)(address % 4 * 8);
        _memory.TryGetValue(aligned, out var word);
        _memory[aligned] = (word & ~(0xFFu << shift)) | (uint)value << shift;
    }

    private uint Load(uint funct3, uint address)
    {
        uint size = funct3 switch
        {
            0b000 or 0b100 => 1,
            0b001 or 0b101 => 2,
            0b010 => 4,
            _ => throw Illegal(),
        };
        CheckAccess(address, size, FaultKind.MisalignedLoad);
        uint value = 0;
        for (uint i = 0; i < size; i++)
        {
            value += (uint)GetByte(address + i) << (int)(8 * i);
        }

        return funct3 switch
        {
            0b000 when value >= 0x80 => value + 0xFFFF_FF00,
            0b001 when value >= 0x8000 => value + 0xFFFF_0000,
            _ => value,
        };
    }

    private void Store(uint funct3, uint address, uint value)
    {
        uint size = funct3 switch
        {
            0b000 => 1,
            0b001 => 2,
            0b010 => 4,
            _ => throw Illegal(),
        };
        CheckAccess(address, size, FaultKind.MisalignedStore);
        for (uint i = 0; i < size; i++)
        {
            SetByte(address + i, (byte)(value >> (int)(8 * i)));
        }
    }

    private void CheckAccess(uint address, uint size, FaultKind misaligned)
    {
        if (address >= MemoryEnd)
        {
            throw Fault(FaultKind.AddressOutOfRange, address);
        }

        if (address % size != 0)
        {
            throw Fault(misaligned, address);
        }
    }

    private void Ecall()
    {
        uint number = _x[17], a0 = _x[10], buffer = _x[11], count = _x[12];
        switch (number)
        {
            case 93:
                _exitCode = a0;
                break;
            case 63:
                _x[10] = ReadInput(a0, buffer, count);
                break;
            case 64:
                WriteOutput(a0, buffer, count);
                _x[10] = count;
                break;
            case 0x1000:
                _x[10] = (uint)(Cycles % (1L << 30));
                break;
            case 0x1001:
                HashBlocks(a0, buffer, count);
                _x[10] = 0;
                break;
            case 0x1002:
                AbsorbBlocks(a0, buffer, count);
                _x[10] = 0;
                break;
            case 0x1003:
                PermuteState(a0);
                _x[10] = 0;
                break;
            case 0x1004:
            case 0x1005:
                MultiplyModulo(number == 0x1005);
                _x[10] = 0;
                break;
            case > 0x1005 and < 0x1100:
                _x[10] = 0xFFFF_FFDA;
                break;
            default:
                throw Fault(FaultKind.UnknownEcall, number);
        }
    }

    private uint ReadInput(uint descriptor, uint buffer, uint count)
    {
        if (descriptor != 0)
        {
            throw Fault(FaultKind.UnknownDescriptor, descriptor);
        }

        var delivered = Math.Min(count, (uint)(_input.Length - _inputPosition));
        if (delivered > 0 && (ulong)buffer + delivered > MemoryEnd)
        {
            throw Fault(FaultKind.BadBuffer, buffer);
        }

        for (uint i = 0; i < delivered; i++)
        {
            SetByte(buffer + i, _input[_inputPosition++]);
        }

        return delivered;
    }

    private void WriteOutput(uint descriptor, uint buffer, uint count)
    {
        if (descriptor is 0 or > 3)
        {
            throw Fault(FaultKind.UnknownDescriptor, descriptor);
        }

        if (count >= 1u << 30 || (count > 0 && (ulong)buffer + count > MemoryEnd))
        {
            throw Fault(FaultKind.BadBuffer, buffer);
        }

        if (descriptor != 3)
        {
            return;
        }

        if (_journal.Count + (long)count > _options.MaxJournalBytes)
        {
            throw Fault(FaultKind.JournalTooLong, buffer);
        }

        for (uint i = 0; i < count; i++)
        {
            _journal.Add(GetByte(buffer + i));
        }
    }
}
