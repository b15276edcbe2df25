namespace FastZk.Vm;

/// <summary>What was executed in some thousand jumps: the instructions, and the jumps taken. Short runs continue each other's.</summary>
internal sealed class JumpProfile(uint instructions)
{
    private const int Unused = -1;

    // Bounds the time that one profile's translation can take. The next profile finds what is missing.
    private const int MaxWindow = 1 << 13, MaxJumps = 1 << 15;

    private readonly bool[] _seen = new bool[instructions + 1];
    private int _jumpsLeft;
    private int _cyclesLeft;

    /// <summary>Indices of the instructions seen, each once.</summary>
    public List<int> Window { get; } = [];

    /// <summary>Jumps taken.</summary>
    public HashSet<(int Source, int Target)> Jumps { get; } = [];

    /// <summary>The number of profiles that the program had when this one began; valid once begun.</summary>
    public int BegunAt { get; private set; } = Unused;

    /// <summary>Whether all jumps, or all cycles, have been seen.</summary>
    public bool IsComplete => _jumpsLeft <= 0 || _cyclesLeft <= 0;

    /// <summary>Begins anew, unless it began at this number of profiles and is to be continued.</summary>
    public void Begin(int profiles, TranslationPolicy policy)
    {
        if (BegunAt == profiles)
        {
            return;
        }

        Clear();
        BegunAt = profiles;
        _jumpsLeft = policy.ProfiledJumps;
        _cyclesLeft = policy.ProfiledCycles;
    }

    /// <summary>Notes a stretch of instructions that were executed one after the other, up to a jump.</summary>
    public void AddStretch(int start, int count)
    {
        _jumpsLeft--;
        _cyclesLeft -= count;
        for (var index = start; index < start + count; index++)
        {
            if (!_seen[index] && Window.Count < MaxWindow)
            {
                _seen[index] = true;
                Window.Add(index);
            }
        }
    }

    /// <summary>Notes a jump.</summary>
    public void AddJump(int source, int target)
    {
        if (Jumps.Count < MaxJumps)
        {
            Jumps.Add((source, target));
        }
    }

    private void Clear()
    {
        Window.ForEach(index => _seen[index] = false);
        Window.Clear();
        Jumps.Clear();
    }
}
