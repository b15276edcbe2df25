using FastZk.Circuits;
using FastZk.Circuits.Tables;
using FastZk.Circuits.Tables.Keccak;
using FastZk.Field;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>What is wrong with forged rows.</summary>
/// <param name="Rules">rows that break a constraint or look up what is not there: (table, row).</param>
/// <param name="IsBalanced">whether the permutation buses cancel.</param>
/// <param name="IsHonest">whether rows and claim are those of the honest run.</param>
internal readonly record struct Findings(IReadOnlyList<(int Table, int Row)> Rules, bool IsBalanced, bool IsHonest)
{
    /// <summary>Whether a proof of these rows would verify: nobody has noticed anything.</summary>
    public bool IsAccepted => Rules.Count == 0 && IsBalanced;
}

/// <summary>
/// Judges forged rows as the verifier would, exactly and fast: constraints row by row, lookups by membership (their counts are the prover's to choose),
/// permutation buses by a sum of 64-bit hashes. Rows that are those of the honest run, which is judged once in full, are not read again.
/// </summary>
internal sealed class Judge
{
    private readonly LyingProgram _program;
    private readonly Lookups _lookups;
    private readonly Evaluator[] _evaluators = new Evaluator[Rv32Circuit.System.Tables.Length];
    private readonly uint[][] _honest = new uint[Rv32Circuit.System.Tables.Length][];
    private readonly ulong[][] _sums = new ulong[Rv32Circuit.System.Tables.Length][];
    private readonly List<(int, int)> _rules = [];
    private readonly ulong _image;
    private readonly uint _exitCode;
    private readonly byte[] _journal;

    /// <summary>A judge for forgeries of one honest run, which must be right.</summary>
    public Judge(LyingProgram program, Lookups lookups, ForgedRows honest, uint exitCode, IReadOnlyList<byte> journal)
    {
        (_program, _lookups, _exitCode, _journal) = (program, lookups, exitCode, [.. journal]);
        foreach (var key in program.ImageKeys)
        {
            _image += Evaluator.Hash(Bus.Image, [key, program.InitialWord(key) & 0xFFFF, program.InitialWord(key) >> 16]);
        }

        foreach (var id in ForgedRows.Tables)
        {
            var rows = honest.Table(id);
            _evaluators[id] = new(Rv32Circuit.System.Tables[id], lookups);
            _honest[id] = new uint[rows.Count * _evaluators[id].Width];
            _sums[id] = new ulong[rows.Count];
            for (var r = 0; r < rows.Count; r++)
            {
                if (!_evaluators[id].Check(rows.Row(r), r + 1 < rows.Count ? rows.Row(r + 1) : default, r == 0, out _sums[id][r], null))
                {
                    throw new InvalidOperationException($"The honest run breaks a rule in {_evaluators[id].Name}[{r}].");
                }
            }

            for (var r = 0; r < rows.Count; r++)
            {
                rows.Row(r).CopyTo(_honest[id].AsSpan(r * _evaluators[id].Width));
            }
        }

        var complaints = new Complaints();
        if (!Weigh(honest, exitCode, journal, complaints).IsAccepted)
        {
            throw new InvalidOperationException($"The honest run does not balance: {string.Join("; ", complaints.All.Take(5))}.");
        }
    }

    /// <summary>Judges rows and claim.</summary>
    /// <param name="rows">the rows in use.</param>
    /// <param name="exitCode">claimed.</param>
    /// <param name="journal">claimed.</param>
    /// <param name="complaints">gets all that is wrong, in words; null where speed matters.</param>
    public Findings Weigh(ForgedRows rows, uint exitCode, IReadOnlyList<byte> journal, Complaints? complaints)
    {
        _rules.Clear();
        ReadNumbers(rows.Table(Rv32Circuit.KeccakParity));
        var same = exitCode == _exitCode && journal.SequenceEqual(_journal);
        var sum = _image + Claim(exitCode, journal, complaints);
        foreach (var id in ForgedRows.Tables)
        {
            var (table, e) = (rows.Table(id), _evaluators[id]);
            var honest = _honest[id].AsSpan();
            same &= table.Count * e.Width == honest.Length;
            var before = true; // the row before is honest
            for (var r = table.Count - 1; r >= 0; r--)
            {
                var row = table.Row(r);
                var known = (r + 1) * e.Width <= honest.Length && row.SequenceEqual(honest.Slice(r * e.Width, e.Width));
                same &= known;
                // A transition reads the next row too, so that one must be as it was.
                if (known && complaints is null && (!e.ReadsNext || (before && table.Count * e.Width == honest.Length)))
                {
                    sum += _sums[id][r];
                }
                else
                {
                    if (!e.Check(row, r + 1 < table.Count ? table.Row(r + 1) : default, r == 0, out var s, complaints?.At(id, r)))
                    {
                        _rules.Add((id, r));
                    }

                    sum += s;
                }

                before = known;
            }
        }

        return new([.. _rules], sum == 0, same);
    }

    // What the rows behind the honest ones of the table of digits provide, as long as no rule forbids the row itself: Σ 8^i·digit_i.
    private void ReadNumbers(TableRows rows)
    {
        _lookups.MoreNumbers.Clear();
        for (var r = 0; r < rows.Count; r++)
        {
            var number = Fp.Zero;
            for (var i = KeccakParityTable.Digits - 1; i >= 0; i--)
            {
                number = number * Fp.FromUInt32(KeccakParityTable.Base) + Fp.FromUInt32(rows[r, i]);
            }

            _lookups.MoreNumbers.Add(number.ToUInt32());
        }
    }

    /// <summary>Hands out the lookups of a row.</summary>
    public void VisitLookups(int table, ReadOnlySpan<uint> row, LookupVisitor visit) => _evaluators[table].VisitLookups(row, visit);

    private ulong Claim(uint exitCode, IReadOnlyList<byte> journal, Complaints? complaints)
    {
        var sum = 0UL;
        Add(Bus.State, 1, _program.Image.Entry, 0);
        Add(Bus.State, -1, ProgramRow.Nowhere, 0);
        Add(Bus.Public, -1, EcallTable.PublicExit, exitCode & 0xFFFF, exitCode >> 16);
        for (var i = 0; i < journal.Count; i++)
        {
            Add(Bus.Public, -1, EcallTable.PublicJournal, (uint)i, journal[i]);
        }

        if (complaints is not null)
        {
            foreach (var key in _program.ImageKeys)
            {
                complaints.Count(Bus.Image, [key, _program.InitialWord(key) & 0xFFFF, _program.InitialWord(key) >> 16], 1);
            }
        }

        return sum;

        void Add(int bus, long net, params ReadOnlySpan<uint> m)
        {
            sum += (ulong)net * Evaluator.Hash(bus, m);
            complaints?.Count(bus, m, net);
        }
    }
}
