namespace FastZk.Vm.Debugging;

/// <summary>What GDB is told of the machine: RV32, 32 registers and pc.</summary>
internal static class TargetDescription
{
    /// <summary>Number of pc; below it are x0 to x31.</summary>
    public const int Pc = 32;

    private static readonly string[] Names =
    [
        "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "fp", "s1", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
        "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6", "pc",
    ];

    /// <summary>The document target.xml.</summary>
    public static string Xml { get; } =
        "<?xml version=\"1.0\"?><!DOCTYPE target SYSTEM \"gdb-target.dtd\"><target version=\"1.0\"><architecture>riscv:rv32</architecture><feature name=\"org.gnu.gdb.riscv.cpu\">"
        + string.Concat(Names.Select((name, number) => $"<reg name=\"{name}\" bitsize=\"32\" type=\"{TypeOf(name)}\" regnum=\"{number}\"/>"))
        + "</feature></target>";

    private static string TypeOf(string name) => name switch
    {
        "ra" or "pc" => "code_ptr",
        "sp" or "gp" or "tp" or "fp" => "data_ptr",
        _ => "int",
    };
}
