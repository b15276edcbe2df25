using System.Runtime.CompilerServices;

namespace FastZk.Memory.Tests;

public unsafe class BufferPoolTests
{
    [Fact]
    public void SizeClassesAreTightAndMonotone()
    {
        for (int c = 1; c < SizeClass.Count; c++)
        {
            long below = SizeClass.Bytes(c - 1), size = SizeClass.Bytes(c);
            Assert.True(size > below && size <= below + below / 4);
            Assert.Equal(0, size % 64);
            Assert.Equal(c, SizeClass.Of(size));
            Assert.Equal(c, SizeClass.Of(below + 1));
        }
        Assert.Equal(0, SizeClass.Of(0));
        Assert.True(SizeClass.Of(long.MaxValue) >= SizeClass.Count);
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(1, 64)]
    [InlineData(1000, 64)]
    [InlineData((2 << 20) - 1, 2 << 20)]
    [InlineData(5 << 20, 2 << 20)]
    public void RentsAlignedMemoryOfTheRightLength(long bytes, long alignment)
    {
        using var pool = new BufferPool();
        using NativeBuffer buffer = pool.Rent(bytes, zeroed: true);
        Assert.Equal(bytes, buffer.Length);
        Assert.Equal(0, (nint)buffer.Pointer % alignment);
        Assert.Equal(-1, buffer.AsSpan<byte>().IndexOfAnyExcept((byte)0));
        buffer.AsSpan<byte>().Fill(7);
    }

    [Fact]
    public void ReusesBlocksAndCounts()
    {
        using var pool = new BufferPool();
        NativeBuffer first = pool.Rent(1000);
        byte* pointer = first.Pointer;
        Assert.Equal(1024, pool.BytesInUse);
        first.Dispose();
        Assert.Equal((0, 1024, 1024), (pool.BytesInUse, pool.BytesCached, pool.PeakBytes));
        using NativeBuffer second = pool.Rent(900);
        Assert.True(pointer == second.Pointer);
        Assert.Equal(0, pool.BytesCached);
        pool.Trim();
        Assert.Equal(1024, BufferPool.BlockBytes(900));
    }

    [Fact]
    public void SecretsAreWipedAndPublicDataIsNot()
    {
        using var pool = new BufferPool();
        foreach (bool secret in new[] { true, false })
        {
            NativeBuffer buffer = pool.Rent(500, secret: secret);
            buffer.AsSpan<byte>().Fill(0xAB);
            buffer.Dispose();
            using NativeBuffer again = pool.Rent(500);
            Assert.Equal(secret ? 0 : 0xAB, again.AsSpan<byte>()[499]);
            again.AsSpan<byte>().Clear();
        }
    }

    [Fact]
    public void LargerBlocksServeAndAreWipedAsFarAsTheyWereUsed()
    {
        using var pool = new BufferPool();
        NativeBuffer large = pool.Rent(1280);
        byte* pointer = large.Pointer;
        large.AsSpan<byte>().Fill(0xAB);
        large.Dispose();
        // Smaller tenants in the same block: nobody finds anything of another's, in his part or behind it.
        foreach (int bytes in new[] { 1030, 1200, 1024, 1280 })
        {
            using NativeBuffer tenant = pool.Rent(bytes);
            Assert.True(pointer == tenant.Pointer);
            Assert.Equal((1280, 0, 1280), (pool.BytesInUse, pool.BytesCached, pool.PeakBytes));
            Assert.Equal(-1, new ReadOnlySpan<byte>(pointer, 1280).IndexOfAnyExcept((byte)0));
            tenant.AsSpan<byte>().Fill(0xCD);
        }
        using NativeBuffer tooSmall = pool.Rent(1000), tooLarge = pool.Rent(1300);
        Assert.True(pointer == tooSmall.Pointer && pointer != tooLarge.Pointer);
    }

    [Fact]
    public void SlackIsBounded()
    {
        using var pool = new BufferPool { MaxSlackBytes = 300 };
        for (int round = 0; round < 3; round++)
        {
            pool.Trim();
            NativeBuffer[] large = [pool.Rent(1280), pool.Rent(1280)];
            foreach (NativeBuffer b in large) b.Dispose();
            using NativeBuffer first = pool.Rent(1024);
            Assert.Equal(1280, pool.BytesInUse);
            using NativeBuffer second = pool.Rent(1024), third = pool.Rent(1280);
            Assert.Equal(1280 + 1024 + 1280, pool.BytesInUse);
        }
        pool.Trim();
        using (pool.Rent(1280))
        {
        }
        pool.MaxSlackBytes = 0;
        using NativeBuffer exact = pool.Rent(1024), next = pool.Rent(1024);
        Assert.Equal(2048, pool.BytesInUse);
    }

