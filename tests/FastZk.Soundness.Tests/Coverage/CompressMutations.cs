using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Field;
using FastZk.Stark.Air;

namespace FastZk.Soundness.Tests.Coverage;

/// <summary>
/// Rows of the SHA-256 compression that one constraint alone refuses. A constraint is judged by itself on a row, with those of the transition to the next one, which
/// may be forged too. What changes a sum is made up for by the carries of the next row, but for one sum.
/// </summary>
internal sealed class CompressMutations
{
    private const int Table = Rv32Circuit.Sha256Compress;

    private static readonly long[] Deltas = [1, -1, 2, -2, 3];

    private static readonly string[] SumNames = ["e", "a", "w"];

    private static readonly string[] Flags = ["is_initial", "is_first", "is_last", "s0", "s1", "s2", "s3", "t0", "t1", "t2", "t3"];

    private readonly WitnessChecks _w;
    private readonly Predicate<string> _isWanted;
    private readonly Action<string> _decided;
    private readonly TableText _text = TableText.Of(Table);

    // Sums: the constraint, and the column of the carry's bit that it is solved for.
    private readonly (int Constraint, int Column)[] _sums;

    // The constraints that read what is repaired.
    private readonly int[] _repaired;

    /// <param name="w">a witness with calls of several blocks.</param>
    /// <param name="isWanted">whether a constraint has still no such row.</param>
    /// <param name="decided">takes the name of a constraint for which one was found.</param>
    public CompressMutations(WitnessChecks w, Predicate<string> isWanted, Action<string> decided)
    {
        (_w, _isWanted, _decided) = (w, isWanted, decided);
        var constraints = _text.Table.Constraints;
        _sums =
        [
            .. from name in SumNames
               from j in Enumerable.Range(0, 4)
               from limb in Enumerable.Range(0, 2)
               select (Enumerable.Range(0, constraints.Count).Single(i => constraints[i].Name == $"{name}{j}_{limb}"), _text[$"carry_{name}{4 * j + 2 * limb}"]),
        ];
        _repaired = [.. _sums.SelectMany(s => _text.Readers(s.Column)).Distinct()];
    }

    public void Run()
    {
        if (!TableRules.Names(_text).Any(n => _isWanted(n)))
        {
            return;
        }

        // A round of each kind of row in use, and rows not in use.
        foreach (var row in new[] { 0, 1, 4, 8, 16, 17, 18, _w.Rows[Table] - 1, _w.ActiveRows(Table) - 2 })
        {
            var (now, next) = (_w.Row(Table, row), _w.Row(Table, row + 1));
            for (var c = 0; c < now.Length; c++)
            {
                foreach (var d in Deltas)
                {
                    // By itself; beside the honest next row; as the next row, with the carries to match or not.
                    Judge(With(now, c, d), null, _text.Readers(c));
                    Judge(With(now, c, d), next, _text.Readers(c));
                    Judge(now, With(next, c, d), _text.Readers(c));
                    Judge(now, Repaired(now, With(next, c, d), -1), [.. _text.Readers(c).Union(_repaired)]);
                }
            }

            foreach (var (sum, column) in _sums)
            {
                Judge(now, Repaired(now, With(next, column, 1), sum), _repaired);
            }
        }

        // Flags that no single one can break: three of them, on a row without words.
        foreach (var flags in Combinations(3))
        {
            var row = new Fp[_text.Table.MainNames.Count];
            foreach (var (flag, value) in flags)
            {
                row[_text[flag]] = Fp.FromInt64(value);
            }

            Judge(row, null, [.. flags.SelectMany(f => _text.Readers(_text[f.Flag])).Distinct()]);
            if (_text.Broken(row, null, []) is null && _text.BrokenAsFirst(row) is not null)
            {
                _decided(_text.NameOfFirst(0));
            }
        }
    }

    // Of rows that were honest, the constraints that read what changed.
    private void Judge(Fp[] now, Fp[]? next, IReadOnlyList<int> readers)
    {
        var only = -1;
        var constraints = _text.Table.Constraints;
        foreach (var i in readers)
        {
            if ((!constraints[i].IsTransition || next is not null) && TableText.Value(constraints[i].Value, now, next, []) != Fp.Zero)
            {
                if (only >= 0)
                {
                    return;
                }

                only = i;
            }
        }

        if (only >= 0)
        {
            _decided(_text.NameOf(only));
        }
    }

    // The next row with carries that make all sums right but one.
    private Fp[] Repaired(Fp[] now, Fp[] next, int except)
    {
        var repaired = (Fp[])next.Clone();
        foreach (var (sum, column) in _sums.Where(s => s.Constraint != except))
        {
            var value = TableText.Value(_text.Table.Constraints[sum].Value, now, repaired, []);
            repaired[column] += value * Fp.FromUInt32(1 << 16).Inverse();
        }

        return repaired;
    }

    private static Fp[] With(Fp[] row, int column, long delta)
    {
        var forged = (Fp[])row.Clone();
        forged[column] += Fp.FromInt64(delta);
        return forged;
    }

    private static IEnumerable<(string Flag, long Value)[]> Combinations(int count, int from = 0)
    {
        yield return [];
        for (var k = from; count > 0 && k < Flags.Length; k++)
        {
            foreach (var value in new long[] { 1, -1, 2 })
            {
                foreach (var rest in Combinations(count - 1, k + 1))
                {
                    yield return [(Flags[k], value), .. rest];
                }
            }
        }
    }
}
