namespace FastZk.Soundness.Tests.Conformance;

/// <summary>A test that needs qemu-riscv32; skipped, and reported so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class QemuFactAttribute : FactAttribute
{
    public QemuFactAttribute() => Skip = Qemu.Path is null ? "qemu-riscv32 is not installed" : null;
}
