using System.Globalization;

namespace FastZk.Soundness.Tests.Fuzzing.Explore;

/// <summary>What makes an input out of an original: its length and the bytes that differ. Small where the change was small, whatever the original's size.</summary>
/// <param name="Length">bytes of the input.</param>
/// <param name="Runs">offsets and bytes in place of the original's; ascending.</param>
internal sealed record Delta(int Length, IReadOnlyList<(int At, byte[] Bytes)> Runs)
{
    private const int Near = 4; // differences so close are one run

    /// <summary>Bytes that differ.</summary>
    public int Bytes => Runs.Sum(r => r.Bytes.Length);

    /// <summary>The delta from an original to an input.</summary>
    public static Delta Between(ReadOnlySpan<byte> original, ReadOnlySpan<byte> input)
    {
        var runs = new List<(int, byte[])>();
        var start = -1;
        var last = 0;
        for (var i = 0; i < input.Length; i++)
        {
            if (i < original.Length && original[i] == input[i])
            {
                continue;
            }

            if (start >= 0 && i - last > Near)
            {
                runs.Add((start, input[start..(last + 1)].ToArray()));
                start = i;
            }

            start = start < 0 ? i : start;
            last = i;
        }

        if (start >= 0)
        {
            runs.Add((start, input[start..(last + 1)].ToArray()));
        }

        return new(input.Length, runs);
    }

    /// <summary>The input; runs behind its end are left out.</summary>
    public byte[] Apply(ReadOnlySpan<byte> original)
    {
        var input = new byte[Length];
        original[..Math.Min(original.Length, Length)].CopyTo(input);
        foreach (var (at, bytes) in Runs)
        {
            bytes.AsSpan(0, Math.Clamp(Length - at, 0, bytes.Length)).CopyTo(input.AsSpan(Math.Min(at, Length)));
        }

        return input;
    }

    /// <summary>"length offset:hex offset:hex ..".</summary>
    public override string ToString() => string.Join(' ', [Length.ToString(CultureInfo.InvariantCulture), .. Runs.Select(r => $"{r.At}:{Convert.ToHexStringLower(r.Bytes)}")]);

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">The text is no delta.</exception>
    public static Delta Parse(string text)
    {
        var words = text.Split(' ');
        return new(int.Parse(words[0], CultureInfo.InvariantCulture),
            [.. words.Skip(1).Select(w => w.Split(':')).Select(w => (int.Parse(w[0], CultureInfo.InvariantCulture), Convert.FromHexString(w[1])))]);
    }
}
