using System.Numerics;
using FastZk.Circuits;
using FastZk.Vm;
using FastZk.Vm.Accelerators;
using FastZk.Vm.Tests.Support;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>The calls modmul256 and mulwide256, and the lies about them.</summary>
internal sealed partial class LyingMachine
{
    private const int Arguments = Multiply256Call.Arguments, NumberWords = Multiply256Call.Words;

    // In the order of their times.
    private static readonly int[] InOrder =
        [Multiply256Call.A, Multiply256Call.B, Multiply256Call.C, Multiply256Call.D, Multiply256Call.M, Multiply256Call.R, Multiply256Call.Q];

    private void Multiply(uint index, bool wide)
    {
        var (t, list) = (_time, Trace.Multiply256Calls);
        var row = _draft.Append(list);
        for (var c = 0; c < TraceLayout.Multiply256Columns; c++)
        {
            list.Set(row, c, 0);
        }

        _call = (Rv32Circuit.Multiply256, row);
        Steps?.Add(new(index, Image.Code[index], InstructionClass.Ecall, EcallKind.NotImplemented, 0, Multiplies: true));
        wide ^= Lying(LieKind.MultiplyKind);
        list.Set(row, (int)Multiply256Column.Row, index);
        list.Set(row, (int)Multiply256Column.Time, t);
        list.Set(row, (int)Multiply256Column.IsWide, wide ? 1u : 0);
        ReadNumber(list, row, (int)Multiply256Column.TimeNumber, t + 1);
        var lieAt = _lie.Step == _step && _slot != 0 ? _random.Pick(InOrder) : -1;
        var numbers = new BigInteger[Arguments];
        var addresses = new uint[Arguments];
        foreach (var i in InOrder.Where(i => !wide || i != Multiply256Call.M))
        {
            addresses[i] = Argument(list, row, i, t + 1, i == lieAt);
            if (addresses[i] % 4 != 0 || addresses[i] > AddressSpace.MemoryLimit - 4 * NumberWords)
            {
                Derail();
                return;
            }

            var at = t + 1 + 2 * (uint)(i is Multiply256Call.R or Multiply256Call.Q ? Multiply256Call.M : i - Multiply256Call.A);
            numbers[i] = Number(list, row, i, addresses[i] / 4, at, i == lieAt && Lying(LieKind.MultiplyOperand));
        }

        var m = wide ? Multiplications.Top + 1 : numbers[Multiply256Call.M];
        var sum = numbers[Multiply256Call.A] * numbers[Multiply256Call.B] + numbers[Multiply256Call.C] + numbers[Multiply256Call.D];
        if (m <= 1 || sum / m > Multiplications.Top || Math.Abs((long)addresses[Multiply256Call.R] - addresses[Multiply256Call.Q]) < 4 * NumberWords)
        {
            // There is no row for it: one that says 0, which breaks as many rules.
            Words(list, row, (int)Multiply256Column.Numbers + NumberWords * Multiply256Call.M, 0);
            Derail();
            return;
        }

        var (q, r) = (sum / m, sum % m);
        if (Lying(LieKind.MultiplyResult))
        {
            (q, r) = OtherResult(q, r, m);
            TellDifference(row, m, r);
        }

        Words(list, row, (int)Multiply256Column.Remainder, r);
        Words(list, row, (int)Multiply256Column.Quotient, q);
        Store(addresses[Multiply256Call.R] / 4, r, t + Multiply256Call.Step - 1);
        Store(addresses[Multiply256Call.Q] / 4, q, t + Multiply256Call.Step - 1);
        _registers[A0].Value = Lying(LieKind.EcallResult) ? Other(0) : 0;
        _cycles++;
        (_pc, _time) = (_pc + 4, t + Multiply256Call.Step);
    }

