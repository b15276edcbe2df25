using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests;

/// <summary>Mutated files load or are refused with the one exception; what loads can be run (soundness checklist S22).</summary>
public sealed class ElfFuzzTests
{
    private const int Mutants = 20_000;

    private static readonly byte[] Interesting = [0, 1, 2, 3, 4, 5, 0x1F, 0x20, 0x34, 0x40, 0x7F, 0x80, 0xFE, 0xFF];

    private static readonly byte[] Original = ElfBuilder.WithCode([.. Li(T0, 3), Addi(T0, T0, -1), Bne(T0, Zero, -4), .. Exit(0)])
        .AddSegment(0x20001, [1, 2, 3, 4, 5, 6], ElfBuilder.ReadWrite, 4096)
        .AddCode(0x10040, [Addi(A0, A0, 1), Jalr(Zero, Ra, 0)])
        .AddSymbol("_start", 0x10000, 32).AddSymbol("second", 0x10040, 8).Build();

    [Fact]
    public void MutantsNeverEscape()
    {
        var random = new Random(7);
        var (loaded, refused) = (0, new HashSet<ElfError>());
        for (var i = 0; i < Mutants; i++)
        {
            var mutant = Mutate(random);
            try
            {
                var image = ElfImage.Load(mutant);
                loaded++;
                CheckInvariants(image);
                Run(image);
            }
            catch (InvalidElfException refusal)
            {
                Assert.DoesNotContain('\n', refusal.Message);
                refused.Add(refusal.Error);
            }
        }

        Assert.InRange(loaded, Mutants / 10, Mutants * 9 / 10);
        Assert.True(refused.Count > 15, string.Join(' ', refused));
    }

    private static byte[] Mutate(Random random)
    {
        var mutant = Original.ToArray();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            // Mostly headers: the first 148 bytes are the ELF and the three program headers.
            var at = random.Next(3) > 0 ? random.Next(148) : random.Next(mutant.Length);
            mutant[at] = random.Next(2) == 0 ? Interesting[random.Next(Interesting.Length)] : (byte)random.Next(256);
        }

        return random.Next(10) == 0 ? mutant[..random.Next(mutant.Length)] : mutant;
    }

    private static void CheckInvariants(ElfImage image)
    {
        Assert.NotEqual(Opcode.Illegal, image.Code[(image.Entry - image.CodeBase) / 4].Opcode);
        Assert.Equal(image.Code.Length, image.CodeWords.Length);
        Assert.Equal((uint)image.Code.Length * 4, image.CodeEnd - image.CodeBase);
        Assert.InRange(image.CodeEnd, 4u, AddressSpace.TextLimit);
        Assert.Equal(image.ImageAddresses.Length, image.ImageValues.Length);
        for (var i = 0; i < image.ImageWordCount; i++)
        {
            Assert.True(image.ImageAddresses[i] % 4 == 0 && image.ImageAddresses[i] < AddressSpace.MemoryLimit);
            Assert.True(i == 0 || image.ImageAddresses[i] > image.ImageAddresses[i - 1]);
        }
    }

    private static void Run(ElfImage image)
    {
        try
        {
            Executor.Run(image, default, new() { MaxCycles = 1000 });
        }
        catch (GuestFaultException)
        {
        }
    }
}
