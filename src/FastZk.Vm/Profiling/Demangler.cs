namespace FastZk.Vm.Profiling;

/// <summary>Makes readable paths of Rust's symbol names. Names of other languages, and names that do not parse, stay as they are.</summary>
public static class Demangler
{
    /// <summary>The readable name, without crate hashes.</summary>
    public static string Demangle(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return (name.StartsWith("_R", StringComparison.Ordinal) ? RustV0Name.TryDemangle(name)
            : name.StartsWith("_ZN", StringComparison.Ordinal) ? RustLegacyName.TryDemangle(name) : null) ?? name;
    }
}
