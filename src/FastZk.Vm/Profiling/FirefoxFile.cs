using System.Text.Json;

namespace FastZk.Vm.Profiling;

/// <summary>
/// Writes profiles in the processed format of the Firefox Profiler (profiler.firefox.com), version 62: two threads, cycles and cells, that share the tree of
/// stacks. One sample for each stack with a cost of its own; its weight is the cost, its time means nothing.
/// </summary>
public static class FirefoxFile
{
    private const int FormatVersion = 62, GeckoVersion = 24;

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
            WriteMeta(w, name);
            EmptyArrays(w, "libs", "pages", "counters", "profilerOverhead");
            WriteShared(w, profile);
            w.WriteStartArray("threads");
            WriteThread(w, profile.Tree, "cycles", 1, n => n.Cycles);
            WriteThread(w, profile.Tree, "cells", 2, n => n.Cells);
            w.WriteEndArray();
            w.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void WriteMeta(Utf8JsonWriter w, string name)
    {
        w.WriteStartObject("meta");
        w.WriteNumber("version", GeckoVersion);
        w.WriteNumber("preprocessedProfileVersion", FormatVersion);
        w.WriteString("product", name);
        w.WriteNumber("interval", 1);
        w.WriteNumber("startTime", 0);
        w.WriteNumber("processType", 0);
        w.WriteBoolean("debug", false);
        w.WriteBoolean("symbolicated", true);
        w.WriteBoolean("sourceCodeIsNotOnSearchfox", true);
        w.WriteBoolean("usesOnlyOneStackType", true);
        EmptyArrays(w, "markerSchema", "pausedRanges");
        w.WriteStartArray("categories");
        w.WriteStartObject();
        w.WriteString("name", "Guest");
        w.WriteString("color", "blue");
        w.WriteStartArray("subcategories");
        w.WriteStringValue("Other");
        w.WriteEndArray();
        w.WriteEndObject();
        w.WriteEndArray();
        w.WriteStartObject("extensions");
        w.WriteNumber("length", 0);
        EmptyArrays(w, "id", "name", "baseURL");
        w.WriteEndObject();
        w.WriteStartObject("sampleUnits");
        w.WriteString("time", "ms");
        w.WriteString("eventDelay", "ms");
        w.WriteString("threadCPUDelta", "µs");
        w.WriteEndObject();
        w.WriteEndObject();
    }

    // One frame and one function for each name; one stack for each node but the root.
    private static void WriteShared(Utf8JsonWriter w, GuestProfile profile)
    {
        var names = profile.Names.Count;
        var tree = profile.Tree;
        w.WriteStartObject("shared");
        w.WriteStartArray("stringArray");
        foreach (var function in profile.Names)
        {
            w.WriteStringValue(function);
        }

        w.WriteEndArray();
        Table(w, "funcTable", names, ("name", i => i), ("isJS", _ => false), ("relevantForJS", _ => false), ("resource", _ => -1), ("source", _ => null),
            ("lineNumber", _ => null), ("columnNumber", _ => null));
        Table(w, "frameTable", names, ("func", i => i), ("address", _ => -1), ("inlineDepth", _ => 0), ("category", _ => 0), ("subcategory", _ => 0), ("nativeSymbol", _ => null),
            ("innerWindowID", _ => 0), ("line", _ => null), ("column", _ => null));
        Table(w, "stackTable", tree.Count - 1, ("frame", i => tree[i + 1].Function), ("prefix", i => tree[i + 1].Parent == 0 ? null : tree[i + 1].Parent - 1));
        Table(w, "resourceTable", 0, ("name", _ => null), ("type", _ => null), ("host", _ => null), ("lib", _ => null));
        Table(w, "nativeSymbols", 0, ("name", _ => null), ("address", _ => null), ("functionSize", _ => null), ("libIndex", _ => null));
        Table(w, "sources", 0, ("id", _ => null), ("filename", _ => null), ("startLine", _ => null), ("startColumn", _ => null), ("sourceMapURL", _ => null));
        w.WriteEndObject();
    }

    private static void WriteThread(Utf8JsonWriter w, CallTree tree, string name, int number, Func<CallTree.Node, long> own)
    {
        var nodes = Enumerable.Range(1, tree.Count - 1).Where(i => own(tree[i]) > 0).ToArray();
        w.WriteStartObject();
        w.WriteString("name", name);
        w.WriteBoolean("isMainThread", number == 1);
        w.WriteString("processType", "default");
        w.WriteString("processName", "guest");
        w.WriteNumber("processStartupTime", 0);
        w.WriteNull("processShutdownTime");
        w.WriteNumber("registerTime", 0);
        w.WriteNull("unregisterTime");
        w.WriteString("pid", "1");
        w.WriteString("tid", number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        w.WriteBoolean("showMarkersInTimeline", false);
        EmptyArrays(w, "pausedRanges");
        Table(w, "markers", 0, ("name", _ => null), ("category", _ => null), ("data", _ => null), ("phase", _ => null), ("startTime", _ => null), ("endTime", _ => null));
        w.WriteStartObject("samples");
        w.WriteNumber("length", nodes.Length);
        w.WriteString("weightType", "samples");
        Column(w, "stack", nodes.Length, i => nodes[i] - 1);
        Column(w, "weight", nodes.Length, i => own(tree[nodes[i]]));
        Column(w, "timeDeltas", nodes.Length, i => i == 0 ? 0 : 1);
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void Table(Utf8JsonWriter w, string name, int rows, params (string Name, Func<int, object?> Value)[] columns)
    {
        w.WriteStartObject(name);
        w.WriteNumber("length", rows);
        foreach (var (column, value) in columns)
        {
            Column(w, column, rows, value);
        }

        w.WriteEndObject();
    }

    private static void Column(Utf8JsonWriter w, string name, int rows, Func<int, object?> value)
    {
        w.WriteStartArray(name);
        for (var i = 0; i < rows; i++)
        {
            switch (value(i))
            {
                case null:
                    w.WriteNullValue();
                    break;
                case bool b:
                    w.WriteBooleanValue(b);
                    break;
                case long l:
                    w.WriteNumberValue(l);
                    break;
                case var number:
                    w.WriteNumberValue((int)number);
                    break;
            }
        }

        w.WriteEndArray();
    }

    private static void EmptyArrays(Utf8JsonWriter w, params string[] names)
    {
        foreach (var name in names)
        {
            w.WriteStartArray(name);
            w.WriteEndArray();
        }
    }
}
