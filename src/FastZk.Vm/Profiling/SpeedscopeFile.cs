using System.Text.Json;

namespace FastZk.Vm.Profiling;

/// <summary>Writes profiles in the format of speedscope (www.speedscope.app/file-format-schema.json), of the kind "evented": one for cycles and one for cells.</summary>
/// <remarks>
/// Merged call stacks have no order in time: a function's children stand behind its own cost, in the order of their first calls. As events a profile
/// grows with the number of stacks, not with their depth.
/// </remarks>
public static class SpeedscopeFile
{
    /// <summary>A file's bytes.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="name">What the viewer shows as its name.</param>
    public static byte[] Write(GuestProfile profile, string name)
    {
        ArgumentNullException.ThrowIfNull(profile);
        using var bytes = new MemoryStream();
        using (var w = new Utf8JsonWriter(bytes))
        {
            w.WriteStartObject();
            w.WriteString("$schema", "https://www.speedscope.app/file-format-schema.json");
            w.WriteString("exporter", "fastzk");
            w.WriteString("name", name);
            w.WriteNumber("activeProfileIndex", 0);
            w.WriteStartObject("shared");
            w.WriteStartArray("frames");
            foreach (var function in profile.Names)
            {
                w.WriteStartObject();
                w.WriteString("name", function);
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteEndObject();
            w.WriteStartArray("profiles");
            var (cycles, cells) = profile.Tree.Totals();
            WriteProfile(w, profile.Tree, "cycles", cycles, n => n.Cycles);
            WriteProfile(w, profile.Tree, "cells", cells, n => n.Cells);
            w.WriteEndArray();
            w.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void WriteProfile(Utf8JsonWriter w, CallTree tree, string name, long[] totals, Func<CallTree.Node, long> own)
    {
        long at = 0;
        w.WriteStartObject();
        w.WriteString("type", "evented");
        w.WriteString("name", name);
        w.WriteString("unit", "none");
        w.WriteNumber("startValue", 0);
        w.WriteNumber("endValue", totals[0]);
        w.WriteStartArray("events");
        tree.Walk(
            node =>
            {
                Event('O', node);
                at += own(tree[node]);
            },
            node => Event('C', node));
        w.WriteEndArray();
        w.WriteEndObject();

        void Event(char type, int node)
        {
            // Nodes without any cost have no width.
            if (totals[node] == 0)
            {
                return;
            }

            w.WriteStartObject();
            w.WriteString("type", type == 'O' ? "O" : "C");
            w.WriteNumber("frame", tree[node].Function);
            w.WriteNumber("at", at);
            w.WriteEndObject();
        }
    }
}
