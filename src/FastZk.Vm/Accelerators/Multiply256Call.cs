namespace FastZk.Vm.Accelerators;

/// <summary>
/// The calls modmul256(r, a, b, c, d, m, q), a·b + c + d = q·m + r with 0 &lt;= r &lt; m and q &lt; 2^256, and mulwide256(low, a, b, c, d, -, high),
/// a·b + c + d = high·2^256 + low. All are addresses of 256-bit numbers of 8 words, the lowest first, at multiples of 4. Inputs need not be reduced. All is
/// read before the results are written, which do not overlap each other.
/// </summary>
public static class Multiply256Call
{
    /// <summary>Words of a number.</summary>
    public const int Words = WideMultiplication.Words;

    /// <summary>Time that a call takes, see <see cref="Trace.Recorder"/>.</summary>
    public const uint Step = 12;

    /// <summary>Position of each number's address among the arguments: argument i is in register a_i.</summary>
    public const int R = 0, A = 1, B = 2, C = 3, D = 4, M = 5, Q = 6, Arguments = 7;

    private const uint Bytes = 4 * Words;

    /// <summary>The name of a call.</summary>
    public static string NameOf(bool wide) => wide ? "mulwide256" : "modmul256";

    /// <summary>The results of a call, or why it faults, with the argument at fault. Nothing is written.</summary>
    /// <param name="memory">the guest's memory.</param>
    /// <param name="wide">whether it is mulwide256, which leaves a5 alone.</param>
    /// <param name="addresses">a0 to a6.</param>
    /// <param name="q">quotient, or high half: 8 words.</param>
    /// <param name="r">remainder, or low half: 8 words.</param>
    /// <param name="argument">the argument at fault.</param>
    public static string? Compute(GuestMemory memory, bool wide, ReadOnlySpan<uint> addresses, Span<uint> q, Span<uint> r, out uint argument)
    {
        for (var i = 0; i < Arguments; i++)
        {
            argument = addresses[i];
            if (wide && i == M)
            {
                continue;
            }

            if (argument % 4 != 0)
            {
                return $"{NameOf(wide)}: the number in a{i} must start at a multiple of 4";
            }

            if (!GuestIo.BufferFits(argument, Bytes))
            {
                return $"{NameOf(wide)}: the number in a{i} passes the end of memory";
            }
        }

        argument = addresses[Q];
        if (argument < addresses[R] + Bytes && addresses[R] < argument + Bytes)
        {
            return $"{NameOf(wide)}: the results in a0 and a6 overlap";
        }

        Span<uint> inputs = stackalloc uint[4 * Words];
        Span<uint> result = stackalloc uint[2 * Words];
        Span<uint> m = stackalloc uint[Words];
        for (var i = 0; i < 4; i++)
        {
            Load(memory, addresses[A + i], inputs.Slice(i * Words, Words));
        }

        WideMultiplication.MultiplyAdd(inputs[..Words], inputs.Slice(Words, Words), inputs.Slice(2 * Words, Words), inputs.Slice(3 * Words, Words), result);
        string? refused = null;
        if (wide)
        {
            result[..Words].CopyTo(r);
            result[Words..].CopyTo(q);
        }
        else
        {
            argument = addresses[M];
            Load(memory, argument, m);
            if (m[0] <= 1 && m[1..].IndexOfAnyExcept(0u) < 0)
            {
                refused = $"{NameOf(wide)}: the modulus in a5 is {m[0]}";
            }
            else if (!WideMultiplication.QuotientFits(result, m))
            {
                refused = $"{NameOf(wide)}: the quotient by the modulus in a5 has more than 256 bits";
            }
            else
            {
                WideMultiplication.Divide(result, m, q, r);
            }
        }

        inputs.Clear();
        result.Clear();
        m.Clear();
        return refused;
    }

    /// <summary>Loads a number.</summary>
    public static void Load(GuestMemory memory, uint address, Span<uint> words)
    {
        for (var i = 0; i < Words; i++)
        {
            words[i] = memory.LoadWord(address + 4 * (uint)i);
        }
    }

    /// <summary>Stores a number.</summary>
    public static void Store(GuestMemory memory, uint address, ReadOnlySpan<uint> words)
    {
        for (var i = 0; i < Words; i++)
        {
            memory.StoreWord(address + 4 * (uint)i, words[i]);
        }
    }

    /// <summary>Whether the results touch the program's text.</summary>
    internal static bool OverlapsText(PreparedCode code, ReadOnlySpan<uint> addresses, uint textLength, out uint address)
    {
        address = code.OverlapsText(addresses[R], Bytes, textLength) ? addresses[R] : addresses[Q];
        var overlaps = code.OverlapsText(address, Bytes, textLength);
        address = Math.Max(address, code.Base);
        return overlaps;
    }
}
