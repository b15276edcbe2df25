using System.Text.Json;
using FastZk.Stark.Security;

namespace FastZk.Cli.Output;

/// <summary>The public shape of a proof, as JSON members and as tables for people.</summary>
internal static class ShapeReport
{
    /// <summary>Member "tables".</summary>
    public static void WriteTables(Utf8JsonWriter writer, ProofShape shape) => writer.Array("tables", shape.Present, t =>
    {
        writer.WriteString("name", t.Name);
        writer.WriteNumber("logHeight", shape.LogHeight(t.Id));
        writer.WriteNumber("rows", 1L << shape.LogHeight(t.Id));
        writer.WriteNumber("mainColumns", t.MainColumns);
        writer.WriteNumber("auxiliaryColumns", t.AuxiliaryColumns);
        writer.WriteNumber("preprocessedColumns", t.FixedColumns);
        writer.WriteNumber("constraints", t.ConstraintCount);
        writer.WriteNumber("fractions", t.Fractions.Length);
    });

    /// <summary>Members "queries" and "securityBits".</summary>
    public static void WriteSecurity(Utf8JsonWriter writer, ProofShape shape)
    {
        writer.WriteNumber("queries", shape.Parameters.Queries);
        writer.WriteNumber("securityBits", Text.Floor(shape.Parameters.ProvenBits));
    }

    /// <summary>Member "rounds".</summary>
    public static void WriteRounds(Utf8JsonWriter writer, ProofShape shape) => writer.Array("rounds", shape.Parameters.Rounds, r =>
    {
        writer.WriteString("name", r.Name);
        writer.WriteNumber("grindingBits", r.GrindingBits);
        writer.WriteNumber("provenBits", Text.Floor(r.Bits));
    });

    /// <summary>The tables.</summary>
    public static void ShowTables(Page page, ProofShape shape) =>
        page.Table("Tables", ["table", "rows", "main", "auxiliary", "preprocessed", "constraints", "fractions"], shape.Present.Select(t => new[]
        {
            t.Name, $"2^{shape.LogHeight(t.Id)}", $"{t.MainColumns}", $"{t.AuxiliaryColumns}", $"{t.FixedColumns}", $"{t.ConstraintCount}", $"{t.Fractions.Length}",
        }));

    /// <summary>The rounds.</summary>
    public static void ShowRounds(Page page, ProofShape shape) =>
        page.Table($"Security: {Text.Bits(shape.Parameters.ProvenBits)} proven bits in the weakest round", ["round", "proven bits", "of them grinding"],
            shape.Parameters.Rounds.Select(r => new[] { r.Name, Text.Bits(r.Bits), $"{r.GrindingBits}" }));
}
