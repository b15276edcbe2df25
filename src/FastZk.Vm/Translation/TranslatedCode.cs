using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FastZk.Vm;

/// <summary>The translated parts of one program: shared by all its runs, which add to it what each finds hot. Safe for concurrent use.</summary>
/// <remarks>
/// Translated code holds no address and no value of a run, so all runs can use it whatever their input. It is kept as long as the program is; the number
/// of profiles and of translated instructions bounds it. A run may meet an entry of a region that has just been replaced: then
/// <see cref="Find"/> has nothing for it, and it interprets a moment longer.
/// </remarks>
[RequiresDynamicCode("Translates guest code to IL.")]
internal sealed unsafe class TranslatedCode(PreparedCode code, TranslationPolicy policy)
{
    // Up to this much hot code, code translated before is translated again together with the new.
    private const int MergedInstructions = 1024;

    private readonly Lock _gate = new();
    private readonly HashSet<int> _hot = [];
    private readonly HashSet<(int Source, int Target)> _jumps = [];
    private TranslatedRegion[] _regions = [];
    private JumpProfile? _unfinished;
    private int[]? _entries;
    private long _interpreted;
    private long _profileAfter = policy.FirstProfileAfter;
    private int _instructions;
    private int _profiles;

    /// <summary>Profiles taken so far; regions only change together with it.</summary>
    public int Profiles => Volatile.Read(ref _profiles);

    /// <summary>Regions in use.</summary>
    public int RegionCount => Volatile.Read(ref _regions).Count(r => r.Code is not null);

    /// <summary>Whether there is any translated code.</summary>
    public bool IsEmpty => Volatile.Read(ref _entries) is null;

    /// <summary>For every instruction and the sentinel the number of its translated entry, or 0. Pinned; lives as long as this object.</summary>
    /// <remarks>Only to be asked for when <see cref="IsEmpty"/> is false.</remarks>
    public int* Entries => (int*)Unsafe.AsPointer(ref _entries![0]);

    /// <summary>Interpreted cycles, over all runs, until the next profile is due; long.MaxValue if there will be none.</summary>
    public long CyclesUntilProfile => Profiles >= policy.MaxProfiles || Volatile.Read(ref _instructions) > policy.MaxInstructions
        ? long.MaxValue
        : Math.Max(0, Volatile.Read(ref _profileAfter) - Interlocked.Read(ref _interpreted));

    /// <summary>Counts cycles that some run had to interpret.</summary>
    public void AddInterpreted(long cycles) => Interlocked.Add(ref _interpreted, cycles);

    /// <summary>The region of an entry; its code is null if it was replaced meanwhile.</summary>
    public TranslatedRegion Find(int entry) => Volatile.Read(ref _regions)[(entry >> TranslatedRegion.LabelBits) - 1];

    /// <summary>A profile for a run to begin or to continue: the unfinished one of an earlier run, if nobody else has it.</summary>
    public JumpProfile TakeProfile() => Interlocked.Exchange(ref _unfinished, null) ?? new(code.Count);

    /// <summary>Keeps the profile of a run that is over, for the next.</summary>
    public void KeepProfile(JumpProfile profile) => Volatile.Write(ref _unfinished, profile);

    /// <summary>Translates what a run saw.</summary>
    /// <param name="profile">The run's profile; dropped if another has overtaken it.</param>
    public void Add(JumpProfile profile)
    {
        lock (_gate)
        {
            if (profile.BegunAt != _profiles)
            {
                return;
            }

            _jumps.UnionWith(profile.Jumps);
            // All that is hot, as long as that is little: the fewer boundaries between regions the better.
            if (_hot.Count <= MergedInstructions)
            {
                _hot.UnionWith(profile.Window);
            }

            List<int> seen = _hot.Count <= MergedInstructions ? [.. _hot] : profile.Window;
            int[] members = [.. RegionGrowth.Grow(code.Start, code.Count, seen, policy.MaxGrown)];
            Array.Sort(members);
            var entries = _entries ?? GC.AllocateArray<int>((int)code.Count + 1, pinned: true);
            for (var start = 0; start < members.Length;)
            {
                var end = ChunkEnd(members, start);
                AddRegion(members[start..end], entries);
                start = end;
            }

            Volatile.Write(ref _entries, entries);
            DropReplaced(entries);
            // Programs with many phases pay for each, but the more they have, the longer each has to last, and at least
            // about as long as this translation took.
            Volatile.Write(ref _profileAfter, Math.Max(policy.FirstProfileAfter << Math.Min((_profiles + 1) / 4, 16), policy.CyclesPerInstruction * members.Length));
            Interlocked.Exchange(ref _interpreted, 0);
            Volatile.Write(ref _profiles, _profiles + 1);
        }
    }

    private void AddRegion(int[] members, int[] entries)
    {
        var region = new Region(code.Start, code.Count, members, _jumps);
        var first = (_regions.Length + 1) << TranslatedRegion.LabelBits;
        // Regions before entries: who sees an entry finds its region.
        Volatile.Write(ref _regions, [.. _regions, new(RegionTranslator.Translate(region, code.Base, first), members.Length)]);
        foreach (var (index, label) in region.Entries)
        {
            Volatile.Write(ref entries[index], first | label);
        }
    }

    // Regions whose entries all belong to others now are given to the garbage collector; runs that are inside hold them as long as they need.
    private void DropReplaced(int[] entries)
    {
        var kept = new TranslatedRegion[_regions.Length];
        foreach (var entry in entries)
        {
            if (entry != 0)
            {
                var number = (entry >> TranslatedRegion.LabelBits) - 1;
                kept[number] = _regions[number];
            }
        }

        Volatile.Write(ref _regions, kept);
        Volatile.Write(ref _instructions, kept.Sum(r => r.Size));
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
