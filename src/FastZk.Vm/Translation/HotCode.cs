using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FastZk.Vm;

/// <summary>Finds the hot code of one run, has it translated, and switches between translated and interpreted code.</summary>
/// <remarks>
/// The interpreter runs alone at first. When it has executed enough, a profile watches some thousand jumps one by one;
/// the instructions seen become regions. Translated code never executes anything but ordinary instructions: at all
/// else (ECALL, faults, absent pages, unknown targets, the end of the slice) it returns in front of the instruction,
/// and the interpreter decides what it means. What is still interpreted a lot after that leads to the next profile.
/// A program that keeps leaving translated code after a few instructions is interpreted again for good.
/// </remarks>
[RequiresDynamicCode("Translates guest code to IL.")]
internal sealed unsafe class HotCode(PreparedCode code, GuestMemory memory, TranslationPolicy policy)
{
    // What _seen says about an instruction: whether it is in _window, in _hot.
    private const byte InWindow = 1, InHot = 2;

    // Bounds the time that one profile's translation can take. The next profile finds what is missing.
    private const int MaxWindow = 1 << 13, MaxJumps = 1 << 15;

    // Up to this much hot code, code translated before is translated again together with the new.
    private const int MergedInstructions = 1024;

    // An entry is (region number + 1) << LabelBits | label.
    private const int LabelBits = 12;
    private const long LongestStretch = 4096;

    // A way into translated code and back costs about as much as this many interpreted instructions.
    private const int SwitchCost = 64;

    // How much may be lost by switches before translation is given up, and how much gain is remembered.
    private const long LowestCredit = -(1 << 21), HighestCredit = 1 << 23;

    private readonly List<(RegionCode Code, int Size)> _regions = [];
    private readonly HashSet<(int Source, int Target)> _jumps = [];
    private readonly List<int> _hot = [];
    private readonly List<int> _window = [];
    private byte[] _seen = [];
    private int[]? _entries;
    private long _interpreted;
    private long _profileAfter = policy.FirstProfileAfter;
    private long _credit;
    private int _profiles;
    private int _jumpsLeft;

    /// <summary>Methods made so far.</summary>
    public int RegionCount => _regions.Count;

    /// <summary>Time spent in translating, the JIT compiler included.</summary>
    public TimeSpan TranslationTime { get; private set; }

