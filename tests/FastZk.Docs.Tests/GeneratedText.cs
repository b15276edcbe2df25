using System.Globalization;
using System.Text;
using FastZk.Circuits;
using FastZk.Circuits.Preprocessed;
using FastZk.Memory;
using FastZk.Stark;
using FastZk.Stark.Air;
using FastZk.Stark.Security;

namespace FastZk.Docs.Tests;

/// <summary>The parts of docs/ that are written by the code they describe.</summary>
internal static class GeneratedText
{
    private static readonly StarkSystem System = Rv32Circuit.System;

    /// <summary>Profile constants.</summary>
    public static string Profiles()
    {
        var b = new StringBuilder("| | ");
        b.AppendJoin(" | ", Profile.All.Select(p => p.Name)).Append(" |\n|---|---|---|\n");
        Row("id", p => p.Id);
        Row("blow-up B", p => p.Blowup);
        Row("random rows h", p => p.RandomRows);
        Row("piece mask M", p => p.PieceMask);
        Row("smallest height", p => $"2^{p.LogMinHeight}");
        Row("height of P_2", p => $"2^{p.LogLastPiece}");
        foreach (var id in System.SystemTables)
        {
            Row($"height of table {System.Tables[id].Name}", p => $"2^{System.SystemSets.SelectMany(s => FixedTables.CircuitHeights(p, s.MinLogTop)).First(t => t.Table == id).LogHeight}");
        }

        using var workers = new WorkerSet(1);
        foreach (var set in System.SystemSets)
        {
            Row($"the circuit's tables, N from 2^{set.MinLogTop}", _ => string.Join(", ", set.Tables.Select(id => System.Tables[id].Name)));
            Row($"root of their tree, N from 2^{set.MinLogTop}", p =>
            {
                using var tree = FixedTables.BuildCircuit(new ProverContext(BufferPool.Shared, workers), p, set.MinLogTop);
                return $"`{tree.Root}`";
            });
        }

        return b.ToString();

        void Row(string name, Func<Profile, object> value) =>
            b.Append(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", Profile.All.Select(p => Convert.ToString(value(p), CultureInfo.InvariantCulture)))} |\n");
    }

