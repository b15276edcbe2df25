using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>A program with its input, as a machine that lies wants it. The image belongs to one thread.</summary>
internal sealed class LyingProgram
{
    private readonly Dictionary<uint, uint> _words = [];

    public LyingProgram(byte[] elf, byte[] input)
    {
        Elf = elf;
        Input = input;
        Image = ElfImage.Load(elf);
        ImageKeys = [.. Image.ImageAddresses.Select(a => MemoryKey.Memory + a / 4)];
        for (var i = 0; i < ImageKeys.Length; i++)
        {
            _words.Add(ImageKeys[i], Image.ImageValues[i]);
        }
    }

    public byte[] Elf { get; }
    public byte[] Input { get; }
    public ElfImage Image { get; }

    /// <summary>Keys of the image's words, ascending.</summary>
    public uint[] ImageKeys { get; }

    /// <summary>Address of the last instruction of the honest run.</summary>
    public uint ExitPc { get; set; }

    public bool IsImage(uint key) => _words.ContainsKey(key);

    /// <summary>What a memory word holds at the beginning.</summary>
    public uint InitialWord(uint key) => _words.GetValueOrDefault(key);
}
