namespace FastZk.Memory.Tests;

public class WorkerSetTests
{
    public static TheoryData<int> ThreadCounts => [1, 2, 3, 8];

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void EveryIndexRunsOnce(int threads)
    {
        using var workers = new WorkerSet(threads);
        foreach (int count in new[] { 0, 1, 2, 7, 1000 })
        {
            for (int repeat = 0; repeat < 50; repeat++)
            {
                var hits = new int[count];
                var perWorker = new int[threads];
                workers.For(count, (i, worker) =>
                {
                    Interlocked.Increment(ref hits[i]);
                    perWorker[worker]++;
                });
                Assert.All(hits, h => Assert.Equal(1, h));
                Assert.Equal(count, perWorker.Sum());
            }
        }
    }

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void RangesCoverWithoutOverlap(int threads)
    {
        using var workers = new WorkerSet(threads);
        foreach (long length in new long[] { 0, 1, 63, 64, 1000, 4097 })
        {
            foreach (long align in new long[] { 1, 16, 64 })
            {
                var hits = new int[length];
                int ranges = 0;
                workers.ForRanges(length, 100, align, (start, end) =>
                {
                    Assert.Equal(0, start % align);
                    Assert.True(start < end);
                    Interlocked.Increment(ref ranges);
                    for (long i = start; i < end; i++) Interlocked.Increment(ref hits[i]);
                });
                Assert.All(hits, h => Assert.Equal(1, h));
                Assert.True(ranges <= Math.Max(1, Math.Min(threads, length / 100)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void ExceptionsArriveAfterAllHaveStopped(int threads)
    {
        using var workers = new WorkerSet(threads);
        int running = 0;
        var error = Assert.Throws<InvalidDataException>(() => workers.For(100, i =>
        {
            Interlocked.Increment(ref running);
            try
            {
                if (i == 3) throw new InvalidDataException("three");
                Thread.Sleep(1);
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }));
        Assert.Equal("three", error.Message);
        Assert.Equal(0, running);
        int sum = 0;
        workers.For(10, i => Interlocked.Add(ref sum, i));
        Assert.Equal(45, sum);
    }

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void NestedLoopsRunInlineWithTheSameWorker(int threads)
    {
        using var workers = new WorkerSet(threads);
        int total = 0;
        workers.For(20, (_, outer) =>
        {
            int thread = Environment.CurrentManagedThreadId;
            workers.For(10, (_, inner) =>
            {
                Assert.Equal(outer, inner);
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
                Interlocked.Increment(ref total);
            });
        });
        Assert.Equal(200, total);
    }

    [Fact]
    public void ALoopInsideASingleBodyStillUsesAllWorkers()
    {
        using var workers = new WorkerSet(2);
        using var both = new Barrier(2);
        workers.For(1, _ => workers.For(2, _ => Assert.True(both.SignalAndWait(10_000))));
    }

    [Fact]
    public void ConcurrentCallersAreSerialised()
    {
        using var workers = new WorkerSet(3);
        // A worker index names one thread at a time only if loops do not overlap: plain increments then lose nothing.
        var perWorker = new int[3 * 64];
        Parallel.For(0, 8, _ =>
        {
            for (int repeat = 0; repeat < 200; repeat++) workers.For(20, (_, worker) => perWorker[worker * 64]++);
        });
        Assert.Equal(8 * 200 * 20, perWorker.Sum());
    }

    [Fact]
    public void SleepingWorkersWakeUp()
    {
        using var workers = new WorkerSet(2);
        for (int i = 0; i < 20; i++)
        {
            Thread.Sleep(5);
            using var both = new Barrier(2);
            workers.For(2, _ => Assert.True(both.SignalAndWait(10_000)));
        }
    }

    [Fact]
    public void DisposedSetRefuses()
    {
        var workers = new WorkerSet(4);
        workers.Dispose();
        workers.Dispose();
        Assert.Throws<ObjectDisposedException>(() => workers.For(1, _ => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerSet(0));
    }
}
