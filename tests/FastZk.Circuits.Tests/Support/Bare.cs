using FastZk.Vm;
using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>Bare guests of a few instructions.</summary>
internal static class Bare
{
    /// <summary>Address of a writable data segment.</summary>
    public const uint Data = 0x20000;

    /// <summary>Registers that cases keep for themselves: pointer to results, pointer to data.</summary>
    public const int Out = 28, In = 29;

    /// <summary>The parts one after the other, then exit(0).</summary>
    public static byte[] Elf(params uint[][] parts) => ElfBuilder.FromCode([.. parts.SelectMany(p => p), .. Exit(0)]);

    public static ElfImage Load(params uint[][] parts) => ElfImage.Load(Elf(parts));

    /// <summary>With initial data at <see cref="Data"/>.</summary>
    public static byte[] ElfWithData(uint[] data, params uint[][] parts) =>
        ElfBuilder.WithCode([.. parts.SelectMany(p => p), .. Exit(0)]).AddSegment(Data, ElfBuilder.ToBytes(data), ElfBuilder.ReadWrite).Build();

    public static ElfImage LoadWithData(uint[] data, params uint[][] parts) => ElfImage.Load(ElfWithData(data, parts));

    /// <summary>A call of the host; the result is in a0.</summary>
    public static uint[] Call(uint number, uint a0 = 0, uint a1 = 0, uint a2 = 0) =>
        [.. Li(A0, a0), .. Li(A1, a1), .. Li(A2, a2), .. Li(A7, number), Ecall()];

    /// <summary>write(3, address, count).</summary>
    public static uint[] Publish(uint address, uint count) => Call(64, 3, address, count);
}
