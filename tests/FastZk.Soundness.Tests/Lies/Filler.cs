using FastZk.Circuits;
using FastZk.Circuits.Fill;
using FastZk.Circuits.Tables;
using FastZk.Circuits.Tables.Keccak;
using FastZk.Circuits.Tables.Multiply256;
using FastZk.Circuits.Tables.Sha256;
using FastZk.Circuits.Tests;
using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>From a draft to rows: the circuit's own filling, then all that the records could not say.</summary>
internal sealed unsafe class Filler(LyingProgram program, BufferPool pool, Predicate<BusTuple> provided) : IDisposable
{
    private const int SmallRows = 256;

    private static readonly HashSet<int>[] Program = [.. Rv32Circuit.System.Tables.Select(t => ColumnsOn(t, Bus.Program))];
    private static readonly HashSet<int>[] Seen =
        [.. Rv32Circuit.System.Tables.Select(t => ColumnsOn(t, Bus.Program, Bus.State, Bus.Memory, Bus.Image, Bus.Device, Bus.Public, Bus.Sha256, Bus.Keccak))];

    private readonly ColumnMatrix _small = new(pool, SmallRows, ForgedRows.Tables.Max(t => Rv32Circuit.System.Tables[t].DeclaredMain), secret: false);
    private readonly SplitMix _random = new(0);
    private readonly RowSolver?[] _solvers = new RowSolver?[Rv32Circuit.System.Tables.Length];

    /// <summary>Fills the rows of a draft.</summary>
    /// <param name="draft">what a machine left.</param>
    /// <param name="rows">filled.</param>
    /// <param name="choice">what the solver's choices depend on; null leaves the lies as they are.</param>
    /// <returns>whether a row that was to be solved now satisfies all rules of its own.</returns>
    public bool Fill(Draft draft, ForgedRows rows, ulong? choice)
    {
        foreach (var id in ForgedRows.Tables)
        {
            if (id is Rv32Circuit.Sha256Load or Rv32Circuit.Sha256Compress)
            {
                FillBlocks(id, draft.Trace, rows.Table(id));
            }
            else if (id is Rv32Circuit.KeccakState or Rv32Circuit.KeccakAbsorb or Rv32Circuit.KeccakPermute)
            {
                FillKeccak(id, draft.Trace, rows.Table(id));
            }
            else if (id >= Rv32Circuit.FurtherInstances
                && id is not (Rv32Circuit.Sha256Call or Rv32Circuit.KeccakCall or Rv32Circuit.Multiply256 or Rv32Circuit.Level))
            {
                rows.Table(id).Resize(0);
            }
            else
            {
                FillTable(id, ListOf(draft.Trace, id), rows.Table(id));
            }
        }

        foreach (var (c, row, instruction, keepProgram) in draft.Foreign)
        {
            FillForeign(draft, c, row, instruction, keepProgram, rows.Table((int)c));
        }

        foreach (var (table, row, column, value) in draft.Edits)
        {
            rows.Table(table)[row, TableText.Of(table)[column]] = value.ToUInt32();
        }

        var solved = false;
        if (choice is { } c0)
        {
            _random.Reseed(c0);
            foreach (var (table, row) in draft.Solve)
            {
                solved |= Solve(table, rows.Table(table).Row(row));
            }
        }

        draft.RowEdits.ForEach(e => e(rows));
        return solved;
    }

    private static HashSet<int> ColumnsOn(CompiledTable table, params int[] buses) =>
        [.. table.Tuples.Where(f => buses.Contains(f.Bus)).SelectMany(f => f.Columns).Where(c => c < table.DeclaredMain)];

    private static RecordList ListOf(ExecutionTrace trace, int table) => table switch
    {
        Rv32Circuit.Journal => trace.JournalWords,
        Rv32Circuit.Input => trace.InputWords,
        Rv32Circuit.Bump => trace.Bumps,
        Rv32Circuit.Boundary => trace.Boundary,
        Rv32Circuit.Sha256Call => trace.Sha256Calls,
        Rv32Circuit.KeccakCall => trace.KeccakCalls,
        Rv32Circuit.Multiply256 => trace.Multiply256Calls,
        Rv32Circuit.Level => trace.Levels,
        _ => trace[(InstructionClass)table],
    };

