using System.Runtime.CompilerServices;

namespace FastZk.Vm;

/// <summary>When guest code is translated. Results never depend on it, only speed does.</summary>
internal sealed record TranslationPolicy
{
    /// <summary>Interprets everything.</summary>
    public static TranslationPolicy Never { get; } = new() { Enabled = false };

    /// <summary>Translates from the first jump on, for tests: the smallest program meets the translator.</summary>
    public static TranslationPolicy Eager { get; } = new() { FirstProfileAfter = 0, CyclesPerInstruction = 0, ProfiledJumps = 1, MaxProfiles = 6 };

    /// <summary>What runs use that do not choose; only tests replace it.</summary>
    public static TranslationPolicy Default { get; set; } = new();

    /// <summary>Whether translation may happen; never without a JIT compiler.</summary>
    public bool Enabled { get; init; } = RuntimeFeature.IsDynamicCodeCompiled;

    /// <summary>
    /// Interpreted cycles, over all runs of a program, before the first profile. Translation takes 1 to 13 milliseconds,
    /// about what the interpreter takes for so many cycles: a run that ends just after it has lost at most half of its
    /// time, and a program that is run once, for less than one proof's 2^22 cycles, loses nothing.
    /// </summary>
    public long FirstProfileAfter { get; init; } = 1 << 22;

    /// <summary>
    /// Interpreted cycles before another profile, for each instruction translated by the last one: what the
    /// interpreter does in the time that translating one takes, so a program cannot make us spend most of it on that.
    /// </summary>
    public long CyclesPerInstruction { get; init; } = 1 << 12;

    /// <summary>Jumps that one profile watches.</summary>
    public int ProfiledJumps { get; init; } = 2048;

    /// <summary>Cycles after which a profile is complete with fewer jumps: many times the longest loop worth translating.</summary>
    public int ProfiledCycles { get; init; } = 1 << 16;

    /// <summary>The most profiles, and so translations, of one program; bounds what a hostile one can make us compile.</summary>
    public int MaxProfiles { get; init; } = 64;

    /// <summary>
    /// With more translated instructions than this, a program gets no more profiles: bounds what is kept as long as it
    /// is loaded, to about 10 MB.
    /// </summary>
    public int MaxInstructions { get; init; } = 1 << 17;

    /// <summary>Profiles are grown to this size: translating an instruction takes five to ten microseconds.</summary>
    public int MaxGrown { get; init; } = 256;

    /// <summary>The highest cost of a region; tests lower it to get many.</summary>
    public int MaxRegionCost { get; init; } = Region.MaxCost;
}
