using FastZk.Field;
using FastZk.Hash;

namespace FastZk.Stark.Verify;

/// <summary>Arrays that a verification works in, kept for a thread's next one, so that verifying allocates only when a shape is larger than all before.</summary>
internal sealed class VerifierScratch
{
    [ThreadStatic]
    private static VerifierScratch? t_instance;

    private Fp5[] _values = [], _powers = [], _slots = [], _weights = [], _totals = [];
    private uint[] _words = [], _columns = [], _sums = [], _codeword = [], _points = [];
    private int[] _indexes = [], _work = [], _starts = [], _terms = [];
    private Digest[] _digests = [], _proof = [];

    /// <summary>This thread's LogUp challenge.</summary>
    public Lookup.LogUpChallenge Challenge { get; } = new();

    /// <summary>This thread's scratch.</summary>
    public static VerifierScratch Rent() => t_instance ??= new();

    public Span<Fp5> Values(int n) => Get(ref _values, n);
    public Span<Fp5> Powers(int n) => Get(ref _powers, n);
    public Span<Fp5> Slots(int n) => Get(ref _slots, n);
    public Span<Fp5> Weights(int n) => Get(ref _weights, n);
    public Span<Fp5> Totals(int n) => Get(ref _totals, n);
    public Span<uint> Words(int n) => Get(ref _words, n);
    public Span<uint> Columns(int n) => Get(ref _columns, n);
    public Span<uint> Sums(int n) => Get(ref _sums, n);
    public Span<uint> Codeword(int n) => Get(ref _codeword, n);
    public Span<uint> Points(int n) => Get(ref _points, n);
    public Span<int> Indexes(int n) => Get(ref _indexes, n);
    public Span<int> Starts(int n) => Get(ref _starts, n);
    public Span<int> Work(int n) => Get(ref _work, n);
    public Span<int> Terms(int n) => Get(ref _terms, n);
    public Span<Digest> Digests(int n) => Get(ref _digests, n);
    public Span<Digest> Proof(int n) => Get(ref _proof, n);

    private static Span<T> Get<T>(ref T[] array, int n)
    {
        if (array.Length < n)
        {
            array = new T[Math.Max(n, 2 * array.Length)];
        }

        return array.AsSpan(0, n);
    }
}
