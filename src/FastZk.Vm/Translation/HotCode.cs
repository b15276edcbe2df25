using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FastZk.Vm;

/// <summary>Finds the hot code of one run, has it translated, and switches between translated and interpreted code.</summary>
/// <remarks>
/// The interpreter runs alone at first. When the program's runs have executed enough, a profile watches some thousand
/// jumps one by one; the instructions seen become regions, for this and later runs. Translated code never executes
/// anything but ordinary instructions: at all else (ECALL, faults, absent pages, stores to guarded pages, unknown
/// targets, the end of the slice) it returns in front of the instruction, and the interpreter decides what it means.
/// What is still interpreted a lot after that leads to the next profile. A run that keeps leaving translated code
/// after a few instructions is interpreted again for good.
/// </remarks>
[RequiresDynamicCode("Translates guest code to IL.")]
internal sealed unsafe class HotCode(PreparedCode code, GuestMemory memory, TranslatedCode translated, TranslationPolicy policy)
{
    private const long LongestStretch = 4096;

    // Cycles that were interpreted here are reported to the program in portions.
    private const long ReportedCycles = 1 << 14;

    // A way into translated code and back costs about as much as this many interpreted instructions.
    private const int SwitchCost = 64;

    // How much may be lost by switches before translation is given up, and how much gain is remembered.
    private const long LowestCredit = -(1 << 21), HighestCredit = 1 << 23;

    private JumpProfile? _profile;
    private long _interpreted;
    private long _credit;
    private bool _profiling;

    /// <summary>The program's translated code.</summary>
    public TranslatedCode Translated => translated;

    /// <summary>Cycles executed by translated code in this run.</summary>
    public long TranslatedCycles { get; private set; }

    private long CyclesUntilProfile
    {
        get
        {
            var left = translated.CyclesUntilProfile;
            return left == long.MaxValue ? left : Math.Max(0, left - _interpreted);
        }
    }

    /// <summary>Like <see cref="Interpreter.Run"/>, with the same bounds.</summary>
    /// <remarks>Optimised at once, like its callees: most runs end before tiering would get to it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public StopReason Run(ref InterpreterState state, uint* registers, long sliceEnd)
    {
        if (_credit < LowestCredit)
        {
            return Interpret(ref state, registers, sliceEnd, sliceEnd);
        }

        if (translated.IsEmpty && !_profiling && CyclesUntilProfile is > 0 and var left)
        {
            var end = Math.Min(sliceEnd - state.Cycles, left) + state.Cycles;
            var stop = Interpret(ref state, registers, sliceEnd, end);
            if (stop != StopReason.Slice || state.Cycles >= sliceEnd)
            {
                return stop;
            }
        }

        long stretch = 1;
        while (true)
        {
            if (!_profiling && TryRunTranslated(ref state, registers, sliceEnd))
            {
                stretch = 1;
                continue;
            }

            if (!_profiling && CyclesUntilProfile == 0)
            {
                BeginProfile();
            }

            var stop = _profiling
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

    /// <summary>Says that the run is over: what it interpreted and saw counts for later runs.</summary>
    public void End()
    {
        Report();
        if (_profile is not null)
        {
            translated.KeepProfile(_profile);
            _profile = null;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryRunTranslated(ref InterpreterState state, uint* registers, long sliceEnd)
    {
        if (translated.IsEmpty)
        {
            return false;
        }

        var index = (int)(state.Ip - code.Start);
        var entries = translated.Entries;
        var entry = Volatile.Read(ref entries[index]);
        if (entry == 0)
        {
            return false;
        }

        // Between two looks at the clock translated code goes forward only, so it overruns by at most its size.
        var (region, size) = translated.Find(entry);
        var cycles = state.Cycles;
        var allowed = sliceEnd - size - cycles;
        if (allowed <= 0 || region is null)
        {
            return false;
        }

        // The index is at most 2^23, so the budget fits.
        var granted = (int)Math.Min(allowed, int.MaxValue / 2);
        var budget = granted + index;
        index = region(registers, memory.PageOffsets, entries, &budget, entry & ((1 << TranslatedRegion.LabelBits) - 1));
        GC.KeepAlive(region); // others may have replaced it meanwhile
        NoticeAbsentPage(code.Start[index], registers);
        var executed = granted - (budget - index);
        state.Ip = code.Start + index;
        state.Bias = ((cycles + executed) << 3) - (long)state.Ip;
        TranslatedCycles += executed;
        _credit = Math.Min(_credit + executed - SwitchCost, HighestCredit);
        return executed > 0;
    }

    // Translated code does not know absent pages. Programs that load from memory which they never wrote should not leave it
    // for each load.
    private void NoticeAbsentPage(in Instruction next, uint* registers)
    {
        if (next.Opcode is >= Opcode.Lb and <= Opcode.Lhu)
        {
            memory.ShareZeroPage(registers[next.Rs1] + (uint)next.Immediate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private StopReason Interpret(ref InterpreterState state, uint* registers, long sliceEnd, long yieldAt)
    {
        var before = state.Cycles;
        var stop = Interpreter.Run(ref state, code, registers, memory, sliceEnd, yieldAt);
        // What is left for the end of a slice says nothing about the program.
        _interpreted += before + Region.MaxInstructions >= sliceEnd ? 0 : state.Cycles - before;
        if (_interpreted >= ReportedCycles)
        {
            Report();
        }

        return stop;
    }

    private void Report()
    {
        translated.AddInterpreted(_interpreted);
        _interpreted = 0;
    }

    private void BeginProfile()
    {
        _profiling = true;
        _profile ??= translated.TakeProfile();
        _profile.Begin(translated.Profiles, policy);
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
        _profile!.AddStretch((int)(first - code.Start), executed);
        if (executed > 0 && first + executed - 1 == state.JumpSource)
        {
            _profile.AddJump((int)(state.JumpSource - code.Start), (int)(state.JumpTarget - code.Start));
        }

        if (_profile.IsComplete)
        {
            translated.Add(_profile);
            _profiling = false;
        }

        return stop;
    }
}
