namespace FastZk.Vm.Debugging;

/// <summary>What a debugger sees of the guest: registers, pc, memory, places where it is to stop.</summary>
internal sealed class DebugTarget(ElfImage image, Machine machine, PreparedCode code)
{
    /// <summary>Registers that a debugger knows: x0 to x31 and pc.</summary>
    public const int RegisterCount = TargetDescription.Pc + 1;

    /// <summary>Where instructions make the guest stop.</summary>
    public Breakpoints Breakpoints { get; } = new(image, code);

    /// <summary>Where accesses to memory make the guest stop.</summary>
    public Watchpoints Watchpoints { get; } = new();

    /// <summary>The fault that holds the guest, or null.</summary>
    public GuestFaultException? Fault { get; set; }

    /// <summary>Address of the next instruction; after a fetch that failed, of what could not be fetched.</summary>
    public uint Pc => Fault?.Pc ?? image.CodeBase + 4 * (uint)machine.NextIndex;

    /// <summary>Index of the next instruction in <see cref="ElfImage.Code"/>; its length for everything outside.</summary>
    public int NextIndex => machine.NextIndex;

    /// <summary>The next instruction, or Illegal outside the program.</summary>
    public Instruction NextInstruction => NextIndex < image.Code.Length ? image.Code[NextIndex] : default;

    /// <summary>x0 to x31.</summary>
    public ReadOnlySpan<uint> Registers => machine.Registers[..32];

    /// <summary>The value of a register, or null for a number that is none.</summary>
    public uint? Register(uint number) => number == TargetDescription.Pc ? Pc : number < 32 ? machine.Registers[(int)number] : null;

    /// <summary>Sets a register; x0 stays 0. False for a number that is none, and for a pc outside the program.</summary>
    public bool TrySetRegister(uint number, uint value)
    {
        if (number == TargetDescription.Pc)
        {
            if (value == Pc)
            {
                return true;
            }

            if (!image.IsExecutable(value))
            {
                return false;
            }

            machine.GoTo((int)((value - image.CodeBase) >> 2));
            Fault = null;
            return true;
        }

        if (number is > 0 and < 32)
        {
            machine.WritableRegisters[(int)number] = value;
        }

        return number < 32;
    }

    /// <summary>Copies memory out; false for addresses that no guest can reach.</summary>
    public bool TryRead(uint address, Span<byte> bytes)
    {
        if (!GuestIo.BufferFits(address, (uint)bytes.Length))
        {
            return false;
        }

        machine.Memory.Read(address, bytes);
        return true;
    }

    /// <summary>Copies memory in; false for addresses that no guest can reach. What is written to text does not change what runs.</summary>
    public bool TryWrite(uint address, ReadOnlySpan<byte> bytes)
    {
        if (!GuestIo.BufferFits(address, (uint)bytes.Length))
        {
            return false;
        }

        machine.Memory.Write(address, bytes);
        return true;
    }
}
