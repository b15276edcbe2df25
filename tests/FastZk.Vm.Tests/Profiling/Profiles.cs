using FastZk.Vm.Profiling;
using FastZk.Vm.Tests.Support;
using FastZk.Vm.Trace;

namespace FastZk.Vm.Tests.Profiling;

/// <summary>Programs to profile, and profiles of them.</summary>
internal static class Profiles
{
    /// <summary>Weights that tell the classes apart: class c costs c + 1.</summary>
    public static CellWeights Weights { get; } = new([.. Enumerable.Range(1, InstructionClasses.Count)], 1000, 10_000);

    /// <summary>An ELF of the folder guests.</summary>
    public static byte[] File(string name) => System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Profiling", "guests", name + ".elf"));

    /// <summary>A prebuilt guest.</summary>
    public static ElfImage Prebuilt(string name) => ElfImage.Load(System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "guests", name + ".elf")));

    public static GuestProfile Of(ElfImage image, byte[]? input = null, DebugInfo? debug = null, int maxStacks = 1 << 17) =>
        GuestProfiler.Run(image, input, new() { Weights = Weights, Debug = debug, MaxStacks = maxStacks });

    public static GuestProfile Of(ElfBuilder program) => Of(ElfImage.Load(program.Build()));

    /// <summary>The whole tree: a line for each node, "caller;callee calls cycles".</summary>
    public static string[] Lines(this GuestProfile profile)
    {
        var (lines, path) = (new List<string>(), new List<string>());
        profile.Tree.Walk(
            node =>
            {
                var n = profile.Tree[node];
                path.Add(profile.Names[n.Function]);
                lines.Add($"{string.Join(';', path)} {n.Calls} {n.Cycles}");
            },
            _ => path.RemoveAt(path.Count - 1));
        return [.. lines];
    }

    /// <summary>The stacks without figures.</summary>
    public static string[] Stacks(this GuestProfile profile) => [.. profile.Lines().Select(l => string.Join(' ', l.Split(' ')[..^2]))];
}
