using FastZk.Vm.Accelerators;

namespace FastZk.Vm.Trace;

/// <summary>The Keccak accelerator of a recording.</summary>
public sealed unsafe partial class Recorder
{
    // Permutations so far that absorbed a block.
    private uint _keccakBlocks;

    // False when the executor faults on the arguments.
    private bool Keccak(uint number, uint index, uint time, CancellationToken cancellation)
    {
        uint state = _registers[A0].Value, blocks = _registers[A1].Value, count = _registers[A2].Value;
        if (KeccakCall.Refuse(number, state, blocks, count, out _) is not null)
        {
            return false;
        }

        Span<ulong> lanes = stackalloc ulong[KeccakPermutation.Lanes];
        try
        {
            Keccak(number == EcallNumber.KeccakAbsorb, index, time, lanes, cancellation);
        }
        finally
        {
            lanes.Clear();
        }

        if (_code.OverlapsText(state, 4 * KeccakCall.StateWords, _textLength))
        {
            WarnOfTextStore(Math.Max(state, _code.Base));
        }

        return true;
    }

    // The call with the caller's room for the state, which the caller wipes.
    private void Keccak(bool absorbs, uint index, uint time, Span<ulong> lanes, CancellationToken cancellation)
    {
        uint state = _registers[A0].Value, blocks = _registers[A1].Value, count = _registers[A2].Value;
        KeccakCall.LoadLanes(_memory, state, lanes);
        var p = _trace.KeccakCalls.Append();
        Set(p, (int)KeccakCallColumn.Row, index);
        Set(p, (int)KeccakCallColumn.Time, time);
        Set(p, (int)KeccakCallColumn.TimeNumber, Touch(A7, absorbs ? EcallNumber.KeccakAbsorb : EcallNumber.KeccakPermute, time + 1));
        Set(p, (int)KeccakCallColumn.Absorbs, absorbs ? 1u : 0);
        Set(p, (int)KeccakCallColumn.Blocks, absorbs ? blocks : 0);
        Set(p, (int)KeccakCallColumn.TimeBlocks, absorbs ? Touch(A1, blocks, time + 3) : 0);
        Set(p, (int)KeccakCallColumn.Count, absorbs ? count : 0);
        Set(p, (int)KeccakCallColumn.TimeCount, absorbs ? Touch(A2, count, time + 4) : 0);
        Set(p, (int)KeccakCallColumn.State, state);
        Set(p, (int)KeccakCallColumn.TimeState, Touch(A0, state, time + 6));
        SetLanes(p, (int)KeccakCallColumn.OldWords, lanes);
        for (var i = 0; i < (int)KeccakCall.StateWords; i++)
        {
            Set(p, (int)KeccakCallColumn.TimesOld + i, _clock.Touch((state >> 2) + (uint)i, time + 5));
        }

        var permutations = absorbs ? count : 1;
        for (uint b = 0; b < permutations; b++)
        {
            if (b % 1024 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            Permutation(lanes, absorbs, absorbs ? (blocks >> 2) + KeccakCall.BlockWords * b : 0, time);
        }

        SetLanes(p, (int)KeccakCallColumn.NewWords, lanes);
        KeccakCall.StoreLanes(_memory, state, lanes);
        _registers[A0].Value = 0;
    }

    private void Permutation(Span<ulong> lanes, bool absorbs, uint word, uint time)
    {
        var p = _trace.KeccakPermutations.Append();
        Set(p, (int)KeccakPermutationColumn.Time, time);
        Set(p, (int)KeccakPermutationColumn.Absorbs, absorbs ? 1u : 0);
        Set(p, (int)KeccakPermutationColumn.Block, _keccakBlocks);
        Set(p, (int)KeccakPermutationColumn.Word, word);
        SetLanes(p, (int)KeccakPermutationColumn.State, lanes);
        for (uint i = 0; i < KeccakCall.BlockWords; i++)
        {
            var value = absorbs ? _memory.LoadWord(word + i << 2) : 0;
            Set(p, (int)KeccakPermutationColumn.Words + (int)i, value);
            Set(p, (int)KeccakPermutationColumn.TimesOld + (int)i, absorbs ? _clock.Touch(word + i, time + 5) : 0);
            lanes[(int)i / 2] ^= (ulong)value << (int)(32 * (i % 2));
        }

        _keccakBlocks += absorbs ? 1u : 0;
        KeccakPermutation.Permute(lanes);
    }

    private static void SetLanes(uint* p, int column, ReadOnlySpan<ulong> lanes)
    {
        for (var i = 0; i < lanes.Length; i++)
        {
            Set(p, column + 2 * i, (uint)lanes[i]);
            Set(p, column + 2 * i + 1, (uint)(lanes[i] >> 32));
        }
    }
}
