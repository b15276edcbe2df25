using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Vm;
using FastZk.Vm.Accelerators;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>The calls keccak_absorb and keccak_f1600, and the lies about them.</summary>
internal sealed partial class LyingMachine
{
    // More permutations than honest programs ask for: where a lie led.
    private const uint MostPermutations = 16;

    private void Permute(uint index, bool absorbs)
    {
        var (t, list) = (_time, Trace.KeccakCalls);
        var call = _draft.Append(list);
        for (var c = 0; c < TraceLayout.KeccakCallColumns; c++)
        {
            list.Set(call, c, 0);
        }

        _call = (Rv32Circuit.KeccakCall, call);
        absorbs ^= Lying(LieKind.KeccakKind);
        list.Set(call, (int)KeccakCallColumn.Row, index);
        list.Set(call, (int)KeccakCallColumn.Time, t);
        list.Set(call, (int)KeccakCallColumn.Absorbs, absorbs ? 1u : 0);
        ReadNumber(list, call, (int)KeccakCallColumn.TimeNumber, t + 1);
        uint blocks = 0, count = 1;
        if (absorbs)
        {
            blocks = Read(list, call, (int)KeccakCallColumn.Blocks, A1, t + 3, 1);
            count = Read(list, call, (int)KeccakCallColumn.Count, A2, t + 4, 2);
        }

        var result = Lying(LieKind.EcallResult) ? Other(0) : 0;
        var state = Write(list, call, (int)KeccakCallColumn.State, A0, t + 6, 3, result, isBlind: false);
        Steps?.Add(new(index, Image.Code[index], InstructionClass.Ecall, EcallKind.NotImplemented, count, Permutes: true, Absorbs: absorbs));
        var number = absorbs ? EcallNumber.KeccakAbsorb : EcallNumber.KeccakPermute;
        if (KeccakCall.Refuse(number, state, blocks, count, out _) is not null || count > MostPermutations)
        {
            Derail();
            return;
        }

        var lieAboutState = Lying(LieKind.KeccakAddress) && (!absorbs || _random.Next(2) == 0);
        var word = lieAboutState ? OtherStateWord(call, state / 4) : state / 4;
        List<uint> sequence = absorbs ? AbsorbedWords(call, blocks / 4, count, lieAboutState) : [0];
        LieAboutTheBlocks(sequence);
        var ofState = sequence.Count == 0 || !absorbs || _random.Next(2) == 0;
        var lanes = LoadState(list, call, word, t, ofState);
        var first = Trace.KeccakPermutations.Count;
        Permutations(lanes, sequence, absorbs, t, ofState);
        for (uint i = 0; i < KeccakCall.StateWords; i++)
        {
            var value = (uint)(lanes[i / 2] >> (int)(32 * (i % 2)));
            list.Set(call, (int)KeccakCallColumn.NewWords + (int)i, value);
            CellOf(MemoryKey.Memory + word + i) = new() { Value = value, Time = t + 5 };
        }

        LieAboutTheRows(new(call, first, sequence.Count, absorbs, Absorptions(first)));
        _cycles++;
        (_pc, _time) = (_pc + 4, t + 8);
    }

    // Reads the state; a lie about a word or its time may be about it, or about the blocks.
    private ulong[] LoadState(RecordList list, int call, uint word, uint t, bool lying)
    {
        var lanes = new ulong[KeccakPermutation.Lanes];
        var wrong = lying && (Lying(LieKind.KeccakWord) || IsAboutWordTimes) ? _random.Next((int)KeccakCall.StateWords) : -1;
        for (uint i = 0; i < KeccakCall.StateWords; i++)
        {
            ref var cell = ref CellOf(MemoryKey.Memory + word + i);
            var value = i == wrong && Lying(LieKind.KeccakWord) ? Other(cell.Value) : cell.Value;
            lanes[i / 2] |= (ulong)value << (int)(32 * (i % 2));
            list.Set(call, (int)KeccakCallColumn.OldWords + (int)i, value);
            list.Set(call, (int)KeccakCallColumn.TimesOld + (int)i, i == wrong && IsAboutWordTimes ? OtherTime(cell.Time, t + 5) : cell.Time);
            cell.Time = t + 5;
        }

        return lanes;
    }

