using System.Text.RegularExpressions;

namespace FastZk.Docs.Tests;

/// <summary>References between the projects under src point one way, as docs/architecture.md says.</summary>
public sealed partial class ArchitectureTests
{
    // Each project with all that it may refer to, directly.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["FastZk.Memory"] = [],
        ["FastZk.Field"] = ["FastZk.Memory"],
        ["FastZk.Hash"] = ["FastZk.Memory"],
        ["FastZk.Stark"] = ["FastZk.Memory", "FastZk.Field", "FastZk.Hash"],
        ["FastZk.Vm"] = ["FastZk.Memory"],
        ["FastZk.Circuits"] = ["FastZk.Stark", "FastZk.Vm"],
        ["FastZk"] = ["FastZk.Circuits"],
        ["FastZk.Hosting"] = ["FastZk"],
        ["FastZk.Cli"] = ["FastZk"],
        ["FastZk.Messenger"] = ["FastZk"],
    };

    [Fact]
    public void ReferencesPointDown()
    {
        var projects = Directory.EnumerateFiles(Repository.Path("src"), "*.csproj", SearchOption.AllDirectories).ToArray();
        Assert.NotEmpty(projects);
        foreach (var project in projects)
        {
            var name = Path.GetFileNameWithoutExtension(project);
            Assert.True(Allowed.TryGetValue(name, out var allowed), $"{name} has no place in docs/architecture.md");
            var references = Reference().Matches(File.ReadAllText(project)).Select(m => m.Groups[1].Value);
            Assert.Empty(references.Except(allowed!));
        }
    }

    [Fact]
    public void LibrariesHaveNoPackages()
    {
        foreach (var name in Allowed.Keys.Where(n => n is not ("FastZk.Hosting" or "FastZk.Cli" or "FastZk.Messenger")))
        {
            Assert.DoesNotContain("PackageReference", Repository.Read($"src/{name}/{name}.csproj"), StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"<ProjectReference Include=""[^""]*?([\w.]+)\.csproj""")]
    private static partial Regex Reference();
}
