using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FastZk.Vm;

/// <summary>The program rewritten for the interpreter: pinned, with checks moved from run time to here.</summary>
/// <remarks>
/// Differences from <see cref="ElfImage.Code"/>: one Illegal instruction (the sentinel) follows the last, so running
/// off the end needs no check; the immediate of branches and JAL is the distance in bytes of this array (8 bytes an
/// instruction), and leads to the sentinel if the target lies outside the program or is misaligned; AUIPC became LUI
/// with its result. So every direct jump stays inside the array.
/// </remarks>
internal sealed unsafe class PreparedCode
{
    private readonly Instruction[] _code;
    private readonly ConcurrentDictionary<TranslationPolicy, object> _translated = [];

    public PreparedCode(ElfImage image)
    {
        Base = image.CodeBase;
        Count = (uint)image.Code.Length;
        _code = GC.AllocateUninitializedArray<Instruction>(image.Code.Length + 1, pinned: true);
        for (var i = 0; i < image.Code.Length; i++)
        {
            _code[i] = Rewrite(image.Code[i], i);
        }

        _code[^1] = default;
    }

    /// <summary>Address of the first instruction.</summary>
    public uint Base { get; }

    /// <summary>Number of instructions, the sentinel not counted.</summary>
    public uint Count { get; }

    /// <summary>The pinned array; valid as long as this object is reachable.</summary>
    public Instruction* Start => (Instruction*)Unsafe.AsPointer(ref _code[0]);

    /// <summary>An instruction or the sentinel, 0..Count. To be written only in a copy that one machine has to itself: a debugger's breakpoints.</summary>
    public ref Instruction this[int index] => ref _code[index];

    /// <summary>What the program's runs translated by a policy; all but tests use one policy.</summary>
    [RequiresDynamicCode("Translates guest code to IL.")]
    public TranslatedCode TranslatedBy(TranslationPolicy policy) => (TranslatedCode)_translated.GetOrAdd(policy, p => new TranslatedCode(this, p));

    /// <summary>Whether count bytes from an address on, none of them behind 2^32, reach into the first textLength bytes of the program's text.</summary>
    public bool OverlapsText(uint address, uint count, uint textLength) =>
        textLength != 0 && count != 0 && address < Base + textLength && (ulong)address + count > Base;

    private Instruction Rewrite(in Instruction instruction, int index)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Auipc:
                var value = (int)(Base + 4 * (uint)index) + instruction.Immediate;
                return new(Opcode.Lui, instruction.Rd, 0, 0, value);
            case Opcode.Jal or Opcode.Beq or Opcode.Bne or Opcode.Blt or Opcode.Bge or Opcode.Bltu or Opcode.Bgeu:
                var target = index + (instruction.Immediate >> 2);
                var inside = (instruction.Immediate & 3) == 0 && (uint)target < Count;
                var distance = ((inside ? target : (int)Count) - index) * sizeof(Instruction);
                return new(instruction.Opcode, instruction.Rd, instruction.Rs1, instruction.Rs2, distance);
            default:
                return instruction;
        }
    }
}
