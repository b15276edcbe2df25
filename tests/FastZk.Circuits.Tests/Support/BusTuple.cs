using System.Runtime.CompilerServices;
using FastZk.Field;

namespace FastZk.Circuits.Tests;

/// <summary>A tuple on a bus as canonical integers; entries that the bus does not have are 0.</summary>
internal readonly struct BusTuple : IEquatable<BusTuple>
{
    /// <summary>Entries of the longest tuple that fits.</summary>
    public const int Capacity = 24;

    private readonly Words _entries;

    private BusTuple(int bus, ReadOnlySpan<uint> entries)
    {
        Bus = bus;
        entries.CopyTo(_entries);
    }

    public int Bus { get; init; }

    /// <summary>Entry k, from 0 to <see cref="Capacity"/> - 1.</summary>
    public uint this[int k] => _entries[k];

    public static bool operator ==(BusTuple left, BusTuple right) => left.Equals(right);

    public static bool operator !=(BusTuple left, BusTuple right) => !left.Equals(right);

    public static BusTuple Of(int bus, ReadOnlySpan<uint> m) => new(bus, m);

    public static BusTuple Of(int bus, ReadOnlySpan<Fp> m)
    {
        Span<uint> w = stackalloc uint[m.Length];
        for (var k = 0; k < m.Length; k++)
        {
            w[k] = m[k].ToUInt32();
        }

        return new(bus, w);
    }

    /// <summary>The tuple with another entry k.</summary>
    public BusTuple With(int k, uint value)
    {
        Span<uint> w = stackalloc uint[Capacity];
        ((ReadOnlySpan<uint>)_entries).CopyTo(w);
        w[k] = value;
        return new(Bus, w);
    }

    /// <summary>The first entries.</summary>
    public uint[] First(int count) => ((ReadOnlySpan<uint>)_entries)[..count].ToArray();

    public bool Equals(BusTuple other) => Bus == other.Bus && ((ReadOnlySpan<uint>)_entries).SequenceEqual(other._entries);

    public override bool Equals(object? obj) => obj is BusTuple other && Equals(other);

    public override int GetHashCode()
    {
        ulong h = (uint)Bus;
        foreach (var x in (ReadOnlySpan<uint>)_entries)
        {
            h = (h ^ x) * 0x9E3779B97F4A7C15;
            h ^= h >> 32;
        }

        return (int)h;
    }

    public override string ToString()
    {
        var entries = ((ReadOnlySpan<uint>)_entries).TrimEnd(0u).ToArray();
        return $"BusTuple {{ Bus = {Bus}, ({string.Join(", ", entries)}) }}";
    }

    [InlineArray(Capacity)]
    private struct Words
    {
        private uint _first;
    }
}
