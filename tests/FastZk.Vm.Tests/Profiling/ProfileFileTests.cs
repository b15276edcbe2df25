using System.Text.Json;
using FastZk.Vm.Profiling;

namespace FastZk.Vm.Tests.Profiling;

/// <summary>The files for viewers are whole: indices lead somewhere, events nest, weights add up.</summary>
public sealed class ProfileFileTests
{
    private static readonly GuestProfile Profile = Profiles.Of(ElfImage.Load(Profiles.File("calls_dwarf4")));

    [Fact]
    public void SpeedscopeEventsNestAndAddUp()
    {
        var root = JsonDocument.Parse(SpeedscopeFile.Write(Profile, "calls")).RootElement;
        Assert.Equal("https://www.speedscope.app/file-format-schema.json", root.GetProperty("$schema").GetString());
        var frames = root.GetProperty("shared").GetProperty("frames").EnumerateArray().Select(f => f.GetProperty("name").GetString()!).ToArray();
        Assert.Equal(Profile.Names, frames);
        var profiles = root.GetProperty("profiles").EnumerateArray().ToArray();
        Assert.Equal(["cycles", "cells"], profiles.Select(p => p.GetProperty("name").GetString()!));
        var (cycles, cells) = Profile.Tree.Totals();
        foreach (var (p, total, own) in new[] { (profiles[0], cycles[0], Own(n => n.Cycles)), (profiles[1], cells[0], Own(n => n.Cells)) })
        {
            Assert.Equal(("evented", 0, total), (p.GetProperty("type").GetString(), p.GetProperty("startValue").GetInt64(), p.GetProperty("endValue").GetInt64()));
            var self = new long[frames.Length];
            var open = new Stack<int>();
            long last = 0;
            foreach (var e in p.GetProperty("events").EnumerateArray())
            {
                var (at, frame) = (e.GetProperty("at").GetInt64(), e.GetProperty("frame").GetInt32());
                if (open.Count > 0)
                {
                    self[open.Peek()] += at - last;
                }

                Assert.True(at >= last);
                last = at;
                if (e.GetProperty("type").GetString() == "O")
                {
                    open.Push(frame);
                }
                else
                {
                    Assert.Equal(frame, open.Pop());
                }
            }

            Assert.Empty(open);
            Assert.Equal(total, last);
            Assert.Equal(own, self);
        }
    }

    [Fact]
    public void FirefoxSamplesLeadToFunctionsAndAddUp()
    {
        var root = JsonDocument.Parse(FirefoxFile.Write(Profile, "calls")).RootElement;
        Assert.Equal(62, root.GetProperty("meta").GetProperty("preprocessedProfileVersion").GetInt32());
        var shared = root.GetProperty("shared");
        var strings = shared.GetProperty("stringArray").EnumerateArray().Select(s => s.GetString()!).ToArray();
        var (stacks, frames, functions) = (shared.GetProperty("stackTable"), shared.GetProperty("frameTable"), shared.GetProperty("funcTable"));
        foreach (var table in new[] { stacks, frames, functions })
        {
            var length = table.GetProperty("length").GetInt32();
            Assert.All(table.EnumerateObject().Where(c => c.Name != "length"), c => Assert.Equal(length, c.Value.GetArrayLength()));
        }

        var prefixes = stacks.GetProperty("prefix").EnumerateArray().ToArray();
        Assert.All(prefixes.Index(), p => Assert.True(p.Item.ValueKind == JsonValueKind.Null || p.Item.GetInt32() < p.Index));
        foreach (var (thread, own) in root.GetProperty("threads").EnumerateArray().Zip([Own(n => n.Cycles), Own(n => n.Cells)]))
        {
            var samples = thread.GetProperty("samples");
            var self = new long[strings.Length];
            foreach (var (stack, weight) in samples.GetProperty("stack").EnumerateArray().Zip(samples.GetProperty("weight").EnumerateArray()))
            {
                var frame = stacks.GetProperty("frame")[stack.GetInt32()].GetInt32();
                self[functions.GetProperty("name")[frames.GetProperty("func")[frame].GetInt32()].GetInt32()] += weight.GetInt64();
            }

            Assert.Equal(own, self);
        }
    }

    private static long[] Own(Func<CallTree.Node, long> cost)
    {
        var own = new long[Profile.Names.Count];
        for (var n = 1; n < Profile.Tree.Count; n++)
        {
            own[Profile.Tree[n].Function] += cost(Profile.Tree[n]);
        }

        return own;
    }
}
