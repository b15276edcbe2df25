using FastZk.Field;
using FastZk.Stark.Air;

namespace FastZk.Stark.Lookup;

/// <summary>The LogUp challenge (α, β), one for all buses: fingerprint = α + Σ β^k·m_k + β^L·(bus + 1).</summary>
public sealed class LogUpChallenge
{
    private Fp5[] _powers = [];

    public LogUpChallenge(Fp5 alpha, Fp5 beta, int longestMessage) => Set(alpha, beta, longestMessage);

    // A verifier's, reused from call to call.
    internal LogUpChallenge()
    {
    }

    internal void Set(Fp5 alpha, Fp5 beta, int longestMessage)
    {
        Alpha = alpha;
        if (_powers.Length != longestMessage + 1)
        {
            _powers = new Fp5[longestMessage + 1];
        }

        _powers[0] = Fp5.One;
        for (var i = 1; i < _powers.Length; i++)
        {
            _powers[i] = _powers[i - 1] * beta;
        }
    }

    public Fp5 Alpha { get; private set; }

    /// <summary>β^k, k in 0..L.</summary>
    public Fp5 Power(int k) => _powers[k];

    /// <summary>The part of the fingerprint that names the bus.</summary>
    public Fp5 Tag(int bus) => _powers[^1] * Fp.FromUInt32((uint)bus + 1);

    /// <summary>Fingerprint of a tuple of field elements.</summary>
    /// <exception cref="ArgumentException">The tuple is longer than the longest of the system: it would run into the bus number.</exception>
    public Fp5 Fingerprint(int bus, ReadOnlySpan<Fp> message)
    {
        if (message.Length >= _powers.Length)
        {
            throw new ArgumentException("The tuple is longer than the system's longest.", nameof(message));
        }

        var sum = Alpha + Tag(bus);
        for (var k = 0; k < message.Length; k++)
        {
            sum += _powers[k] * message[k];
        }

        return sum;
    }

    /// <summary>The extension weight of each column of a tuple and its constant, so that the fingerprint is constant + Σ weight·column.</summary>
    public void Weights(CompiledTuple tuple, Span<Fp5> weights, out Fp5 constant)
    {
        constant = Alpha + Tag(tuple.Bus);
        for (var k = 0; k < tuple.Constants.Length; k++)
        {
            constant += _powers[k] * tuple.Constants[k];
        }

        for (var c = 0; c < tuple.Columns.Length; c++)
        {
            // Most columns stand in one entry of the message only.
            var w = Fp5.Zero;
            var coefficients = tuple.Weights[c];
            for (var k = 0; k < coefficients.Length; k++)
            {
                if (coefficients[k] != Fp.Zero)
                {
                    w += _powers[k] * coefficients[k];
                }
            }

            weights[c] = w;
        }
    }
}
