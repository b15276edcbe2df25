namespace FastZk.Vm.Profiling;

/// <summary>What the ecalls are called.</summary>
public static class EcallNames
{
    /// <summary>A name, or the number in hexadecimal for calls without one.</summary>
    public static string Of(uint number) => number switch
    {
        EcallNumber.Read => "read",
        EcallNumber.Write => "write",
        EcallNumber.Exit => "exit",
        EcallNumber.CycleCount => "cycle_count",
        EcallNumber.Sha256Compress => "sha256_compress",
        EcallNumber.KeccakAbsorb => "keccak_absorb",
        EcallNumber.KeccakPermute => "keccak_f1600",
        EcallNumber.ModMul256 => "modmul256",
        EcallNumber.MulWide256 => "mulwide256",
        _ => $"0x{number:x}",
    };
}
