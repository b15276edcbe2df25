using System.Text.Encodings.Web;
using System.Text.Json;

namespace FastZk.Bench.Common;

/// <summary>How results are written down.</summary>
internal static class JsonFiles
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Options) + "\n";

    public static T Parse<T>(string text) => JsonSerializer.Deserialize<T>(text, Options) ?? throw new JsonException("The file is empty.");
}
