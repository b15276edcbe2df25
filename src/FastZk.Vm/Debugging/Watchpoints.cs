namespace FastZk.Vm.Debugging;

/// <summary>What a watchpoint waits for.</summary>
[Flags]
internal enum WatchKind
{
    Write = 1,
    Read = 2,
    Access = Write | Read,
}

/// <summary>Stretches of memory whose accesses stop the guest.</summary>
internal sealed class Watchpoints
{
    private const int MaxCount = 64, MaxBytes = 1 << 16;

    private readonly List<(WatchKind Kind, uint Address, uint Bytes)> _watched = [];

    /// <summary>Whether there is any.</summary>
    public bool Any => _watched.Count > 0;

    /// <summary>Sets one; false for too many or too long ones.</summary>
    public bool TryAdd(WatchKind kind, uint address, uint bytes)
    {
        if (bytes is 0 or > MaxBytes || _watched.Count == MaxCount)
        {
            return false;
        }

        if (!_watched.Contains((kind, address, bytes)))
        {
            _watched.Add((kind, address, bytes));
        }

        return true;
    }

    /// <summary>Removes one, if it is there.</summary>
    public void Remove(WatchKind kind, uint address, uint bytes) => _watched.Remove((kind, address, bytes));

    /// <summary>How GDB is told of an access, "watch:00020000;", or null if nobody waits for it.</summary>
    /// <param name="kind">Write or Read.</param>
    /// <param name="address">First byte.</param>
    /// <param name="bytes">How many.</param>
    public string? Hit(WatchKind kind, uint address, uint bytes)
    {
        foreach (var w in _watched)
        {
            if ((w.Kind & kind) != 0 && address < (ulong)w.Address + w.Bytes && w.Address < (ulong)address + bytes)
            {
                var name = w.Kind switch { WatchKind.Write => "watch", WatchKind.Read => "rwatch", _ => "awatch" };
                return $"{name}:{Math.Max(address, w.Address):x};";
            }
        }

        return null;
    }

    /// <summary>The access that an instruction is about to make, as <see cref="Hit(WatchKind, uint, uint)"/> tells it.</summary>
    public string? HitBy(in Instruction i, ReadOnlySpan<uint> registers)
    {
        var bytes = i.Opcode switch
        {
            Opcode.Lb or Opcode.Lbu or Opcode.Sb => 1u,
            Opcode.Lh or Opcode.Lhu or Opcode.Sh => 2u,
            Opcode.Lw or Opcode.Sw => 4u,
            _ => 0u,
        };
        return bytes == 0 ? null : Hit(i.Opcode >= Opcode.Sb ? WatchKind.Write : WatchKind.Read, registers[i.Rs1] + (uint)i.Immediate, bytes);
    }

    /// <summary>The access that an ecall has made.</summary>
    public string? HitBy(in EcallEvent call) => call.Number switch
    {
        EcallNumber.Read when call.Result > 0 => Hit(WatchKind.Write, call.A1, call.Result),
        EcallNumber.Write when call.A2 > 0 => Hit(WatchKind.Read, call.A1, call.A2),
        _ => null,
    };
}