    // The state lies elsewhere; its rows say so, and the call's may.
    private uint OtherStateWord(int call, uint word)
    {
        word += (uint)(_random.Next(2) == 0 ? _random.Next(1, 20) : -_random.Next(1, 4));
        TellState(call, "state", word);
        if (_random.Next(2) == 0)
        {
            _draft.Tell(Rv32Circuit.KeccakCall, call, "state_quarter", word % (1 << 14));
        }

        return word;
    }

    // First words of the blocks, in the order in which they are absorbed.
    private List<uint> AbsorbedWords(int call, uint word, uint count, bool honest)
    {
        if (Lying(LieKind.KeccakCount))
        {
            count = count == 0 || _random.Next(2) == 0 ? count + (uint)_random.Next(1, 3) : (uint)_random.Next((int)count);
            switch (_random.Next(3))
            {
                case 0:
                    // The rows of the state expect as many.
                    TellState(call, "last_word", word + KeccakCall.BlockWords * count);
                    break;
                case 1:
                    // So does the call; a2 says otherwise.
                    TellState(call, "last_word", word + KeccakCall.BlockWords * count);
                    _draft.Tell(Rv32Circuit.KeccakCall, call, "a2_0", count);
                    break;
            }
        }

        if (Lying(LieKind.KeccakAddress) && !honest)
        {
            word += (uint)(_random.Next(2) == 0 ? _random.Next(1, 20) : -_random.Next(1, 4));
            if (_random.Next(2) == 0)
            {
                TellState(call, "first_word", word);
                TellState(call, "last_word", word + KeccakCall.BlockWords * count);
                if (_random.Next(2) == 0)
                {
                    _draft.Tell(Rv32Circuit.KeccakCall, call, "block_quarter", word % (1 << 14));
                }
            }
        }

        return [.. Enumerable.Range(0, (int)count).Select(b => word + KeccakCall.BlockWords * (uint)b)];
    }

    private void TellState(int call, string column, uint value)
    {
        for (var g = 0; g < KeccakRows.StateRows; g++)
        {
            _draft.Tell(Rv32Circuit.KeccakState, KeccakRows.StateRows * call + g, column, value);
        }
    }

    // A permutation is left out, comes twice, or before the one before it.
    private void LieAboutTheBlocks(List<uint> sequence)
    {
        if (!Lying(LieKind.KeccakBlocks) || sequence.Count == 0)
        {
            return;
        }

        var at = _random.Next(sequence.Count);
        switch (_random.Next(sequence.Count > 1 ? 3 : 2))
        {
            case 0:
                sequence.RemoveAt(at);
                break;
            case 1:
                sequence.Insert(at, sequence[at]);
                break;
            default:
                var other = (at + 1) % sequence.Count;
                (sequence[at], sequence[other]) = (sequence[other], sequence[at]);
                break;
        }
    }

    // Replaces the lanes by what comes out of all permutations.
    private void Permutations(ulong[] lanes, List<uint> sequence, bool absorbs, uint t, bool ofState)
    {
        var list = Trace.KeccakPermutations;
        var (stateAt, wordAt, roundAt) = (_random.Next(sequence.Count + 1), sequence.Count > 0 ? _random.Next(sequence.Count) : -1, -1);
        (stateAt, wordAt, roundAt) = (Lying(LieKind.KeccakState) ? stateAt : -1, ofState ? -1 : wordAt, Lying(LieKind.KeccakRound) ? wordAt : -1);
        for (var b = 0; b <= sequence.Count; b++)
        {
            if (b == stateAt)
            {
                var k = _random.Next(2 * lanes.Length);
                lanes[k / 2] ^= (ulong)Other(0) << 32 * (k % 2);
            }

            if (b == sequence.Count)
            {
                return;
            }

            var row = _draft.Append(list);
            list.Set(row, (int)KeccakPermutationColumn.Time, t);
            list.Set(row, (int)KeccakPermutationColumn.Absorbs, absorbs ? 1u : 0);
            list.Set(row, (int)KeccakPermutationColumn.Word, sequence[b]);
            list.Set(row, (int)KeccakPermutationColumn.Block, (uint)Absorptions(row));
            for (var i = 0; i < (int)KeccakCall.StateWords; i++)
            {
                list.Set(row, (int)KeccakPermutationColumn.State + i, (uint)(lanes[i / 2] >> 32 * (i % 2)));
            }

            Absorb(list, row, lanes, absorbs ? sequence[b] : null, b == wordAt, t);
            if (b == roundAt)
            {
                LieAboutARound(row, lanes, t, sequence[b], absorbs);
            }
            else
            {
                KeccakPermutation.Permute(lanes);
            }
        }
    }

