using FastZk.Memory;
using FastZk.Stark.Commit;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;

namespace FastZk.Stark.Tests;

/// <summary>All memory returns to its pool, whatever happens; verifying does not allocate.</summary>
public sealed class MemoryTests
{
    private static readonly ToyHeights Heights = new(10, 10, 11, 12, 10, 16);

    // One proof with everything from the given pool, phases passed to the callback.
    private static byte[] Prove(BufferPool pool, WorkerSet workers, Action<string>? progress = null, CancellationToken cancellation = default)
    {
        // The preprocessed trees and the witness are made elsewhere: their makers are tests.
        using var other = new BufferPool();
        var context = new ProverContext(pool, workers, progress, cancellation);
        var plain = new ProverContext(other, workers);
        var inputs = new ToyInputs(3, 200);
        using var program = ToySystem.ProgramTree(plain, Profile.Fast, Heights);
        using var circuit = ToySystem.CircuitTree(plain, Profile.Fast, Heights);
        var witness = ToyWitness.Build(other, Profile.Fast, Heights, inputs);
        try
        {
            return StarkProver.Prove(context, ToySystem.Shape(Profile.Fast, Heights), inputs, program, circuit, witness, ToyProof.Seed(1));
        }
        finally
        {
            Assert.Throws<ObjectDisposedException>(() => witness.Tables[0].Main.Column(0).Length);
        }
    }

    [Fact]
    public void A_proof_returns_all_memory()
    {
        using var pool = new BufferPool();
        using var workers = new WorkerSet(2);
        Prove(pool, workers);
        Assert.Equal(0, pool.BytesInUse);
    }

    [Fact]
    public void A_proof_that_fails_returns_all_memory()
    {
        using var pool = new BufferPool();
        using var workers = new WorkerSet(2);
        var context = new ProverContext(pool, workers);
        var inputs = new ToyInputs(3, 200);
        using (var program = ToySystem.ProgramTree(context, Profile.Fast, Heights))
        using (var circuit = ToySystem.CircuitTree(context, Profile.Fast, Heights))
        {
            var witness = ToyWitness.Build(pool, Profile.Fast, Heights, inputs);
            witness.Tables[0].Main.Column(3)[7] ^= 1;
            Assert.Throws<StarkProverException>(() => StarkProver.Prove(context, ToySystem.Shape(Profile.Fast, Heights), inputs, program, circuit, witness, ToyProof.Seed(1)));
        }

        Assert.Equal(0, pool.BytesInUse);
    }

    [Fact]
    public void A_cancelled_proof_returns_all_memory_in_every_phase()
    {
        using var pool = new BufferPool();
        using var workers = new WorkerSet(2);
        var phases = new List<string>();
        Prove(pool, workers, phases.Add);
        Assert.True(phases.Count >= 10);
        for (var stop = 0; stop < phases.Count; stop++)
        {
            using var source = new CancellationTokenSource();
            var left = stop;
            var stopped = false;
            try
            {
                Prove(pool, workers, _ =>
                {
                    if (left-- == 0)
                    {
                        source.Cancel();
                    }
                }, source.Token);
            }
            catch (OperationCanceledException)
            {
                stopped = true;
            }

            // In the last phase only the openings are written: nothing is left to stop.
            Assert.True(stopped || stop == phases.Count - 1, phases[stop]);
            Assert.Equal(0, pool.BytesInUse);
        }
    }

    [Fact]
    public void A_proof_cancelled_at_any_time_returns_all_memory()
    {
        using var pool = new BufferPool();
        using var workers = new WorkerSet(2);
        for (var i = 0; i < 30; i++)
        {
            using var source = new CancellationTokenSource(TimeSpan.FromMicroseconds(2000 * i));
            try
            {
                Prove(pool, workers, null, source.Token);
            }
            catch (OperationCanceledException)
            {
            }

            Assert.Equal(0, pool.BytesInUse);
        }
    }

    [Fact]
    public void A_proof_that_runs_out_of_memory_anywhere_returns_all_memory()
    {
        using var workers = new WorkerSet(2);
        using var unlimited = new BufferPool();
        Prove(unlimited, workers);
        var failed = 0;
        var random = new Random(1);
        for (var i = 0; i < 400; i++)
        {
            var limit = (long)(unlimited.PeakBytes * (i < 200 ? i / 200.0 : random.NextDouble())) + 1000;
            using var pool = new BufferPool(limit, hugePages: false);
            try
            {
                Prove(pool, workers);
            }
            catch (MemoryLimitException)
            {
                failed++;
            }

            Assert.True(pool.BytesInUse == 0, $"{pool.BytesInUse} bytes are missing with a limit of {limit}");
        }

        Assert.InRange(failed, 100, 400);
    }

    [Fact]
    public void A_preprocessed_tree_that_runs_out_of_memory_returns_all_memory()
    {
        using var workers = new WorkerSet(1);
        for (var log = 8; log < 24; log++)
        {
            using var values = new BufferPool();
            using var pool = new BufferPool(1L << log, hugePages: false);
            var table = new FixedTable(ToySystem.Range, 10, new ColumnMatrix(values, 1024, 1, zeroed: true));
            try
            {
                FixedCommitment.Build(new(pool, workers), Profile.Fast, ToySystem.System, [table]).Dispose();
            }
            catch (MemoryLimitException)
            {
            }

            Assert.Equal(0, pool.BytesInUse);
            Assert.Equal(0, values.BytesInUse);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Verifying_does_not_allocate(byte profile)
    {
        var proof = ToyProof.Of(profile);
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(proof.Verify());
        }

        // Scratch is shared: what another test's verification holds at the moment has to be made anew. Not every time.
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10; i++)
            {
                _ = proof.Verify();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }
}