    /// <summary>Bits and grinding of every round: for each profile and N the smallest and the largest shape with that N.</summary>
    public static string Security()
    {
        var b = new StringBuilder("| profile | N | tables | q | LogUp | γ | ζ | λ | folds | queries | least |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var profile in Profile.All)
        {
            for (var log = ProofShape.MinLogTop; log <= ProofShape.MaxLogTop; log++)
            {
                Row(profile, log, all: false);
                Row(profile, log, all: true);
            }
        }

        return b.ToString();

        void Row(Profile profile, int log, bool all)
        {
            var heights = new sbyte[System.Tables.Length];
            Array.Fill(heights, (sbyte)(all ? log : -1));
            foreach (var id in System.ProgramTables)
            {
                heights[id] = (sbyte)profile.LogMinHeight;
            }

            foreach (var id in System.SystemTables)
            {
                heights[id] = -1;
            }

            foreach (var (id, height) in FixedTables.CircuitHeights(profile, log))
            {
                heights[id] = (sbyte)height;
            }

            heights[0] = (sbyte)log;
            if (!all)
            {
                heights[(int)Vm.Trace.InstructionClass.Ecall] = heights[Rv32Circuit.Boundary] = (sbyte)profile.LogMinHeight;
            }

            var journal = all ? Verifier.DefaultMaxJournalBytes : 0;
            var shape = ProofShape.Create(System, profile, heights, RunStatement.TuplesOf(journal), out var reason);
            b.Append(CultureInfo.InvariantCulture, $"| {profile.Name} | 2^{log} | {(all ? "all" : "few")} | ");
            if (shape is null)
            {
                b.Append(CultureInfo.InvariantCulture, $"refused: {reason} | | | | | | | |\n");
                return;
            }

            var p = shape.Parameters;
            var folds = p.Rounds.Skip(4).Take(p.Folds).ToArray();
            var worst = folds.MinBy(r => r.Bits - r.GrindingBits)!;
            b.Append(CultureInfo.InvariantCulture, $"{p.Queries} | {Round(p.Rounds[0])} | {Round(p.Rounds[1])} | {Round(p.Rounds[2])} | {Round(p.Rounds[3])} | ");
            b.Append(CultureInfo.InvariantCulture, $"{p.Folds}: {Round(worst)} | {Round(p.Rounds[^1])} | {Down(p.ProvenBits)} |\n");
        }

        static string Round(SecurityRound r) => r.GrindingBits == 0 ? Down(r.Bits) : $"{Down(r.Bits - r.GrindingBits)}+{r.GrindingBits}";
        static string Down(double bits) => (Math.Floor(bits * 10) / 10).ToString("0.0", CultureInfo.InvariantCulture);
    }

    /// <summary>The buses with the length of their tuples, and the tables on each side.</summary>
    public static string Buses()
    {
        var b = new StringBuilder("| no. | bus | entries | + side | - side |\n|---|---|---|---|---|\n");
        for (var bus = 0; bus < System.BusCount; bus++)
        {
            var tables = System.Tables.Where(t => t.Instance == 0).ToArray();
            var pairs = tables.Where(t => t.Table.Pairs.Any(p => p.Bus == bus)).ToArray();
            if (pairs.Length > 0)
            {
                b.Append(CultureInfo.InvariantCulture, $"| {bus} | {Bus.Names[bus]} | {pairs[0].Table.Pairs.First(p => p.Bus == bus).Consumed.Count} | pairs of {pairs.Length} tables | |\n");
                continue;
            }

            var all = tables.SelectMany(t => t.Table.Interactions.Where(i => i.Bus == bus).Select(i => (t.Name, Interaction: i))).ToArray();
            b.Append(CultureInfo.InvariantCulture, $"| {bus} | {Bus.Names[bus]} | {all[0].Interaction.Message.Count} | {Side(true)} | {Side(false)} |\n");
            string Side(bool send)
            {
                var names = all.Where(x => x.Interaction.IsSend == send).Select(x => x.Name).Distinct().ToList();
                return names.Count > 8 ? $"{names.Count} tables" : names.Count == 0 ? "verifier" : string.Join(", ", names);
            }
        }

        return b.ToString();
    }

    /// <summary>One line a table.</summary>
    public static string Tables()
    {
        var b = new StringBuilder("| id | table | main | preprocessed | next | constraints | fractions | pairs | auxiliary | step | γ powers | at ζ | at ζ·g | again |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var t in System.Tables.Where(t => t.Instance == 0))
        {
            var main = t.DeclaredMain == t.MainColumns ? $"{t.MainColumns}" : $"{t.DeclaredMain} + {t.MainColumns - t.DeclaredMain}";
            var again = string.Join(", ", System.Tables.Where(u => u.Instance > 0 && ReferenceEquals(u.Table, t.Table)).Select(u => u.Id));
            b.Append(CultureInfo.InvariantCulture, $"| {t.Id} | {t.Name} | {main} | {t.FixedColumns} | {t.NextColumns.Length} | {t.RowConstraints.Length + t.TransitionConstraints.Length + t.FirstConstraints.Length} | ");
            b.Append(CultureInfo.InvariantCulture, $"{t.Fractions.Length} | {t.Pairs.Length} | {t.AuxiliaryColumns} | {t.Table.MaxStateStep} | {t.ConstraintCount} | {t.OpenedAtPoint} | {t.OpenedAtNext} | {again} |\n");
        }

        return b.Append(CultureInfo.InvariantCulture, $"\nProtocol name `{System.Name}`, L = {System.LongestMessage}, {System.BusCount} buses, {System.Tables.Length} tables.\n").ToString();
    }

    /// <summary>Columns, constraints, fractions and pairs of every table.</summary>
    public static string Circuit()
    {
        var b = new StringBuilder();
        foreach (var t in System.Tables.Where(t => t.Instance == 0))
        {
            var text = new ExpressionText(t.Table);
            b.Append(CultureInfo.InvariantCulture, $"## {t.Id} {t.Name}\n\n");
            b.Append(CultureInfo.InvariantCulture, $"Main: {string.Join(", ", t.Table.MainNames)}");
            b.Append(t.MainColumns > t.DeclaredMain ? $", and {t.MainColumns - t.DeclaredMain} dummies.\n" : ".\n");
            if (t.FixedColumns > 0)
            {
                b.Append(CultureInfo.InvariantCulture, $"Preprocessed: {string.Join(", ", t.Table.FixedNames)}.\n");
            }

            if (t.NextColumns.Length > 0)
            {
                b.Append(CultureInfo.InvariantCulture, $"Opened at the next row: {string.Join(", ", t.NextColumns.Select(c => t.Table.MainNames[c]))}.\n");
            }

            b.Append("\n```text\n");
            Constraints(b, text, "", t.RowConstraints);
            Constraints(b, text, "transition ", t.TransitionConstraints);
            Constraints(b, text, "first ", [.. t.FirstConstraints.Select(c => (c.Name, c.Value, false))]);
            for (var i = 0; i < t.Fractions.Length; i++)
            {
                var f = t.Fractions[i].Source;
                var message = string.Join(", ", f.Message.Select(text.Of));
                b.Append(CultureInfo.InvariantCulture, $"f{i} {(f.IsSend ? '+' : '-')} [{text.Of(f.Multiplicity)}] {Bus.Names[f.Bus]}({message}) max {f.MaxMultiplicity}\n");
            }

            for (var i = 0; i < t.Pairs.Length; i++)
            {
                var p = t.Pairs[i].Source;
                string Tuple(IReadOnlyList<Expression> entries) => $"{Bus.Names[p.Bus]}({string.Join(", ", entries.Select(text.Of))})";
                b.Append(CultureInfo.InvariantCulture, $"p{i} [{text.Of(p.Used)}] {Tuple(p.Consumed)} -> {Tuple(p.Produced)}\n");
            }

            b.Append("```\n\n");
        }

        return b.ToString().TrimEnd('\n') + "\n";
    }

    private static void Constraints(StringBuilder b, ExpressionText text, string prefix, (string Name, Expression Value, bool IsTransition)[] constraints)
    {
        foreach (var (name, value, _) in constraints)
        {
            b.Append(CultureInfo.InvariantCulture, $"{prefix}{name}: {text.Of(value)}\n");
        }
    }
}
