namespace FastZk.Tests;

/// <summary>The prebuilt guests.</summary>
internal static class Guests
{
    public static byte[] Elf(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "guests", name + ".elf"));

    public static GuestProgram Load(string name) => GuestProgram.Load(Elf(name));

    public static byte[] Words(params uint[] words) => [.. words.SelectMany(BitConverter.GetBytes)];
}
