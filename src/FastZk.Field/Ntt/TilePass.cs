using FastZk.Field.Packed;

namespace FastZk.Field.Ntt;

/// <summary>
/// The innermost 2·log2(Width) levels: tiles b, b + 1, .. of Width² words. x may equal y. The caller guarantees words words behind both, words a multiple
/// of Width², and tables of a transform that has these tiles.
/// </summary>
internal static unsafe class TilePass<T>
    where T : unmanaged, IPacked<T>
{
    /// <summary>Splits to single coefficients, 1/n included.</summary>
    public static void Split(uint* x, uint* y, long words, long b, TransformTables tables, bool tiled)
    {
        var tiles = tables.Tiles + 2 * T.Width * b;
        switch (T.Width)
        {
            case 16:
                Lanes16.SplitAlong(x, y, words, tiles, tables.Blocks, b);
                Lanes16.SplitAcross(y, words, tables.Rows, tables.Blocks);
                break;
            case 8:
                Lanes8.SplitAlong(x, y, words, tiles, tables.Blocks, b);
                Lanes8.SplitAcross(y, words, tables.Rows, tables.Blocks);
                break;
            default:
                Lanes1.Split(x, y, words, tables.Rows);
                break;
        }

        if (!tiled)
        {
            Transpose(y, y, words);
        }
    }

    /// <summary>Joins single coefficients on the coset of the tables.</summary>
    public static void Join(uint* x, uint* y, long words, long b, TransformTables tables, bool tiled)
    {
        if (!tiled)
        {
            Transpose(x, y, words);
            x = y;
        }

        var tiles = tables.Tiles + 2 * T.Width * b;
        switch (T.Width)
        {
            case 16:
                Lanes16.JoinAcross(x, y, words, tables.Coset, tables.Rows, tables.Blocks);
                Lanes16.JoinAlong(y, words, tiles, tables.Blocks, b);
                break;
            case 8:
                Lanes8.JoinAcross(x, y, words, tables.Coset, tables.Rows, tables.Blocks);
                Lanes8.JoinAlong(y, words, tiles, tables.Blocks, b);
                break;
            default:
                Lanes1.Join(x, y, words, tiles);
                break;
        }
    }

    private static void Transpose(uint* source, uint* destination, long words)
    {
        for (long at = 0; at < words; at += T.Width * T.Width)
        {
            T.Transpose(source + at, T.Width, destination + at, T.Width);
        }
    }
}
