namespace FastZk.Vm;

/// <summary>A translated region.</summary>
/// <param name="registers">The guest's 33 registers.</param>
/// <param name="offsets"><see cref="GuestMemory.PageOffsets"/>.</param>
/// <param name="entries">For every instruction: the number of its translated entry, or 0 (see <see cref="TranslatedCode"/>).</param>
/// <param name="budget">
/// In and out: cycles that may still be executed plus the index of the instruction that is next. Straight code needs no
/// counting that way; only jumps change it, by their distance.
/// </param>
/// <param name="label">Which entry of the region to begin at.</param>
/// <returns>Index of the next instruction, which was not executed.</returns>
internal unsafe delegate int RegionCode(uint* registers, nint* offsets, int* entries, int* budget, int label);
