namespace FastZk.Vm;

/// <summary>Adds to what a profile saw the code around it: rarely taken paths should not lead out of a region each time.</summary>
internal static unsafe class RegionGrowth
{
    // Predecessors need a pass over all of the code, which is not worth it in huge programs.
    private const uint LargestScanned = 1 << 16;

    /// <summary>The members and their neighbours by direct jumps and straight flow, nearest first.</summary>
    /// <param name="code">Start of the prepared code.</param>
    /// <param name="count">Instructions in it, the sentinel not counted.</param>
    /// <param name="members">Where to start.</param>
    /// <param name="size">Nothing is added beyond this number of instructions.</param>
    public static List<int> Grow(Instruction* code, uint count, List<int> members, int size)
    {
        var grown = new List<int>(members);
        var known = new HashSet<int>(members);
        var limit = Math.Max(members.Count, size);
        var sources = grown.Count < limit && count <= LargestScanned ? JumpSources(code, (int)count) : [];
        for (var next = 0; grown.Count < limit && next < grown.Count; next++)
        {
            var index = grown[next];
            var opcode = code[index].Opcode;
            if (opcode is not (Opcode.Jalr or Opcode.Jal) || code[index].Rd != Instruction.TrashRegister)
            {
                Add(index + 1);
            }

            if (Region.JumpsDirectly(opcode))
            {
                Add(Region.TargetOf(code, index));
            }

            if (sources.TryGetValue(index, out var jumps))
            {
                jumps.ForEach(Add);
            }

            if (index > 0)
            {
                Add(index - 1);
            }
        }

        return grown;

        void Add(int index)
        {
            if (grown.Count < limit && code[index].Opcode != Opcode.Illegal && known.Add(index))
            {
                grown.Add(index);
            }
        }
    }

    private static Dictionary<int, List<int>> JumpSources(Instruction* code, int count)
    {
        var sources = new Dictionary<int, List<int>>();
        for (var index = 0; index < count; index++)
        {
            if (Region.JumpsDirectly(code[index].Opcode))
            {
                var target = Region.TargetOf(code, index);
                if (!sources.TryGetValue(target, out var list))
                {
                    sources[target] = list = [];
                }

                list.Add(index);
            }
        }

        return sources;
    }
}
