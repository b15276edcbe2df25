using System.Text;
using System.Text.Json;

namespace FastZk.Cli.Output;

/// <summary>Writes the one JSON object that --json promises.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    /// <summary>Writes an object, all at once.</summary>
    public static void Write(TextWriter target, Action<Utf8JsonWriter> members) => target.Write(Encoding.UTF8.GetString(Bytes(members)));

    /// <summary>An object and a line break, for a file.</summary>
    public static byte[] Bytes(Action<Utf8JsonWriter> members)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Options))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    /// <summary>A member that is an array of objects.</summary>
    public static void Array<T>(this Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<T> members)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            members(item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>A number with that many digits behind the point: a figure that was measured.</summary>
    public static void Figure(this Utf8JsonWriter writer, string name, double value, int digits = 6) =>
        writer.WriteNumber(name, double.IsFinite(value) ? Math.Round(value, digits) : 0);
}
