using System.Text;
using FastZk.Vm.Debugging;

namespace FastZk.Vm.Tests.Debugging;

/// <summary>A debugger whose bytes are all known beforehand, in portions; the connection ends behind the last.</summary>
internal sealed class ScriptedChannel(IEnumerable<byte[]> portions) : IByteChannel
{
    private readonly Queue<byte[]> _portions = new(portions);
    private readonly MemoryStream _sent = new();

    /// <summary>How often the guest looks before it sees that something has arrived while it runs; it never does by default.</summary>
    public int LooksUntilData { get; init; } = int.MaxValue;

    /// <summary>Looks so far.</summary>
    public int Looks { get; private set; }

    public bool HasData => Looks++ >= LooksUntilData && _portions.Count > 0;

    /// <summary>All that the stub sent.</summary>
    public string Sent => Encoding.Latin1.GetString(_sent.ToArray());

    /// <summary>The bodies of the packets that the stub sent.</summary>
    public string[] Replies => [.. Sent.Split('$').Skip(1).Select(p => p[..p.IndexOf('#')])];

    public int Read(Span<byte> buffer)
    {
        if (!_portions.TryDequeue(out var portion))
        {
            return 0;
        }

        portion.CopyTo(buffer);
        return portion.Length;
    }

    public void Write(ReadOnlySpan<byte> bytes) => _sent.Write(bytes);

    /// <summary>A packet with its checksum, and the acknowledgement of the reply before it.</summary>
    public static byte[] Packet(string body) => Encoding.Latin1.GetBytes($"+${body}#{(byte)body.Sum(c => c):x2}");
}
