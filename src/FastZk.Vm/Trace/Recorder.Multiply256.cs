using FastZk.Vm.Accelerators;

namespace FastZk.Vm.Trace;

/// <summary>The calls modmul256 and mulwide256 of a recording.</summary>
/// <remarks>
/// A call at t takes 12: its registers at t + 1, a, b, c, d, m at t + 1, 3, 5, 7, 9, both results at t + 11. The words of c, d, m and q share the time of the
/// access before, and those of a, b and r have gaps of at most 2^16: where that is not so, a <see cref="LevelColumn"/> row touches the number's words once
/// more, 1 before the call does.
/// </remarks>
public sealed unsafe partial class Recorder
{
    // Numbers may overlap, so they are touched in the order of their times.
    private static ReadOnlySpan<byte> InOrder =>
        [Multiply256Call.A, Multiply256Call.B, Multiply256Call.C, Multiply256Call.D, Multiply256Call.M, Multiply256Call.R, Multiply256Call.Q];

    // False when the executor faults on the arguments.
    private bool Multiply256(uint index, uint time, bool wide)
    {
        Span<uint> addresses = stackalloc uint[Multiply256Call.Arguments];
        for (var i = 0; i < addresses.Length; i++)
        {
            addresses[i] = _registers[A0 + i].Value;
        }

        Span<uint> q = stackalloc uint[Multiply256Call.Words];
        Span<uint> r = stackalloc uint[Multiply256Call.Words];
        try
        {
            return Multiply256(index, time, wide, addresses, q, r);
        }
        finally
        {
            r.Clear();
            q.Clear();
        }
    }

    // The call with the caller's room for its results, which the caller wipes.
    private bool Multiply256(uint index, uint time, bool wide, ReadOnlySpan<uint> addresses, Span<uint> q, Span<uint> r)
    {
        if (Multiply256Call.Compute(_memory, wide, addresses, q, r, out _) is not null)
        {
            return false;
        }

        var p = _trace.Multiply256Calls.Append();
        new Span<uint>(p, TraceLayout.Multiply256Columns).Clear();
        Set(p, (int)Multiply256Column.Row, index);
        Set(p, (int)Multiply256Column.Time, time);
        Set(p, (int)Multiply256Column.IsWide, wide ? 1u : 0);
        Set(p, (int)Multiply256Column.TimeNumber, Touch(A7, _registers[A7].Value, time + 1));
        foreach (var i in InOrder)
        {
            if (wide && i == Multiply256Call.M)
            {
                continue;
            }

            Set(p, (int)Multiply256Column.Addresses + i, addresses[i]);
            Set(p, (int)Multiply256Column.TimesArguments + i, Touch((uint)(A0 + i), addresses[i], time + 1));
            var at = time + 1 + 2 * (uint)(i is Multiply256Call.R or Multiply256Call.Q ? Multiply256Call.M : i - Multiply256Call.A);
            var values = p + (int)Multiply256Column.Numbers + Multiply256Call.Words * i;
            Number(addresses[i] >> 2, at, i, values, p + (int)Multiply256Column.Times + Multiply256Call.Words * i);
        }

        Multiply256Call.Store(_memory, addresses[Multiply256Call.R], r);
        Multiply256Call.Store(_memory, addresses[Multiply256Call.Q], q);
        r.CopyTo(new(p + (int)Multiply256Column.Remainder, Multiply256Call.Words));
        q.CopyTo(new(p + (int)Multiply256Column.Quotient, Multiply256Call.Words));
        _registers[A0].Value = 0;
        if (Multiply256Call.OverlapsText(_code, addresses, _textLength, out var address))
        {
            WarnOfTextStore(address);
        }

        // The rest of the step, beyond that of other calls.
        _time += Multiply256Call.Step - 8;
        _ecalls += (Multiply256Call.Step - 8) / 4;
        return true;
    }

    // Reads the words of a number before the call, and touches them.
    private void Number(uint word, uint time, int argument, uint* values, uint* times)
    {
        var shared = argument is not (Multiply256Call.A or Multiply256Call.B or Multiply256Call.R);
        var level = false;
        for (uint k = 0; k < Multiply256Call.Words; k++)
        {
            values[k] = _memory.LoadWord((word + k) << 2);
            times[k] = _clock.Touch(word + k, time);
            level |= shared ? times[k] != times[0] : time - times[k] > 1u << 16;
        }

        if (!level)
        {
            return;
        }

        var p = _trace.Levels.Append();
        Set(p, (int)LevelColumn.Word, word);
        Set(p, (int)LevelColumn.Time, time - 1);
        for (var k = 0; k < Multiply256Call.Words; k++)
        {
            Set(p, (int)LevelColumn.Words + k, values[k]);
            Set(p, (int)LevelColumn.TimesOld + k, times[k]);
            times[k] = time - 1;
        }
    }
}
