namespace FastZk.Vm;

/// <summary>The ecall numbers (a7) of the guest ABI and its constants.</summary>
public static class EcallNumber
{
    /// <summary>read(fd, buf, n): takes bytes of the private input.</summary>
    public const uint Read = 63;

    /// <summary>write(fd, buf, n): appends to the journal or the console.</summary>
    public const uint Write = 64;

    /// <summary>exit(code): ends the run.</summary>
    public const uint Exit = 93;

    /// <summary>The first number of FastZk's own calls: the cycle count, chosen by the prover.</summary>
    public const uint CycleCount = 0x1000;

    /// <summary>sha256_compress(state, blocks, count): see <see cref="Accelerators.Sha256Call"/>.</summary>
    public const uint Sha256Compress = 0x1001;

    /// <summary>keccak_absorb(state, blocks, count): see <see cref="Accelerators.KeccakCall"/>.</summary>
    public const uint KeccakAbsorb = 0x1002;

    /// <summary>keccak_f1600(state): see <see cref="Accelerators.KeccakCall"/>.</summary>
    public const uint KeccakPermute = 0x1003;

    /// <summary>modmul256(r, a, b, c, d, m, q): see <see cref="Accelerators.Multiply256Call"/>.</summary>
    public const uint ModMul256 = 0x1004;

    /// <summary>mulwide256(low, a, b, c, d, -, high): see <see cref="Accelerators.Multiply256Call"/>.</summary>
    public const uint MulWide256 = 0x1005;

    /// <summary>The first number without a circuit. Those from here to <see cref="LastReserved"/> return <see cref="NotImplemented"/>.</summary>
    public const uint FirstReserved = MulWide256 + 1;

    /// <summary>The last number that FastZk reserves.</summary>
    public const uint LastReserved = 0x10FF;

    /// <summary>-ENOSYS as a0 has it: the guest falls back to plain code.</summary>
    public const uint NotImplemented = unchecked((uint)-38);

    /// <summary>The cycle count wraps here (30 bits).</summary>
    public const uint CycleCountMask = (1u << 30) - 1;

    /// <summary>write takes fewer bytes than this (2^30).</summary>
    public const uint MaxWriteBytes = 1u << 30;

    /// <summary>Descriptor of the private input.</summary>
    public const uint InputDescriptor = 0;

    /// <summary>Descriptor of the journal.</summary>
    public const uint JournalDescriptor = 3;
}
