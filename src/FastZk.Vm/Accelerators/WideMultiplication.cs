namespace FastZk.Vm.Accelerators;

/// <summary>Multiplication of 256-bit numbers and division of the result, in words of 32 bits, the lowest first.</summary>
/// <remarks>Numbers lie in the caller's spans, so that private ones can be wiped.</remarks>
public static class WideMultiplication
{
    /// <summary>Words of a factor.</summary>
    public const int Words = 8;

    /// <summary>a·b + c + d, which always fits twice the width: (2^n - 1)^2 + 2(2^n - 1) = 2^2n - 1.</summary>
    /// <param name="a">8 words, as are b, c and d.</param>
    /// <param name="b">second factor.</param>
    /// <param name="c">first summand.</param>
    /// <param name="d">second summand.</param>
    /// <param name="result">16 words.</param>
    public static void MultiplyAdd(ReadOnlySpan<uint> a, ReadOnlySpan<uint> b, ReadOnlySpan<uint> c, ReadOnlySpan<uint> d, Span<uint> result)
    {
        c.CopyTo(result);
        result[Words..].Clear();
        for (var i = 0; i < Words; i++)
        {
            // Each step is at most (2^32 - 1)^2 + 2(2^32 - 1) = 2^64 - 1.
            ulong carry = 0;
            for (var j = 0; j < Words; j++)
            {
                carry += (ulong)a[i] * b[j] + result[i + j];
                result[i + j] = (uint)carry;
                carry >>= 32;
            }

            result[i + Words] = (uint)carry;
        }

        ulong sum = 0;
        for (var i = 0; i < 2 * Words; i++)
        {
            sum += (ulong)result[i] + (i < Words ? d[i] : 0);
            result[i] = (uint)sum;
            sum >>= 32;
        }
    }

    /// <summary>Whether the quotient of the number by m is below 2^256, that is, whether its high half is below m.</summary>
    /// <param name="number">16 words.</param>
    /// <param name="m">8 words.</param>
    public static bool QuotientFits(ReadOnlySpan<uint> number, ReadOnlySpan<uint> m)
    {
        for (var i = Words - 1; i >= 0; i--)
        {
            if (number[Words + i] != m[i])
            {
                return number[Words + i] < m[i];
            }
        }

        return false;
    }

    /// <summary>Divides a number whose quotient fits (Knuth, The Art of Computer Programming 2, section 4.3.1, algorithm D).</summary>
    /// <param name="number">16 words; wiped.</param>
    /// <param name="m">8 words.</param>
    /// <param name="quotient">8 words.</param>
    /// <param name="remainder">8 words.</param>
    public static void Divide(Span<uint> number, ReadOnlySpan<uint> m, Span<uint> quotient, Span<uint> remainder)
    {
        var n = Words;
        while (m[n - 1] == 0)
        {
            n--;
        }

        // Both shifted left, so that the divisor's highest bit is set; the number gets a word more.
        Span<uint> u = stackalloc uint[2 * Words + 1];
        Span<uint> v = stackalloc uint[Words];
        var shift = int.CreateChecked(uint.LeadingZeroCount(m[n - 1]));
        for (var i = 0; i <= 2 * Words; i++)
        {
            u[i] = (i < 2 * Words ? number[i] << shift : 0) | Spill(i > 0 ? number[i - 1] : 0, shift);
        }

        for (var i = 0; i < n; i++)
        {
            v[i] = m[i] << shift | Spill(i > 0 ? m[i - 1] : 0, shift);
        }

        for (var j = Words - 1; j >= 0; j--)
        {
            quotient[j] = Digit(u.Slice(j, n + 1), v[..n]);
        }

        remainder.Clear();
        for (var i = 0; i < n; i++)
        {
            remainder[i] = u[i] >> shift | (shift == 0 ? 0 : u[i + 1] << (32 - shift));
        }

        number.Clear();
        u.Clear();
        v.Clear();
    }

    // The bits that a word to the right moves in.
    private static uint Spill(uint word, int shift) => shift == 0 ? 0 : word >> (32 - shift);

    // One digit of the quotient: u = u - digit·v, of n + 1 and n words, v's highest bit set and u < 2^32·v.
    private static uint Digit(Span<uint> u, ReadOnlySpan<uint> v)
    {
        var n = v.Length;
        var top = (ulong)u[n] << 32 | u[n - 1];
        var guess = Math.Min(top / v[n - 1], uint.MaxValue);
        // At most two too high; the second words tell nearly always.
        while (n > 1)
        {
            var rest = top - guess * v[n - 1];
            if (rest > uint.MaxValue || guess * v[n - 2] <= (rest << 32 | u[n - 2]))
            {
                break;
            }

            guess--;
        }

        if (Subtract(u, v, guess))
        {
            guess--;
            ulong carry = 0;
            for (var i = 0; i <= n; i++)
            {
                carry += (ulong)u[i] + (i < n ? v[i] : 0);
                u[i] = (uint)carry;
                carry >>= 32;
            }
        }

        return (uint)guess;
    }

    // u = u - digit·v; true when that went below zero.
    private static bool Subtract(Span<uint> u, ReadOnlySpan<uint> v, ulong digit)
    {
        ulong product = 0;
        long borrow = 0;
        for (var i = 0; i < u.Length; i++)
        {
            product += i < v.Length ? digit * v[i] : 0;
            borrow += (long)u[i] - (uint)product;
            u[i] = (uint)borrow;
            borrow >>= 32;
            product >>= 32;
        }

        return borrow < 0;
    }
}
