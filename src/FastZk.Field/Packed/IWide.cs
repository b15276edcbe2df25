namespace FastZk.Field.Packed;

/// <summary>
/// 64-bit sums of products of every other lane of <typeparamref name="T"/>: what lets an extension product reduce once for several products. Words are
/// below p, so a product is below p² and four fit 64 bits; p·2^32 = 2.13 p².
/// </summary>
internal interface IWide<TSelf, T>
    where TSelf : unmanaged, IWide<TSelf, T>
{
    static abstract TSelf Zero { get; }

    /// <summary>The products of the even lanes.</summary>
    static abstract TSelf Multiply(T a, T b);

    /// <summary>The odd lanes in the places of the even ones.</summary>
    static abstract T Odd(T a);

    static abstract TSelf operator +(TSelf a, TSelf b);

    /// <summary>t - p·2^32 where t is no less, else t: from below 2·p·2^32 to below p·2^32, from below 2^64 to below 2^64 - p·2^32 (2.42 p²).</summary>
    static abstract TSelf Fold(TSelf t);

    /// <summary>The lanes of both divided by 2^32 modulo p, in [0, p); all must be below 2·p·2^32.</summary>
    static abstract T Reduce(TSelf even, TSelf odd);
}