    // Reads a register: an address, and the time of the access before. a0 has no other value than its cell's afterwards.
    private uint Argument(RecordList list, int row, int i, uint time, bool lying)
    {
        ref var c = ref _registers[A0 + i];
        var (value, before) = (c.Value, Bridged((uint)(A0 + i), c.Value, c.Time, time));
        if (lying && _lie.Kind is LieKind.Operand or LieKind.OperandOnce or LieKind.MultiplyAddress)
        {
            // Near, as a multiple of 4, or anywhere.
            value = _lie.Kind == LieKind.MultiplyAddress ? value + 4 * (uint)(_random.Next(2) == 0 ? _random.Next(1, 12) : -_random.Next(1, 4)) : Other(value);
            c.Value = _lie.Kind == LieKind.Operand ? value : c.Value;
        }

        list.Set(row, (int)Multiply256Column.Addresses + i, value);
        list.Set(row, (int)Multiply256Column.TimesArguments + i, lying && _lie.Kind == LieKind.AccessTime ? OtherTime(before, time) : before);
        (c.Time, c.Writer) = (time, default);
        return value;
    }

    // Touches the words of a number, levelled first where their last accesses lie apart or far back.
    private BigInteger Number(RecordList list, int row, int i, uint word, uint at, bool lying)
    {
        var shared = i is not (Multiply256Call.A or Multiply256Call.B or Multiply256Call.R);
        var (values, times) = (new uint[NumberWords], new uint[NumberWords]);
        var other = lying ? _random.Next(NumberWords) : -1;
        for (var k = 0; k < NumberWords; k++)
        {
            ref var cell = ref CellOf(MemoryKey.Memory + word + (uint)k);
            cell.Value = k == other ? Other(cell.Value) : cell.Value;
            (values[k], times[k]) = (cell.Value, cell.Time);
            (cell.Time, cell.Writer) = (at, default);
        }

        if (times.Any(time => shared ? time != times[0] : at - time > 1u << 16))
        {
            var level = _draft.Append(Trace.Levels);
            Trace.Levels.Set(level, (int)LevelColumn.Word, word);
            Trace.Levels.Set(level, (int)LevelColumn.Time, at - 1);
            for (var k = 0; k < NumberWords; k++)
            {
                Trace.Levels.Set(level, (int)LevelColumn.Words + k, values[k]);
                Trace.Levels.Set(level, (int)LevelColumn.TimesOld + k, times[k]);
                times[k] = at - 1;
            }
        }

        for (var k = 0; k < NumberWords; k++)
        {
            list.Set(row, (int)Multiply256Column.Numbers + NumberWords * i + k, values[k]);
            list.Set(row, (int)Multiply256Column.Times + NumberWords * i + k, times[k]);
        }

        return Multiplications.Join(values);
    }

    private void Store(uint word, BigInteger x, uint time)
    {
        var words = Multiplications.Split(x);
        for (var k = 0; k < NumberWords; k++)
        {
            CellOf(MemoryKey.Memory + word + (uint)k) = new() { Value = words[k], Time = time };
        }
    }

    // The sum still comes out, with a remainder that is too great, or one word is another.
    private (BigInteger Q, BigInteger R) OtherResult(BigInteger q, BigInteger r, BigInteger m)
    {
        if (q > 0 && r + m <= Multiplications.Top && _random.Next(2) == 0)
        {
            return (q - 1, r + m);
        }

        var ofQuotient = _random.Next(2) == 0;
        var words = Multiplications.Split(ofQuotient ? q : r);
        ref var word = ref words[_random.Next(words.Length)];
        word = Other(word);
        return ofQuotient ? (Multiplications.Join(words), r) : (q, Multiplications.Join(words));
    }

    // In the highest limb in which m and r differ: below 0 where r is greater.
    private void TellDifference(int row, BigInteger m, BigInteger r)
    {
        for (var limb = 15; limb >= 0 && m <= Multiplications.Top; limb--)
        {
            if ((long)(m >> (16 * limb) & 0xFFFF) - (long)(r >> (16 * limb) & 0xFFFF) is var difference && difference != 0)
            {
                _draft.Tell(Rv32Circuit.Multiply256, row, "difference", difference);
                return;
            }
        }
    }

    private static void Words(RecordList list, int row, int column, BigInteger x)
    {
        var words = Multiplications.Split(x);
        for (var k = 0; k < words.Length; k++)
        {
            list.Set(row, column + k, words[k]);
        }
    }
}
