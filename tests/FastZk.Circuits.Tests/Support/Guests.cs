using FastZk.Vm;

namespace FastZk.Circuits.Tests;

/// <summary>The prebuilt guests.</summary>
internal static class Guests
{
    public static ElfImage Load(string name) => ElfImage.Load(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "guests", name + ".elf")));

    public static byte[] Words(params uint[] words) => [.. words.SelectMany(BitConverter.GetBytes)];
}