    // Adds the block at a word of memory, if there is one, to the lanes.
    private void Absorb(RecordList list, int row, ulong[] lanes, uint? word, bool lying, uint t)
    {
        var other = lying ? _random.Next((int)KeccakCall.BlockWords) : -1;
        var (wrong, late, honestLoad) = (Lying(LieKind.KeccakWord) ? other : -1, IsAboutWordTimes ? other : -1, _random.Next(2) == 0);
        for (var i = 0; i < (int)KeccakCall.BlockWords; i++)
        {
            uint value = 0, before = 0;
            if (word is { } from)
            {
                ref var cell = ref CellOf(MemoryKey.Memory + from + (uint)i);
                (value, before) = (i == wrong ? Other(cell.Value) : cell.Value, i == late ? OtherTime(cell.Time, t + 5) : cell.Time);
                if (i == wrong && honestLoad)
                {
                    // What is read is right; what is added is not.
                    TellAdded(KeccakRows.AbsorbRows * Absorptions(row) + i / 6, $"m{i % 6}_", cell.Value);
                }

                (cell.Time, cell.Writer) = (t + 5, default);
            }

            list.Set(row, (int)KeccakPermutationColumn.Words + i, value);
            list.Set(row, (int)KeccakPermutationColumn.TimesOld + i, before);
            lanes[i / 2] ^= (ulong)value << 32 * (i % 2);
        }
    }

    // Permutations before this one that absorb a block.
    private int Absorptions(int permutation) =>
        Enumerable.Range(0, permutation).Count(p => Trace.KeccakPermutations[p, (int)KeccakPermutationColumn.Absorbs] == 1);

    // A word in a row of the absorbed lanes, with the low bytes of its limbs.
    private void TellAdded(int row, string prefix, uint value)
    {
        _draft.TellWord(Rv32Circuit.KeccakAbsorb, row, prefix, value);
        _draft.Tell(Rv32Circuit.KeccakAbsorb, row, prefix + "0_low", value & 0xFF);
        _draft.Tell(Rv32Circuit.KeccakAbsorb, row, prefix + "1_low", value >> 16 & 0xFF);
    }

