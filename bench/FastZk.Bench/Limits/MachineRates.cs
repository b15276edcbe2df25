using System.Diagnostics;
using FastZk.Field.Packed;
using FastZk.Memory;

namespace FastZk.Bench.Limits;

/// <summary>What this machine does in a second, with a number of threads that do it at the same time.</summary>
/// <param name="Threads">how many.</param>
/// <param name="Clock">cycles of one core.</param>
/// <param name="Products">products of words added to 64-bit sums.</param>
/// <param name="Multiplications">multiplications in the field.</param>
/// <param name="Additions">additions in the field.</param>
/// <param name="Compressions">SHA-256 compressions.</param>
/// <param name="RandomBlocks">ChaCha20 blocks of 64 bytes.</param>
/// <param name="ReadBytes">bytes read one after the other, from memory.</param>
/// <param name="WrittenBytes">bytes written one after the other, to memory.</param>
/// <param name="CopiedBytes">bytes copied.</param>
/// <param name="RandomReads">words read at random places in memory.</param>
internal sealed record MachineRates(
    int Threads, double Clock, double Products, double Multiplications, double Additions, double Compressions, double RandomBlocks, double ReadBytes,
    double WrittenBytes, double CopiedBytes, double RandomReads)
{
    // Enough to meet a moment when nobody else has the cores or the memory.
    private const int Repeats = 15;
    private const double LeastSeconds = 0.1;

    // A thread's share; caches are smaller.
    private const long MemoryBytes = 256 << 20;
    private const long RandomReadCount = 1 << 20;

    private static readonly Dictionary<int, MachineRates> Measured = [];

    /// <summary>Measures on the first call for a number of threads: some seconds.</summary>
    public static MachineRates Of(int threads)
    {
        lock (Measured)
        {
            return Measured.TryGetValue(threads, out var rates) ? rates : Measured[threads] = Measure(threads);
        }
    }

    private static MachineRates Measure(int threads) => PackedBackends.Best switch
    {
        PackedBackend.Avx512 => Measure<Packed16>(threads),
        PackedBackend.Avx2 => Measure<Packed8>(threads),
        _ => Measure<Packed1>(threads),
    };

    private static unsafe MachineRates Measure<T>(int threads)
        where T : unmanaged, IPacked<T>
    {
        using var workers = new WorkerSet(threads);
        using var memory = BufferPool.Shared.Rent(threads * MemoryBytes, zeroed: true, secret: false);
        var start = memory.Pointer;
        const long half = MemoryBytes / 2;
        double Rate(double operations, Action<int> body)
        {
            var (best, total) = (double.MaxValue, 0.0);
            for (var i = 0; i < Repeats || total < LeastSeconds; i++)
            {
                var from = Stopwatch.GetTimestamp();
                workers.For(threads, body);
                var seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
                best = Math.Min(best, seconds);
                total += seconds;
            }

            return threads * operations / best;
        }

        return new(threads,
            Rate(3 * Primitives.ChainedMultiplications, _ => Primitives.ChainMultiplications()) / threads,
            Rate(Primitives.Products, _ => Primitives.AccumulateProducts()),
            Rate(Primitives.FieldOperations<T>(), _ => Primitives.Multiply<T>()),
            Rate(Primitives.FieldOperations<T>(), _ => Primitives.Add<T>()),
            Rate(Primitives.Compressions, _ => Primitives.Compress()),
            Rate(Primitives.RandomBlocks, _ => Primitives.Randomize()),
            Rate(MemoryBytes, t => Primitives.Read((uint*)(start + t * MemoryBytes), MemoryBytes / sizeof(uint))),
            Rate(MemoryBytes, t => new Span<byte>(start + t * MemoryBytes, (int)MemoryBytes).Fill(1)),
            Rate(half, t => Buffer.MemoryCopy(start + t * MemoryBytes, start + t * MemoryBytes + half, half, half)),
            Rate(RandomReadCount, t => Primitives.ReadRandomly((uint*)(start + t * MemoryBytes), MemoryBytes / sizeof(uint), RandomReadCount)));
    }
}
