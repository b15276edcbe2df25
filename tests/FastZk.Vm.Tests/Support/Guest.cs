using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests.Support;

/// <summary>Runs a few instructions by executor and reference, and insists that they agree.</summary>
internal static class Guest
{
    public static ElfImage Load(params uint[][] parts) => ElfImage.Load(ElfBuilder.FromCode([.. parts.SelectMany(p => p)]));

    /// <summary>Runs code, then exit(register).</summary>
    public static uint Evaluate(int register, params uint[][] parts)
    {
        var image = Load([.. parts, [Addi(A0, register, 0), .. Exit()]]);
        return Run(image).ExitCode;
    }

    public static ExecutionResult Run(ElfImage image, byte[]? input = null, ExecutionOptions? options = null)
    {
        Assert.Equal(Outcome.OfReference(image, input, options), Outcome.OfExecutor(image, input, options));
        return Executor.Run(image, input, options);
    }

    public static GuestFaultException Fault(ElfImage image, byte[]? input = null, ExecutionOptions? options = null)
    {
        Assert.Equal(Outcome.OfReference(image, input, options), Outcome.OfExecutor(image, input, options));
        var fault = Assert.Throws<GuestFaultException>(() => Executor.Run(image, input, options));
        Assert.DoesNotContain('\n', fault.Message);
        return fault;
    }

    /// <summary>A call of the host with up to three arguments; the result is in a0.</summary>
    public static uint[] Call(uint number, uint a0 = 0, uint a1 = 0, uint a2 = 0) =>
        [.. Li(A0, a0), .. Li(A1, a1), .. Li(A2, a2), .. Li(A7, number), Ecall()];
}