    // A permutation in which one round is another; the rounds behind it go on from there.
    private void LieAboutARound(int permutation, ulong[] lanes, uint t, uint word, bool absorbs)
    {
        var (rounds, at, kind, inventsDigits) = (new List<KeccakRound>(), _random.Next(KeccakPermutation.Rounds), _random.Next(11), false);
        for (var k = 0; k < KeccakPermutation.Rounds; k++)
        {
            var round = new KeccakRound(k, lanes);
            var (lane, bit, sheet) = (_random.Next(KeccakPermutation.Lanes), 1UL << _random.Next(64), _random.Next(5));
            var lying = k == at;
            switch (lying ? kind : -1)
            {
                case 0:
                    // It goes on from another state.
                    round.Before[lane] ^= bit;
                    round.Theta();
                    break;
                case 1:
                    // A parity; its remainder is the half mod p, a digit that belongs to another sum, or a digit that the prover makes up.
                    round.Parity[sheet] ^= bit;
                    round.FromParity();
                    var remainder = _random.Next(3);
                    (round.HasHalves, inventsDigits) = (remainder > 0, remainder == 2);
                    break;
                case 2:
                    round.After[lane] ^= bit;
                    round.HasHalves = _random.Next(2) == 0;
                    break;
                case 3:
                    // Two bits of a column: its parity stays.
                    round.After[lane] ^= bit;
                    round.After[(lane + 5 * _random.Next(1, 5)) % KeccakPermutation.Lanes] ^= bit;
                    break;
                case 4:
                    round.Constant = _random.Next(2) == 0 ? 0 : KeccakPermutation.Constant((k + _random.Next(1, 24)) % 24);
                    break;
            }

            round.Chi();
            switch (lying ? kind : -1)
            {
                case 5:
                    round.Result[lane] ^= bit;
                    break;
                case 6:
                    bit = 1UL << _random.Pick(KeccakPermutation.ConstantBits);
                    (round.Iota, round.Result[0]) = (round.Iota ^ bit, round.Result[0] ^ bit);
                    break;
                case 7:
                    // Left out.
                    continue;
                case 8:
                    rounds.Add(round);
                    round = new(k, round.Result);
                    round.Chi();
                    break;
                case 9:
                    // Another round's flag, or none.
                    round.Flag = _random.Next(-1, 23) is var flag && flag >= k ? flag + 1 : flag;
                    break;
                case 10:
                    // The last round.
                    rounds.Add(round);
                    round.Result.CopyTo(lanes, 0);
                    Replace(k < KeccakPermutation.Rounds - 1 ? rounds : []);
                    return;
            }

            rounds.Add(round);
            round.Result.CopyTo(lanes, 0);
        }

        Replace(rounds);

        void Replace(List<KeccakRound> by) => _draft.RowEdits.Add(rows => KeccakRows.Replace(rows, permutation, by, t, word, absorbs, inventsDigits));
    }

    private void LieAboutTheRows(KeccakRows rows)
    {
        switch (_lie.Step == _step ? _lie.Kind : LieKind.None)
        {
            case LieKind.KeccakPlace when rows.Permutations > 0:
                LieAboutAPlace(rows);
                break;
            case LieKind.KeccakRow:
                var (row, choice) = (rows.PickRow(_random), _random.Next(4));
                _draft.RowEdits.Add(r => KeccakRows.Rearrange(r, row, choice));
                break;
            case LieKind.KeccakCell:
                var (cell, column) = rows.PickCell(_random);
                var (way, value) = (_random.Next(4), _random.NextUInt32());
                _draft.RowEdits.Add(r => KeccakRows.Spoil(r, cell, column, way, value));
                break;
        }
    }

    // A permutation, from one of its rounds on, and perhaps the rows of its block, say another time, word or kind.
    private void LieAboutAPlace(KeccakRows rows)
    {
        var permutation = rows.FirstPermutation + _random.Next(rows.Permutations);
        var from = _random.Next(2) == 0 ? 0 : _random.Next(1, KeccakPermutation.Rounds);
        uint Now(KeccakPermutationColumn c) => Trace.KeccakPermutations[permutation, (int)c];
        var (column, value) = _random.Next(3) switch
        {
            0 => ("time", Now(KeccakPermutationColumn.Time) + (long)_random.Pick([-8, -4, -1, 1, 4, 8])),
            1 => ("word", Now(KeccakPermutationColumn.Word) + (long)_random.Pick([-34, -6, -1, 1, 6, 34])),
            _ => ("absorbs", 1L - Now(KeccakPermutationColumn.Absorbs)),
        };
        for (var k = from; k < KeccakPermutation.Rounds; k++)
        {
            _draft.Tell(Rv32Circuit.KeccakPermute, KeccakPermutation.Rounds * permutation + k, column, value);
        }

        if (rows.Absorbs && column != "absorbs" && from == 0 && _random.Next(2) == 0)
        {
            for (var g = 0; g < KeccakRows.AbsorbRows; g++)
            {
                _draft.Tell(Rv32Circuit.KeccakAbsorb, KeccakRows.AbsorbRows * Absorptions(permutation) + g, column, value);
            }
        }
    }
}
