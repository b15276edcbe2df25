using FastZk.Vm.Trace;

namespace FastZk.Vm.Profiling;

/// <summary>Cells that a proof commits to for what a guest does: the row widths of the circuit's tables, in base field elements.</summary>
/// <param name="Classes">Cells of one instruction, by <see cref="InstructionClass"/>; <see cref="InstructionClasses.Count"/> entries.</param>
/// <param name="InputWord">Cells of one memory word that a read fills, wholly or in part.</param>
/// <param name="JournalWord">Cells of one memory word that goes to the journal, wholly or in part.</param>
public sealed record CellWeights(IReadOnlyList<int> Classes, int InputWord, int JournalWord)
{
    /// <summary>Cells of one instruction; 0 for what cannot be proven.</summary>
    public int Of(Opcode opcode) => InstructionClasses.Of(opcode) is { } c ? Classes[(int)c] : 0;

    /// <summary>Memory words that a buffer touches.</summary>
    public static long Words(uint address, uint bytes) => bytes == 0 ? 0 : ((address & 3) + (long)bytes + 3) >> 2;
}
