using FastZk.Circuits.Tests;
using FastZk.Soundness.Tests.Campaigns;
using FastZk.Vm;
using FastZk.Vm.Tests.Support;

namespace FastZk.Soundness.Tests.Fuzzing.Elf;

/// <summary>ELF files changed by someone who knows their form, and blindly: refused with the one exception, or loaded into a program that keeps the loader's promises and runs.</summary>
internal sealed class ElfCampaign : Campaign
{
    public override string Name => "elf";

    public override string Lines => "S21 S22";

    public override string Summary => "A mutated ELF is refused with a reason, or loads and then runs to an exit, a fault or a limit.";

    public override int Version => 1;

    public override ICampaignWorker Start() => new ElfWorker();

    // By name: seeds and the corpus name an original by its place, which a new guest or program must not move.
    private static readonly string[] Compiled = ["edit_distance", "fault", "fibonacci", "key_ownership", "key_ownership_rust", "mixed", "sha256_stream", "sort"];

    private static readonly string[] Edge =
    [
        "branches", "ecalls", "exit at once", "immediate operations", "jumps and constants", "loads and stores", "long gaps", "no input, no journal",
        "register operations", "x0 and equal registers",
    ];

    /// <summary>The files that mutations start from: compiled guests, bare programs, and one with every table that a file may have.</summary>
    public static IReadOnlyList<byte[]> Originals { get; } =
    [
        .. Compiled.Select(name => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "guests", name + ".elf"))),
        .. Edge.Select(name => EdgePrograms.All[name].Elf),
        RandomPrograms.Terminating(7200, items: 20), RandomPrograms.Wild(7201), RandomPrograms.Wild(7202),
        ElfBuilder.WithCode([.. Assembler.Li(5, 3), Assembler.Addi(5, 5, -1), Assembler.Bne(5, 0, -4), .. Assembler.Exit(0)])
            .AddSegment(0x20001, [1, 2, 3, 4, 5, 6], ElfBuilder.ReadWrite, 4096)
            .AddCode(0x10040, [Assembler.Addi(10, 10, 1), Assembler.Jalr(0, 1, 0)])
            .AddSymbol("_start", 0x10000, 32).AddSymbol("second", 0x10040, 8).Build(),
    ];
}

/// <summary>Runs cases of <see cref="ElfCampaign"/>.</summary>
internal sealed class ElfWorker : ICampaignWorker
{
    /// <summary>Bytes that a file may grow by.</summary>
    public const int Room = 4096;

    private static readonly ExecutionOptions Options = new() { MaxCycles = 2000 };

    private static readonly byte[] Input = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

    private readonly Dice _dice = new(0);
    private readonly byte[] _buffer = new byte[ElfCampaign.Originals.Max(o => o.Length) + Room];

    public CaseResult Run(ulong seed)
    {
        _dice.Reset(seed);
        var original = _dice.Pick<byte[]>(ElfCampaign.Originals.ToArray());
        original.CopyTo(_buffer, 0);
        var length = original.Length;
        for (var edits = _dice.OneIn(3) ? _dice.Between(2, 7) : 1; edits > 0; edits--)
        {
            ElfEdits.Apply(_buffer, ref length, _dice);
        }

        // An array of its own: what reads behind the end must not find the rest of the buffer.
        return Judge(_buffer[..length]);
    }

    /// <summary>Loads a file and runs what loads.</summary>
    public static CaseResult Judge(byte[] file)
    {
        ElfImage image;
        try
        {
            image = ElfImage.Load(file);
        }
        catch (InvalidElfException e)
        {
            return e.Message.Length == 0 || e.Message.Any(char.IsControl) ? CaseResult.Broke("message", e.Message) : CaseResult.Held($"refused: {e.Error}");
        }

        var wrong = Promises(image);
        if (wrong is not null)
        {
            return CaseResult.Broke("promise", wrong);
        }

        try
        {
            Executor.Run(image, Input, Options);
            return CaseResult.Held("ran to its exit");
        }
        catch (GuestFaultException e)
        {
            return e.Message.Length == 0 || e.Message.Any(char.IsControl) ? CaseResult.Broke("message", e.Message) : CaseResult.Held($"ran: {e.Kind}");
        }
    }

    // What the loader promises of an image.
    private static string? Promises(ElfImage image)
    {
        if (image.Entry % 4 != 0 || !image.IsExecutable(image.Entry) || image.Code[(image.Entry - image.CodeBase) / 4].Opcode == Opcode.Illegal)
        {
            return "the entry is no instruction";
        }

        if (image.Code.Length != image.CodeWords.Length || (uint)image.Code.Length * 4 != image.CodeEnd - image.CodeBase || image.CodeEnd > AddressSpace.TextLimit)
        {
            return "the code is not where it should be";
        }

        uint last = 0;
        foreach (var range in image.CodeRanges)
        {
            if (range.WordCount <= 0 || range.Address % 4 != 0 || range.Address < last || last != 0 && range.Address == last || range.End > image.CodeEnd || range.Address < image.CodeBase)
            {
                return "code ranges out of order";
            }

            last = range.End;
        }

        if (image.ImageAddresses.Length != image.ImageValues.Length || image.ImageWordCount > AddressSpace.MaxMemoryWords)
        {
            return "too many image words";
        }

        for (var i = 0; i < image.ImageWordCount; i++)
        {
            var address = image.ImageAddresses[i];
            if (address % 4 != 0 || address >= AddressSpace.MemoryLimit || i > 0 && address <= image.ImageAddresses[i - 1])
            {
                return "image words out of order";
            }
        }

        return null;
    }

    public void Dispose()
    {
    }
}
