namespace FastZk.Vm.Tests.Debugging;

/// <summary>A test that needs gdb-multiarch; skipped, and reported so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GdbFactAttribute : FactAttribute
{
    public GdbFactAttribute() => Skip = Gdb is null ? "gdb-multiarch is not installed" : null;

    /// <summary>Its path, or null where it is in no folder of PATH.</summary>
    public static string? Gdb { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "gdb-multiarch")).FirstOrDefault(File.Exists);
}
