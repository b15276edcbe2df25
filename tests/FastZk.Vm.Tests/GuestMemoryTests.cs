namespace FastZk.Vm.Tests;

/// <summary>The sparse memory: absent pages, page borders, both ends.</summary>
public sealed class GuestMemoryTests
{
    [Fact]
    public void AbsentPagesReadAsZeroAndStayAbsent()
    {
        using var memory = new GuestMemory();
        Assert.Equal(0u, memory.LoadWord(0));
        Assert.Equal(0u, memory.LoadWord(0xFFFF_FFFC));
        var bytes = new byte[10_000];
        bytes.AsSpan().Fill(1);
        memory.Read(0x1234_5678, bytes);
        Assert.All(bytes, b => Assert.Equal(0, b));
        Assert.Equal(0, memory.TouchedPageCount);
        Assert.True(memory.GetPageWords(5).IsEmpty);
    }

    [Fact]
    public void SizesOverlapLittleEndian()
    {
        using var memory = new GuestMemory();
        memory.StoreWord(0xFFFF_FFFC, 0x44332211);
        Assert.Equal(0x4433, memory.LoadHalf(0xFFFF_FFFE));
        Assert.Equal(0x11, memory.LoadByte(0xFFFF_FFFC));
        memory.StoreByte(0xFFFF_FFFD, 0xAA);
        memory.StoreHalf(0xFFFF_FFFE, 0xBBCC);
        Assert.Equal(0xBBCCAA11, memory.LoadWord(0xFFFF_FFFC));
    }

    [Fact]
    public void CopiesCrossPages()
    {
        using var memory = new GuestMemory();
        var source = new byte[20_000];
        new Random(1).NextBytes(source);
        memory.Write(4093, source);
        var target = new byte[20_006];
        memory.Read(4090, target);
        Assert.Equal([0, 0, 0, .. source, 0, 0, 0], target);
        Assert.Equal([0u, 1, 2, 3, 4, 5], memory.GetTouchedPages());
        Assert.Equal(1024, memory.GetPageWords(3).Length);
    }

    [Fact]
    public void TouchedPagesAreSorted()
    {
        using var memory = new GuestMemory();
        for (uint i = 0; i < 1000; i++)
        {
            memory.StoreByte(i * 2_654_435_761, 1);
        }

        var pages = memory.GetTouchedPages();
        Assert.Equal(memory.TouchedPageCount, pages.Length);
        Assert.Equal(pages.Order().Distinct(), pages);
    }

    [Fact]
    public void RangesMustNotPassTheEnd()
    {
        using var memory = new GuestMemory();
        memory.Write(0xFFFF_FFFF, [1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Write(0xFFFF_FFFF, [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Read(0xFFFF_FFFF, new byte[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.GetPageWords(1 << 20));
    }

    [Fact]
    public void DisposingTwiceIsHarmless()
    {
        var memory = new GuestMemory();
        memory.StoreWord(0, 1);
        memory.Dispose();
        memory.Dispose();
    }

    [Fact]
    public unsafe void NothingIsLeftOfAnEarlierMemory()
    {
        for (var round = 0; round < 3; round++)
        {
            using var memory = new GuestMemory();
            for (uint page = 0; page < 200; page++)
            {
                Assert.Equal((0u, 0), (memory.LoadWord(page << 12), memory.TouchedPageCount - (int)page));
                Assert.Equal((0, 0), (memory.PageOffsets[page], memory.PageOffsets[GuestMemory.StoreOffsets + page]));
                Assert.Equal(0, memory.PageOffsets[page + 1000]);
                memory.ShareZeroPage((page + 1000) << 12);
                memory.StoreWord(page << 12, ~0u);
            }
        }
    }

    [Fact]
    public unsafe void GuardedPagesAreLeftOutForStoresOnly()
    {
        using var memory = new GuestMemory();
        memory.StoreWord(0x1000, 1);
        memory.GuardStores(0x1ffc, 8);
        memory.StoreWord(0x2000, 1);
        memory.StoreWord(0x3000, 1);
        for (var page = 1; page <= 3; page++)
        {
            Assert.Equal((true, page == 3), (memory.PageOffsets[page] != 0, memory.PageOffsets[GuestMemory.StoreOffsets + page] != 0));
        }

        memory.GuardStores(0, 0);
        Assert.Equal(memory.PageOffsets[1], memory.PageOffsets[GuestMemory.StoreOffsets + 1]);
        Assert.Equal(memory.PageOffsets[2], memory.PageOffsets[GuestMemory.StoreOffsets + 2]);
    }

    [Fact]
    public unsafe void ASharedPageOfZerosGivesWayToTheFirstStore()
    {
        using var memory = new GuestMemory();
        memory.ShareZeroPage(0x5123);
        memory.ShareZeroPage(0xFFFF_F000);
        Assert.Equal((0u, 0), (*(uint*)(memory.PageOffsets[5] + 0x5ffc), memory.PageOffsets[GuestMemory.StoreOffsets + 5]));
        Assert.Equal(0, memory.PageOffsets[GuestMemory.LastPage]);
        memory.StoreWord(0x5ffc, 7);
        Assert.Equal((7u, 1), (*(uint*)(memory.PageOffsets[5] + 0x5ffc), memory.TouchedPageCount));
    }
}
