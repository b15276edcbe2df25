namespace FastZk.Hash.Tests;

/// <summary>Back-ends this machine can run, as a test parameter, and helpers that all suites share.</summary>
public static unsafe class Backends
{
    public static TheoryData<HashBackend> Supported => new(Enum.GetValues<HashBackend>().Where(HashBackends.IsSupported));

    public static uint[] RandomWords(int count, int seed)
    {
        var words = new uint[count];
        new Random(seed).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(words.AsSpan()));
        return words;
    }

    public static byte[] Key(int seed)
    {
        var key = new byte[32];
        new Random(seed).NextBytes(key);
        return key;
    }
}