    private void FillTable(int id, RecordList list, TableRows rows)
    {
        rows.Resize(list.Count);
        if (list.Count == 0)
        {
            return;
        }

        if (list.Count <= SmallRows)
        {
            FillTable(id, list, rows, _small);
            return;
        }

        using var large = new ColumnMatrix(pool, list.Count, Rv32Circuit.System.Tables[id].DeclaredMain, secret: false);
        FillTable(id, list, rows, large);
    }

    private void FillTable(int id, RecordList list, TableRows rows, ColumnMatrix matrix)
    {
        for (var chunk = 0; chunk < list.ChunkCount; chunk++)
        {
            var start = (long)chunk * RecordList.ChunkRows;
            switch (id)
            {
                case (int)InstructionClass.Ecall:
                    EcallTable.FillEcalls(program.Image, list, chunk, matrix, start);
                    break;
                case Rv32Circuit.Sha256Call:
                    Sha256CallTable.FillCalls(program.Image, list, chunk, matrix, start);
                    break;
                case Rv32Circuit.KeccakCall:
                    KeccakCallTable.FillCalls(program.Image, list, chunk, matrix, start);
                    break;
                case Rv32Circuit.Multiply256:
                    Multiply256Fill.Fill(program.Image, list, chunk, matrix, start);
                    break;
                case Rv32Circuit.Level:
                    LevelTable.Fill(list, chunk, matrix, start);
                    break;
                case Rv32Circuit.Bump:
                    BumpTable.Fill(list, chunk, matrix, start);
                    break;
                case Rv32Circuit.Boundary:
                    BoundaryTable.Fill(list, chunk, matrix, start);
                    break;
                case Rv32Circuit.Journal or Rv32Circuit.Input:
                    ((IoTableBase)Rv32Circuit.Table(id)).Fill(list, chunk, matrix, start);
                    break;
                default:
                    ((InstructionTable)Rv32Circuit.Table(id)).Fill(new RecordChunk(program.Image, list, chunk), matrix, start);
                    break;
            }
        }

        Copy(matrix, rows, isMontgomery: false);
    }

    // Loads, or compressions with the rows behind the last one in which their sums still stand.
    private void FillBlocks(int id, ExecutionTrace trace, TableRows rows)
    {
        var (list, count) = (trace.Sha256Blocks, trace.Sha256Blocks.Count);
        if (count == 0)
        {
            rows.Resize(0);
            return;
        }

        var needed = new int[Rv32Circuit.System.Tables.Length];
        needed[Rv32Circuit.Sha256Load] = Sha256LoadTable.BlockRows * count;
        needed[Rv32Circuit.Sha256Compress] = Enumerable.Range(0, count).Sum(b => Sha256CompressTable.BlockRows + (int)list[b, (int)Sha256BlockColumn.IsLast]);
        var isLoad = id == Rv32Circuit.Sha256Load;
        rows.Resize(needed[id] + (isLoad ? 0 : 4));
        using var matrix = new ColumnMatrix(pool, rows.Count, Rv32Circuit.System.Tables[id].DeclaredMain, secret: false, zeroed: true);
        if (isLoad)
        {
            Sha256LoadTable.Fill(list, 0, count, matrix, 0);
        }
        else
        {
            using var fill = new Sha256CompressFill(pool);
            var layout = Sha256Layout.Of(trace, needed);
            for (var b = 0; b < count; b += Sha256CompressFill.MaxBlocks)
            {
                fill.Fill(list, layout, b, Math.Min(count, b + Sha256CompressFill.MaxBlocks), matrix);
            }
        }

        Copy(matrix, rows, isMontgomery: !isLoad);
    }

