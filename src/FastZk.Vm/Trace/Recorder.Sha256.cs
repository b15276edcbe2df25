using FastZk.Vm.Accelerators;

namespace FastZk.Vm.Trace;

/// <summary>The SHA-256 accelerator of a recording.</summary>
public sealed unsafe partial class Recorder
{
    // Calls so far that had blocks.
    private uint _sha256Runs;

    // False when the executor faults on the arguments.
    private bool Sha256(uint index, uint time, CancellationToken cancellation)
    {
        uint state = _registers[A0].Value, blocks = _registers[A1].Value, count = _registers[A2].Value;
        if (Sha256Call.Refuse(state, blocks, count, out _) is not null)
        {
            return false;
        }

        Span<uint> h = stackalloc uint[(int)Sha256Call.StateWords];
        Span<uint> words = stackalloc uint[(int)Sha256Call.BlockWords];
        try
        {
            Sha256(state, blocks, count, index, time, h, words, cancellation);
        }
        finally
        {
            h.Clear();
            words.Clear();
        }

        if (_code.OverlapsText(state, 4 * Sha256Call.StateWords, _textLength))
        {
            WarnOfTextStore(Math.Max(state, _code.Base));
        }

        return true;
    }

    // The call with the caller's room for state and block, which the caller wipes.
    private void Sha256(uint state, uint blocks, uint count, uint index, uint time, Span<uint> h, Span<uint> words, CancellationToken cancellation)
    {
        Sha256Call.LoadWords(_memory, state, h);
        var p = _trace.Sha256Calls.Append();
        Set(p, (int)Sha256CallColumn.Row, index);
        Set(p, (int)Sha256CallColumn.Time, time);
        Set(p, (int)Sha256CallColumn.TimeNumber, Touch(A7, EcallNumber.Sha256Compress, time + 1));
        Set(p, (int)Sha256CallColumn.Blocks, blocks);
        Set(p, (int)Sha256CallColumn.TimeBlocks, Touch(A1, blocks, time + 3));
        Set(p, (int)Sha256CallColumn.Count, count);
        Set(p, (int)Sha256CallColumn.TimeCount, Touch(A2, count, time + 4));
        Set(p, (int)Sha256CallColumn.State, state);
        Set(p, (int)Sha256CallColumn.TimeState, Touch(A0, state, time + 6));
        for (var i = 0; i < h.Length; i++)
        {
            Set(p, (int)Sha256CallColumn.OldWords + i, h[i]);
            Set(p, (int)Sha256CallColumn.TimesOld + i, _clock.Touch((state >> 2) + (uint)i, time + 5));
        }

        for (uint b = 0; b < count; b++)
        {
            if (b % 1024 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            Block(h, words, (blocks >> 2) + Sha256Call.BlockWords * b, time, b == count - 1);
        }

        _sha256Runs += count > 0 ? 1u : 0;

        for (var i = 0; i < h.Length; i++)
        {
            Set(p, (int)Sha256CallColumn.NewWords + i, h[i]);
            _memory.StoreWord(state + 4 * (uint)i, h[i]);
        }

        _registers[A0].Value = 0;
    }

    private void Block(Span<uint> h, Span<uint> words, uint word, uint time, bool isLast)
    {
        Sha256Call.LoadWords(_memory, word << 2, words);
        var p = _trace.Sha256Blocks.Append();
        Set(p, (int)Sha256BlockColumn.Time, time);
        Set(p, (int)Sha256BlockColumn.Word, word);
        Set(p, (int)Sha256BlockColumn.Run, _sha256Runs);
        Set(p, (int)Sha256BlockColumn.IsLast, isLast ? 1u : 0);
        for (var i = 0; i < h.Length; i++)
        {
            Set(p, (int)Sha256BlockColumn.State + i, h[i]);
        }

        for (var i = 0; i < words.Length; i++)
        {
            Set(p, (int)Sha256BlockColumn.Words + i, words[i]);
            Set(p, (int)Sha256BlockColumn.TimesOld + i, _clock.Touch(word + (uint)i, time + 5));
        }

        Sha256Call.Compress(h, words);
    }
}