    /// <summary>Like <see cref="Interpreter.Run"/>, with the same bounds.</summary>
    /// <remarks>Optimised at once, like its callees: most runs end before tiering would get to it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public StopReason Run(ref InterpreterState state, uint* registers, long sliceEnd)
    {
        if (_credit < LowestCredit)
        {
            return Interpret(ref state, registers, sliceEnd, sliceEnd);
        }

        if (_entries is null && _jumpsLeft == 0 && _interpreted < _profileAfter)
        {
            var end = Math.Min(sliceEnd, state.Cycles + _profileAfter - _interpreted);
            var stop = Interpret(ref state, registers, sliceEnd, end);
            if (stop != StopReason.Slice || state.Cycles >= sliceEnd)
            {
                return stop;
            }
        }

        long stretch = 1;
        while (true)
        {
            if (_jumpsLeft == 0 && TryRunTranslated(ref state, registers, sliceEnd))
            {
                stretch = 1;
                continue;
            }

            if (_jumpsLeft == 0 && _interpreted >= _profileAfter && _profiles < policy.MaxProfiles)
            {
                BeginProfile();
            }

            var stop = _jumpsLeft > 0
                ? Watch(ref state, registers, sliceEnd)
                : Interpret(ref state, registers, sliceEnd, Math.Min(sliceEnd, state.Cycles + stretch));
            if (stop != StopReason.Slice || state.Cycles >= sliceEnd)
            {
                return stop;
            }

            // Short stretches find the way back to translated code soon, long ones do not slow down cold code.
            stretch = Math.Min(2 * stretch, LongestStretch);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryRunTranslated(ref InterpreterState state, uint* registers, long sliceEnd)
    {
        if (_entries is null)
        {
            return false;
        }

        var index = (int)(state.Ip - code.Start);
        var entry = _entries[index];
        if (entry == 0)
        {
            return false;
        }

        // Between two looks at the clock translated code goes forward only, so it overruns by at most its size.
        var (region, size) = _regions[(entry >> LabelBits) - 1];
        var cycles = state.Cycles;
        var allowed = sliceEnd - size - cycles;
        if (allowed <= 0)
        {
            return false;
        }

        // The index is at most 2^23, so the budget fits.
        var granted = (int)Math.Min(allowed, int.MaxValue / 2);
        var budget = granted + index;
        fixed (int* entries = _entries)
        {
            index = region(registers, memory.PageOffsets, entries, &budget, entry & ((1 << LabelBits) - 1));
        }

        var executed = granted - (budget - index);
        state.Ip = code.Start + index;
        state.Bias = ((cycles + executed) << 3) - (long)state.Ip;
        _credit = Math.Min(_credit + executed - SwitchCost, HighestCredit);
        return executed > 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private StopReason Interpret(ref InterpreterState state, uint* registers, long sliceEnd, long yieldAt)
    {
        var before = state.Cycles;
        var stop = Interpreter.Run(ref state, code, registers, memory, sliceEnd, yieldAt);
        // What is left for the end of a slice says nothing about the program.
        _interpreted += before + Region.MaxInstructions >= sliceEnd ? 0 : state.Cycles - before;
        return stop;
    }

    private void BeginProfile()
    {
        _jumpsLeft = policy.ProfiledJumps;
        if (_seen.Length == 0)
        {
            _seen = new byte[code.Count + 1];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private StopReason Watch(ref InterpreterState state, uint* registers, long sliceEnd)
    {
        var first = state.Ip;
        var cycles = state.Cycles;
        var stop = Interpreter.Run(ref state, code, registers, memory, sliceEnd, Math.Min(sliceEnd, cycles + 1));
        // A stop at a jump means that it was taken: the stretch ends at its source, which lies as far from its start
        // as cycles went by. Any other stop is at the instruction that is next.
        var executed = (int)(state.Cycles - cycles);
        var start = (int)(first - code.Start);
        for (var index = start; index < start + executed; index++)
        {
            if ((_seen[index] & InWindow) == 0 && _window.Count < MaxWindow)
            {
                Record(index);
            }
        }

        if (executed > 0 && first + executed - 1 == state.JumpSource && _jumps.Count < MaxJumps)
        {
            _jumps.Add(((int)(state.JumpSource - code.Start), (int)(state.JumpTarget - code.Start)));
        }

        if (--_jumpsLeft == 0)
        {
            Translate();
        }

        return stop;
    }

    private void Record(int index)
    {
        // Once it is too much to be merged, nobody asks any more what is in _hot.
        if ((_seen[index] & InHot) == 0 && _hot.Count <= MergedInstructions)
        {
            _hot.Add(index);
            _seen[index] |= InHot;
        }

        _window.Add(index);
        _seen[index] |= InWindow;
    }

    private void Translate()
    {
        var began = TimeProvider.System.GetTimestamp();
        _entries ??= new int[code.Count + 1];
        // All that is hot, as long as that is little: the fewer boundaries between regions the better.
        var seen = _hot.Count <= MergedInstructions ? _hot : _window;
        int[] members = [.. RegionGrowth.Grow(code.Start, code.Count, seen, policy.MaxGrown)];
        Array.Sort(members);
        for (var start = 0; start < members.Length;)
        {
            var end = ChunkEnd(members, start);
            Translate(members[start..end]);
            start = end;
        }

        foreach (var index in _window)
        {
            _seen[index] &= InHot;
        }

        _window.Clear();
        _profiles++;
        _interpreted = 0;
        // Programs with many phases pay for each, but the more they have, the longer each has to last, and at least
        // about as long as this translation took.
        _profileAfter = Math.Max(policy.FirstProfileAfter << Math.Min(_profiles / 4, 16), policy.CyclesPerInstruction * members.Length);
        TranslationTime += TimeProvider.System.GetElapsedTime(began);
    }

    private void Translate(int[] members)
    {
        var region = new Region(code.Start, code.Count, members, _jumps);
        var first = (_regions.Count + 1) << LabelBits;
        _regions.Add((RegionTranslator.Translate(region, code.Base, first), members.Length));
        foreach (var (index, label) in region.Entries)
        {
            _entries![index] = first | label;
        }
    }

    // As much as fits, but rather cut where the members have a gap: that is mostly between functions.
    private int ChunkEnd(int[] members, int start)
    {
        int end = start, gap = start, cost = 0;
        for (; end < members.Length; end++)
        {
            cost += Region.CostOf(code.Start[members[end]].Opcode);
            if ((end > start && cost > policy.MaxRegionCost) || end - start == Region.MaxInstructions)
            {
                return gap > start ? gap : end;
            }

            if (end > start && cost > policy.MaxRegionCost / 2 && members[end] != members[end - 1] + 1)
            {
                gap = end;
            }
        }

        return end;
    }
}
