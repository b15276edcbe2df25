namespace FastZk.Vm;

/// <summary>A set of instructions that become one method, and the places where it may be entered or jumped to.</summary>
internal sealed unsafe class Region
{
    /// <summary>The most instructions in a region.</summary>
    public const int MaxInstructions = 2048;

    /// <summary>
    /// The highest sum of <see cref="CostOf"/>. RyuJIT gives up optimising above 60,000 bytes of IL, 2,000 basic blocks
    /// or 8,000 uses of locals; this keeps a good distance from all three.
    /// </summary>
    public const int MaxCost = 30_000;

    private readonly Instruction* _code;
    private readonly int[] _members;
    private readonly HashSet<int> _memberSet;
    private readonly Dictionary<int, int> _entryLabels = [];

    /// <summary>Plans a region.</summary>
    /// <param name="code">Start of the prepared code.</param>
    /// <param name="count">Instructions in it, the sentinel not counted.</param>
    /// <param name="members">Instruction indices, ascending.</param>
    /// <param name="jumps">Jumps seen at run time; those from outside and by JALR mark entries.</param>
    public Region(Instruction* code, uint count, int[] members, IEnumerable<(int Source, int Target)> jumps)
    {
        _code = code;
        Count = count;
        _members = members;
        _memberSet = [.. members];
        FindStructure();
        foreach (var (source, target) in jumps)
        {
            if (Contains(target) && (!Contains(source) || code[source].Opcode == Opcode.Jalr))
            {
                AddEntry(target);
            }
        }
    }

    /// <summary>Instructions in the program, the sentinel not counted.</summary>
    public uint Count { get; }

    /// <summary>Instruction indices, ascending.</summary>
    public ReadOnlySpan<int> Members => _members;

    /// <summary>Entry points: instruction index to label number, dense from 0.</summary>
    public IReadOnlyDictionary<int, int> Entries => _entryLabels;

    /// <summary>Members that direct jumps of members lead to.</summary>
    public HashSet<int> JumpTargets { get; } = [];

    /// <summary>Whether an instruction is a member.</summary>
    public bool Contains(int index) => _memberSet.Contains(index);

    /// <summary>An instruction of the program or its sentinel.</summary>
    public ref readonly Instruction At(int index) => ref _code[index];

    /// <summary>Where a direct jump leads; the index of the sentinel for targets outside the program.</summary>
    public int TargetOf(int index) => TargetOf(_code, index);

    /// <inheritdoc cref="TargetOf(int)"/>
    public static int TargetOf(Instruction* code, int index) => index + code[index].Immediate / sizeof(Instruction);

    /// <summary>Whether the target of an instruction is known before it runs.</summary>
    public static bool JumpsDirectly(Opcode opcode) => opcode is Opcode.Jal or (>= Opcode.Beq and <= Opcode.Bgeu);

    /// <summary>About how many bytes of IL an instruction becomes, its exit included; more for jumps, for their blocks.</summary>
    public static int CostOf(Opcode opcode) => opcode switch
    {
        Opcode.Jalr => 200,
        Opcode.Jal or >= Opcode.Beq and <= Opcode.Bgeu => 70,
        >= Opcode.Lb and <= Opcode.Sw => 60,
        _ => 10,
    };

    // Entries are the places that something unknown here may lead to (calls' ends, functions, what is behind a gap) and
    // the heads of loops, where the interpreter finds its way back after any exit.
    private void FindStructure()
    {
        foreach (var index in _members)
        {
            var opcode = _code[index].Opcode;
            var links = opcode is Opcode.Jal or Opcode.Jalr && _code[index].Rd != Instruction.TrashRegister;
            if (JumpsDirectly(opcode))
            {
                var target = TargetOf(index);
                if (Contains(target))
                {
                    JumpTargets.Add(target);
                    if (links || target <= index)
                    {
                        AddEntry(target);
                    }
                }
            }

            if (links && Contains(index + 1))
            {
                AddEntry(index + 1);
            }
        }

        foreach (var index in _members)
        {
            if (!Contains(index - 1) || (EndsFlow(_code[index - 1].Opcode) && !JumpTargets.Contains(index)))
            {
                AddEntry(index);
            }
        }
    }

    private static bool EndsFlow(Opcode opcode) => opcode is Opcode.Jal or Opcode.Jalr or Opcode.Ecall;

    private void AddEntry(int index) => _entryLabels.TryAdd(index, _entryLabels.Count);
}
