using FastZk.Vm.Profiling;

namespace FastZk.Vm.Tests.Profiling;

/// <summary>Debug information of two versions, damaged and whole.</summary>
public sealed class DebugInfoTests
{
    private static readonly string[] DebugSections = [".debug_info", ".debug_abbrev", ".debug_str", ".debug_line", ".debug_line_str", ".debug_ranges", ".debug_rnglists"];

    [Theory]
    [InlineData("calls_dwarf4")]
    [InlineData("calls_dwarf5")]
    public void InlinedCallsAreTold(string name)
    {
        var file = Profiles.File(name);
        var image = ElfImage.Load(file);
        var debug = DebugInfo.Read(file, image, out var note);
        Assert.Null(note);
        var profile = Profiles.Of(image, debug: debug);
        var stacks = profile.Stacks();
        Assert.Contains("_start;main;leaf;mix_twice;mix", stacks);
        Assert.Contains(stacks, s => s.Contains("main;fastzk_commit"));
        var plain = Profiles.Of(image);
        Assert.DoesNotContain("mix", plain.Names);

        // What is charged to inlined functions is taken from the function around them.
        var (cost, before) = (profile.ByFunction().ToDictionary(f => f.Name), plain.ByFunction().ToDictionary(f => f.Name));
        Assert.Equal(before["leaf"].TotalCycles, cost["leaf"].TotalCycles);
        Assert.Equal(before["leaf"].SelfCells, cost["leaf"].SelfCells + cost["mix"].SelfCells + cost.GetValueOrDefault("mix_twice")?.SelfCells ?? 0);
        Assert.True(cost["mix"].SelfCycles >= 21 * 4);
        Assert.Equal(0, cost["mix"].Calls);
        Assert.Equal(profile.Result.Cycles, profile.Tree.Totals().Cycles[0]);
    }

    [Theory]
    [InlineData("calls_dwarf4")]
    [InlineData("calls_dwarf5")]
    public void LinesAreTold(string name)
    {
        var file = Profiles.File(name);
        var image = ElfImage.Load(file);
        var debug = DebugInfo.Read(file, image, out _)!;
        var profile = Profiles.Of(image, debug: debug);
        var coverage = new Coverage(image, profile.Functions, profile.Counts, debug);
        var source = coverage.Lines!.Where(l => l.File == "calls.c").ToDictionary(l => l.Line);
        // "return x + 3;" ran once; "here = 0;", behind the call that never returns, not at all.
        Assert.Contains(source.Values, l => l.Count == 1 && l.Executed == l.Instructions);
        Assert.Contains(source.Values, l => l.Executed == 0);
        Assert.Contains(source.Values, l => l.Count == 20);
        Assert.Null(new Coverage(image, profile.Functions, profile.Counts, null).Lines);
    }

    [Fact]
    public void ProgramsWithoutDebugInformationHaveNone()
    {
        var file = Profiles.File("calls_stripped");
        Assert.Null(DebugInfo.Read(file, ElfImage.Load(file), out var note));
        Assert.Null(note);
    }

    [Fact]
    public void DamagedDebugInformationNeverEscapes()
    {
        var random = new Random(23);
        var (broken, read) = (0, 0);
        foreach (var name in new[] { "calls_dwarf4", "calls_dwarf5" })
        {
            var file = Profiles.File(name);
            var image = ElfImage.Load(file);
            var header = ElfHeader.Read(file);
            var sections = DebugSections.Select(n => ElfSections.Find(file, header, n, out _)).OfType<Range>().ToArray();
            Assert.InRange(sections.Length, 5, 6);
            for (var i = 0; i < 4000; i++)
            {
                var mutant = file.ToArray();
                for (var changes = random.Next(1, 6); changes > 0; changes--)
                {
                    var (offset, length) = sections[random.Next(sections.Length)].GetOffsetAndLength(file.Length);
                    mutant[offset + random.Next(length)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
                }

                mutant = random.Next(10) == 0 ? mutant[..random.Next(sections[0].Start.Value, mutant.Length)] : mutant;
                var debug = DebugInfo.Read(mutant, image, out var note);
                broken += note is null ? 0 : 1;
                for (var k = 0; debug is not null && k < image.Code.Length; k++)
                {
                    debug.InlineStack(debug.InlineAt(k));
                    debug.LineAt(k);
                }

                read += debug is null ? 0 : 1;
            }
        }

        Assert.InRange(broken, 500, 7500);
        Assert.InRange(read, 4000, 8000);
    }

    /// <summary>Anything in the file may be damaged: headers, code, symbols, debug sections.</summary>
    [Fact]
    public void DamagedFilesNeverEscape()
    {
        var random = new Random(29);
        var file = Profiles.File("calls_dwarf4");
        // Text and data come first in the file, then debug sections and symbols.
        var (header, profiled) = (ElfHeader.Read(file), 0);
        for (var i = 0; i < 1500; i++)
        {
            var mutant = file.ToArray();
            for (var changes = random.Next(1, 8); changes > 0; changes--)
            {
                var near = random.Next(4) switch { 0 => 0, 1 => (int)header.SectionHeaderOffset, _ => random.Next(mutant.Length - 600) };
                mutant[near + random.Next(600)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
            }

            try
            {
                var image = ElfImage.Load(mutant);
                var options = new ExecutionOptions { MaxCycles = 4000 };
                var profile = GuestProfiler.Run(image, default, new() { Weights = Profiles.Weights, Execution = options, Debug = DebugInfo.Read(mutant, image, out _) });
                Assert.Equal(profile.Result.Cycles, profile.ByFunction().Sum(f => f.SelfCycles));
                SpeedscopeFile.Write(profile, "");
                profiled++;
            }
            catch (Exception e) when (e is InvalidElfException or GuestFaultException)
            {
            }
        }

        Assert.InRange(profiled, 100, 1400);
    }
}
