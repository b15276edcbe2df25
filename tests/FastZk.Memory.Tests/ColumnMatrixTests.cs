namespace FastZk.Memory.Tests;

public unsafe class ColumnMatrixTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 1)]
    [InlineData(17, 5)]
    [InlineData(1024, 9)]
    [InlineData(4096, 60)]
    [InlineData(100, 0)]
    public void ColumnsAreAlignedApartAndWritable(long rows, int columns)
    {
        using var pool = new BufferPool();
        using var matrix = new ColumnMatrix(pool, rows, columns, zeroed: true);
        Assert.Equal((rows, columns), (matrix.Rows, matrix.Columns));
        Assert.True(matrix.Stride >= rows && matrix.Stride % 16 == 0);
        Assert.NotEqual(0, matrix.Stride * 4 % 4096);
        Assert.Equal(pool.BytesInUse, ColumnMatrix.PredictBytes(rows, columns));
        for (int c = 0; c < columns; c++)
        {
            Assert.Equal(0, (nint)matrix.Pointer(c) % 64);
            Assert.Equal(-1, matrix.Column(c).IndexOfAnyExcept(0u));
            matrix.Column(c).Fill((uint)c + 1);
        }
        for (int c = 0; c < columns; c++) Assert.Equal(-1, matrix.Column(c).IndexOfAnyExcept((uint)c + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => { matrix.Column(columns); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { matrix.Column(-1); });
    }

    [Fact]
    public void ArenaGivesOutAlignedPiecesAndResets()
    {
        using var pool = new BufferPool();
        using var arena = new Arena(pool, 1000);
        byte* first = arena.Allocate(10);
        byte* second = arena.Allocate(64);
        Assert.True(second == first + 64);
        Assert.Equal(128, arena.UsedBytes);
        Span<uint> rest = arena.Allocate<uint>((1000 - 128) / 4);
        rest.Fill(3);
        Assert.Throws<MemoryLimitException>(() => { arena.Allocate<uint>(1); });
        arena.Reset();
        Assert.True(first == arena.Allocate(1));
    }
}
