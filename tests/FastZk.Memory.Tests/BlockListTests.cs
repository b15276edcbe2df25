namespace FastZk.Memory.Tests;

public unsafe class BlockListTests
{
    private const int Bytes = 3000;

    [Fact]
    public void BlocksKeepTheirPlacesAndContents()
    {
        using var pool = new BufferPool();
        using var list = new BlockList(pool, Bytes);
        for (int i = 0; i < 300; i++)
        {
            byte* block = list.Add();
            Assert.True(block == list[i]);
            new Span<byte>(block, Bytes).Fill((byte)i);
        }
        Assert.Equal(300, list.Count);
        for (int i = 0; i < 300; i++) Assert.Equal(-1, new Span<byte>(list[i], Bytes).IndexOfAnyExcept((byte)i));
        Assert.Throws<ArgumentOutOfRangeException>(() => (nint)list[300]);
        Assert.Throws<ArgumentOutOfRangeException>(() => (nint)list[-1]);
    }

    [Fact]
    public void DisposalWipesAndReturnsEverything()
    {
        using var pool = new BufferPool();
        var list = new BlockList(pool, Bytes);
        var blocks = new List<nint>();
        for (int i = 0; i < 100; i++)
        {
            byte* block = list.Add();
            new Span<byte>(block, Bytes).Fill(7);
            blocks.Add((nint)block);
        }
        list.Dispose();
        Assert.Equal(0, pool.BytesInUse);
        // The pool keeps the blocks: their memory may still be looked at.
        foreach (nint block in blocks)
        {
            Assert.Equal(-1, new ReadOnlySpan<byte>((byte*)block, Bytes).IndexOf((byte)7));
        }
        list.Dispose();
        Assert.Equal(0, list.Count);
    }

    [Fact]
    public void ALimitLeavesTheListAsItIs()
    {
        using var pool = new BufferPool(40_000, hugePages: false);
        using var list = new BlockList(pool, Bytes);
        int added = 0;
        Assert.Throws<MemoryLimitException>((Action)(() =>
        {
            for (; ; added++) list.Add();
        }));
        Assert.InRange(added, 1, 40_000 / Bytes);
        Assert.Equal(added, list.Count);
    }

    [Fact]
    public void ManyBlocksAreOneSmallObject()
    {
        using var pool = new BufferPool();
        using var list = new BlockList(pool, Bytes);
        list.Add();
        pool.Rent(1).Dispose(); // the first block that comes back makes room for others
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++) list.Add();
        // The table of addresses moves as it doubles: a few owners of buffers.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
    }
}
