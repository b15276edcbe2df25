using FastZk.Soundness.Tests.Conformance.Accelerators;
using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Soundness.Tests.Conformance;

/// <summary>Makes a program, as <see cref="ProgramGenerator.Create"/> does.</summary>
internal delegate GeneratedProgram ProgramSource(ulong seed, uint dataAddress, int repeats);

/// <summary>Generated programs one after the other in one ELF, so that one process runs them all: each falls through into the next, the last one exits.</summary>
internal sealed class ProgramBatch
{
    // Where code lies: low, in the middle, and below 2^30, where code must end.
    private static readonly uint[] CodeAddresses = [0x1_0000, 0x0040_0000, 0x3FF0_0000];

    // Where data lies: low, far up, across 2^30, across 2^31 and so the sign, and in the upper half.
    private static readonly uint[] DataAddresses = [0x10_0000, 0x2000_0000, 0x3FFF_F000, 0x7FFF_F000, 0xA000_0000];

    private readonly uint _codeAddress, _dataAddress;

    /// <summary>Makes the programs of some seeds.</summary>
    /// <param name="seeds">one a program; also where they lie depends on the first.</param>
    /// <param name="repeats">how often each program's constructs run.</param>
    /// <param name="create">what makes the programs; the generator if it is null.</param>
    public ProgramBatch(IReadOnlyList<ulong> seeds, int repeats = 1, ProgramSource? create = null)
    {
        create ??= ProgramGenerator.Create;
        Seeds = seeds;
        var random = new Random((int)(seeds[0] % int.MaxValue));
        _codeAddress = CodeAddresses[random.Next(CodeAddresses.Length)];
        _dataAddress = DataAddresses[random.Next(DataAddresses.Length)];
        // Data that begins in front of a boundary has it in its middle.
        _dataAddress += 0x1000 - (uint)(seeds.Count * ProgramGenerator.DataBytes / 2 & ~0xF);
        Programs = [.. seeds.Select((s, i) => create(s, _dataAddress + (uint)(i * ProgramGenerator.DataBytes), repeats))];
        Input = new byte[random.Next(3) == 0 ? random.Next(40) : random.Next(40 * seeds.Count)];
        random.NextBytes(Input);
        Elf = Build(Programs.Count, []);
    }

    /// <summary>The seeds, in order.</summary>
    public IReadOnlyList<ulong> Seeds { get; }

    /// <summary>The programs, in the same order.</summary>
    public IReadOnlyList<GeneratedProgram> Programs { get; }

    /// <summary>The private input that all of them read from.</summary>
    public byte[] Input { get; }

    /// <summary>All of the programs.</summary>
    public byte[] Elf { get; }

    /// <summary>The first programs only, at the same addresses as in <see cref="Elf"/>.</summary>
    /// <param name="count">1 to all.</param>
    /// <param name="results">what accelerators write in the run, for qemu, which has none; empty elsewhere.</param>
    public byte[] Build(int count, IReadOnlyList<uint> results)
    {
        // The exit code is what the last program left in x9.
        uint[] code = [.. Programs.Take(count).SelectMany(p => p.Code), .. Li(T0, _dataAddress + (uint)((count - 1) * ProgramGenerator.DataBytes)), Lw(A0, 36, T0), .. Exit()];
        var builder = ElfBuilder.WithCode(code, _codeAddress)
            .AddSegment(_dataAddress, [.. Programs.Take(count).SelectMany(p => p.Data)], ElfBuilder.ReadWrite);
        builder.PageAligned = true;
        return QemuResults.AddTo(builder, results).Build();
    }
}
