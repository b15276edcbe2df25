using FastZk.Stark.Security;
using FastZk.Vm;
using FastZk.Vm.Tests.Support;

namespace FastZk.Soundness.Tests.Conformance;

/// <summary>Bare ELFs in the shape of the RISC-V architecture tests (`native/arch-test`): each checks itself and ends with exit code 0.</summary>
public sealed class ArchTests
{
    // funct3 and funct7 of register operations, by what a machine that mixes them up would do.
    private static readonly (string Test, Opcode Right, Opcode Wrong, uint Changed)[] Confusions =
    [
        ("arithmetic", Opcode.Add, Opcode.Sub, 0x4000_0000), ("arithmetic", Opcode.Sub, Opcode.Add, 0x4000_0000),
        ("arithmetic", Opcode.Srl, Opcode.Sra, 0x4000_0000), ("arithmetic", Opcode.Sra, Opcode.Srl, 0x4000_0000),
        ("arithmetic", Opcode.Srai, Opcode.Srli, 0x4000_0000), ("arithmetic", Opcode.Srli, Opcode.Srai, 0x4000_0000),
        ("arithmetic", Opcode.Slt, Opcode.Sltu, 0x1000), ("arithmetic", Opcode.Sltu, Opcode.Slt, 0x1000),
        ("arithmetic", Opcode.Slti, Opcode.Sltiu, 0x1000), ("arithmetic", Opcode.Sltiu, Opcode.Slti, 0x1000),
        ("arithmetic", Opcode.Or, Opcode.And, 0x1000), ("arithmetic", Opcode.Xor, Opcode.Or, 0x2000), ("arithmetic", Opcode.Andi, Opcode.Ori, 0x1000),
        ("multiply", Opcode.Mul, Opcode.Mulh, 0x1000), ("multiply", Opcode.Mulh, Opcode.Mulhu, 0x2000), ("multiply", Opcode.Mulhu, Opcode.Mulhsu, 0x1000),
        ("multiply", Opcode.Mulhsu, Opcode.Mulhu, 0x1000), ("multiply", Opcode.Mulhu, Opcode.Mulh, 0x2000),
        ("multiply", Opcode.Div, Opcode.Divu, 0x1000), ("multiply", Opcode.Divu, Opcode.Div, 0x1000), ("multiply", Opcode.Rem, Opcode.Remu, 0x1000),
        ("multiply", Opcode.Remu, Opcode.Rem, 0x1000), ("multiply", Opcode.Div, Opcode.Rem, 0x2000),
        ("branches", Opcode.Blt, Opcode.Bltu, 0x2000), ("branches", Opcode.Bltu, Opcode.Blt, 0x2000), ("branches", Opcode.Bge, Opcode.Bgeu, 0x2000),
        ("branches", Opcode.Bgeu, Opcode.Bge, 0x2000), ("branches", Opcode.Bne, Opcode.Beq, 0x1000), ("branches", Opcode.Blt, Opcode.Bge, 0x1000),
        ("memory", Opcode.Lb, Opcode.Lbu, 0x4000), ("memory", Opcode.Lbu, Opcode.Lb, 0x4000), ("memory", Opcode.Lh, Opcode.Lhu, 0x4000),
        ("memory", Opcode.Lhu, Opcode.Lh, 0x4000), ("memory", Opcode.Sb, Opcode.Sh, 0x1000), ("memory", Opcode.Sh, Opcode.Sb, 0x1000),
    ];

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder, "*.elf").Select(f => Path.GetFileNameWithoutExtension(f)).Order()];

    public static TheoryData<string, string> Mistakes
    {
        get
        {
            var d = new TheoryData<string, string>();
            foreach (var (_, right, wrong, _) in Confusions)
            {
                d.Add(right.ToString(), wrong.ToString());
            }

            return d;
        }
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "arch-test");

    [Theory]
    [MemberData(nameof(Names))]
    public void S24_TestsRunAndProve(string name)
    {
        using var program = GuestProgram.Load(Elf(name));
        foreach (var profile in Profile.All)
        {
            using var prover = new Prover(new() { Profile = profile, Threads = 2 });
            var run = prover.Execute(program, []);
            Assert.True(run.ExitCode == 0, $"check {run.ExitCode} fails");
            var receipt = prover.Prove(program, []);
            Assert.Equal(run.Journal, receipt.Journal.ToArray());
            Assert.True(Verifier.Verify(receipt.ToBytes(), program.ImageId).IsAccepted);
        }
    }

    [QemuFact]
    public void S24_SignaturesAreThoseOfQemu()
    {
        using var qemu = new Qemu();
        foreach (string name in Directory.EnumerateFiles(Folder, "*.elf").Select(f => Path.GetFileNameWithoutExtension(f)))
        {
            var (exitCode, journal) = qemu.Run(Elf(name), []);
            Assert.Equal(0, exitCode);
            Assert.Equal(journal, Executor.Run(ElfImage.Load(Elf(name)), []).Journal);
        }
    }

    /// <summary>With all instructions of one kind replaced by another kind, the test of that group ends with the number of a check, or faults.</summary>
    [Theory]
    [MemberData(nameof(Mistakes))]
    public void S05_TestsNoticeEveryConfusion(string right, string wrong)
    {
        var (test, from, to, changed) = Confusions.Single(c => c.Right.ToString() == right && c.Wrong.ToString() == wrong);
        var elf = Elf(test);
        var image = ElfImage.Load(elf);
        // The text is one segment: its words follow one another in the file.
        var start = elf.AsSpan().IndexOf(ElfBuilder.ToBytes(image.CodeWords));
        for (var i = 0; i < image.Code.Length; i++)
        {
            if (image.Code[i].Opcode == from)
            {
                BitConverter.TryWriteBytes(elf.AsSpan(start + 4 * i), image.CodeWords[i] ^ changed);
            }
        }

        var mistaken = ElfImage.Load(elf);
        Assert.Contains(mistaken.Code, i => i.Opcode == to);
        Assert.DoesNotContain(mistaken.Code, i => i.Opcode == from);
        Assert.NotEqual<uint?>(0, ExitCodeOrFault(mistaken));
    }

    private static uint? ExitCodeOrFault(ElfImage image)
    {
        try
        {
            return Executor.Run(image, [], new() { MaxCycles = 100_000 }).ExitCode;
        }
        catch (GuestFaultException)
        {
            return null;
        }
    }

    private static byte[] Elf(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".elf"));
}