    [Fact]
    public void LimitIsTypedAndCachedBlocksMakeRoom()
    {
        using var pool = new BufferPool(limitBytes: 4096);
        NativeBuffer big = pool.Rent(3000);
        var refused = Assert.Throws<MemoryLimitException>(() => pool.Rent(2000));
        Assert.Equal((2048, 3072, 4096), (refused.RequestedBytes, refused.InUseBytes, refused.LimitBytes));
        Assert.Contains("3,072", refused.Message);
        big.Dispose();
        using NativeBuffer other = pool.Rent(2000);
        Assert.Equal(2048, pool.BytesInUse);
        Assert.Throws<MemoryLimitException>(() => pool.Rent(long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(-1));
    }

    [Fact]
    public void UseAfterReturnThrows()
    {
        using var pool = new BufferPool();
        NativeBuffer buffer = pool.Rent(64);
        buffer.Dispose();
        Assert.True(buffer.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => _ = buffer.Pointer);
        Assert.Throws<ObjectDisposedException>(() => { buffer.AsSpan<uint>(); });
        Assert.Throws<ObjectDisposedException>(() => { buffer.Slice<uint>(0, 1); });
#if DEBUG
        Assert.Throws<InvalidOperationException>(buffer.Dispose);
#else
        buffer.Dispose();
#endif
        using NativeBuffer one = pool.Rent(64), two = pool.Rent(64);
        Assert.True(one.Pointer != two.Pointer);
    }

    [Fact]
    public void SlicesAreChecked()
    {
        using var pool = new BufferPool();
        using NativeBuffer buffer = pool.Rent(103, zeroed: true);
        Assert.Equal(25, buffer.AsSpan<uint>().Length);
        buffer.Slice<uint>(24, 1)[0] = 5;
        Assert.Equal(5u, buffer.AsSpan<uint>()[24]);
        Assert.Throws<ArgumentOutOfRangeException>(() => { buffer.Slice<uint>(25, 1); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { buffer.Slice<uint>(-1, 1); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { buffer.Slice<uint>(0, -1); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { buffer.Slice<uint>(long.MaxValue, 2); });
    }

    [Fact]
    public void DisposedPoolFreesLateReturns()
    {
        var pool = new BufferPool();
        NativeBuffer buffer = pool.Rent(100);
        pool.Dispose();
        buffer.AsSpan<byte>().Fill(1);
        buffer.Dispose();
        Assert.Equal((0, 0), (pool.BytesInUse, pool.BytesCached));
        Assert.Throws<ObjectDisposedException>(() => pool.Rent(1));
    }

    [Fact]
    public void ConcurrentRentersNeverShareABlock()
    {
        using var pool = new BufferPool { MaxSlackBytes = 4000 };
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, thread =>
        {
            var random = new Random(thread);
            var held = new List<NativeBuffer>();
            for (int i = 0; i < 20000; i++)
            {
                if (held.Count > 0 && random.Next(2) == 0)
                {
                    int at = random.Next(held.Count);
                    NativeBuffer buffer = held[at];
                    Assert.Equal((byte)thread, buffer.AsSpan<byte>()[0]);
                    Assert.Equal((byte)thread, buffer.AsSpan<byte>()[^1]);
                    held.RemoveAt(at);
                    buffer.Dispose();
                }
                else if (held.Count < 50)
                {
                    NativeBuffer buffer = pool.Rent(random.Next(1, 1500));
                    buffer.AsSpan<byte>()[0] = buffer.AsSpan<byte>()[^1] = (byte)thread;
                    held.Add(buffer);
                }
            }
            held.ForEach(b => b.Dispose());
        });
        Assert.Equal(0, pool.BytesInUse);
        pool.Trim();
        Assert.Equal(0, pool.BytesCached);
        // No slack was lost in the count: two blocks may still be larger by all of it together.
        NativeBuffer[] large = [pool.Rent(10_000), pool.Rent(10_000)];
        foreach (NativeBuffer b in large) b.Dispose();
        using NativeBuffer one = pool.Rent(8300), two = pool.Rent(8300);
        Assert.Equal(0, pool.BytesCached);
    }

#if DEBUG
    [Fact]
    public void LeaksAreCounted()
    {
        long before = BufferPool.LeakedBuffers;
        var pool = new BufferPool();
        Leak(pool);
        for (int i = 0; i < 10 && BufferPool.LeakedBuffers == before; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.True(BufferPool.LeakedBuffers > before);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leak(BufferPool pool) => pool.Rent(10);
#endif
}
