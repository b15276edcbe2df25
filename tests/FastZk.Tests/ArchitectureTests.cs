using System.Reflection;

namespace FastZk.Tests;

/// <summary>Project references point one way: each library knows only those below it.</summary>
public class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["FastZk.Field"] = [],
        ["FastZk.Memory"] = [],
        ["FastZk.Hash"] = ["FastZk.Field", "FastZk.Memory"],
        ["FastZk.Vm"] = ["FastZk.Memory"],
        ["FastZk.Stark"] = ["FastZk.Field", "FastZk.Memory", "FastZk.Hash"],
        ["FastZk.Circuits"] = ["FastZk.Field", "FastZk.Memory", "FastZk.Hash", "FastZk.Stark", "FastZk.Vm"],
        ["FastZk"] = ["FastZk.Field", "FastZk.Memory", "FastZk.Hash", "FastZk.Stark", "FastZk.Vm", "FastZk.Circuits"],
    };

    [Fact]
    public void ReferencesPointOneWay()
    {
        foreach (var (name, allowed) in Allowed)
        {
            var references = Assembly.Load(name).GetReferencedAssemblies().Select(r => r.Name!).ToArray();
            Assert.Empty(references.Where(r => r.StartsWith("FastZk", StringComparison.Ordinal)).Except(allowed));
            // And nothing but the framework besides.
            Assert.All(references, r => Assert.True(r.StartsWith("FastZk", StringComparison.Ordinal) || r.StartsWith("System", StringComparison.Ordinal) || r is "netstandard" or "mscorlib", $"{name} -> {r}"));
        }
    }
}