    // States, blocks or permutations, all of these in the first instance.
    private void FillKeccak(int id, ExecutionTrace trace, TableRows rows)
    {
        var (calls, permutations) = (trace.KeccakCalls, trace.KeccakPermutations);
        int[] absorbing = [.. Enumerable.Range(0, permutations.Count).Where(p => permutations[p, (int)KeccakPermutationColumn.Absorbs] == 1)];
        rows.Resize(id switch
        {
            Rv32Circuit.KeccakState => KeccakStateTable.CallRows * calls.Count,
            Rv32Circuit.KeccakAbsorb => KeccakAbsorbTable.BlockRows * absorbing.Length,
            _ => KeccakPermuteTable.Rounds * permutations.Count,
        });
        if (rows.Count == 0)
        {
            return;
        }

        using var matrix = new ColumnMatrix(pool, rows.Count, Rv32Circuit.System.Tables[id].DeclaredMain, secret: false);
        switch (id)
        {
            case Rv32Circuit.KeccakState:
                KeccakStateTable.Fill(calls, 0, calls.Count, matrix, 0);
                break;
            case Rv32Circuit.KeccakAbsorb:
                KeccakAbsorbTable.Fill(permutations, absorbing[0], absorbing.Length, matrix, 0);
                break;
            default:
                using (var fill = new KeccakPermuteFill(pool))
                {
                    for (var p = 0; p < permutations.Count; p += KeccakPermuteFill.MaxPermutations)
                    {
                        fill.Fill(permutations, p, Math.Min(KeccakPermuteFill.MaxPermutations, permutations.Count - p), matrix, KeccakPermuteTable.Rounds * p);
                    }
                }

                break;
        }

        Copy(matrix, rows, isMontgomery: id == Rv32Circuit.KeccakPermute);
    }

    // The accelerators' wide tables are filled in Montgomery form.
    private static void Copy(ColumnMatrix matrix, TableRows rows, bool isMontgomery)
    {
        for (var c = 0; c < rows.Width; c++)
        {
            // Invariant: the matrix has at least rows.Count rows.
            var p = matrix.Pointer(c);
            for (var r = 0; r < rows.Count; r++)
            {
                rows[r, c] = isMontgomery ? Fp.FromRawUnchecked(p[r]).ToUInt32() : p[r];
            }
        }
    }

    // Fills one row as if the instruction stood in the program where the record says.
    private void FillForeign(Draft draft, InstructionClass c, int row, Instruction instruction, bool keepProgram, TableRows rows)
    {
        var list = draft.Trace[c];
        if (row >= list.Count)
        {
            return; // derailed before it was recorded
        }

        var index = list[row, (int)TraceColumn.Row];
        var spare = draft.Spare[c];
        draft.Clear(spare);
        draft.Append(spare);
        for (var k = 0; k < list.Columns; k++)
        {
            spare.Set(0, k, list[row, k]);
        }

        // The image is this program's own: nobody else reads its code.
        ref var place = ref program.Image.Code[index];
        var honest = place;
        try
        {
            place = instruction;
            ((InstructionTable)Rv32Circuit.Table((int)c)).Fill(new RecordChunk(program.Image, spare, 0), _small, 0);
        }
        finally
        {
            place = honest;
        }

        for (var k = 0; k < Rv32Circuit.System.Tables[(int)c].DeclaredMain; k++)
        {
            if (!keepProgram || !Program[(int)c].Contains(k))
            {
                rows[row, k] = _small.Pointer(k)[0];
            }
        }
    }

    private bool Solve(int table, Span<uint> row)
    {
        var cells = new Fp[row.Length];
        for (var k = 0; k < cells.Length; k++)
        {
            cells[k] = Fp.FromUInt32(row[k]);
        }

        var solver = _solvers[table] ??= new(table, t => provided(t), _random);
        var solved = solver.Repair(cells, Seen[table]);
        for (var k = 0; k < cells.Length; k++)
        {
            row[k] = cells[k].ToUInt32();
        }

        return solved;
    }

    public void Dispose() => _small.Dispose();
}
