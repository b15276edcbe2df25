using System.Globalization;

namespace FastZk.Vm.Debugging;

/// <summary>What a byte of the connection completed.</summary>
internal enum PacketEvent
{
    /// <summary>Nothing yet, or noise between packets.</summary>
    None,

    /// <summary>A packet: <see cref="PacketReader.Body"/>.</summary>
    Packet,

    /// <summary>A packet whose checksum is wrong.</summary>
    Damaged,

    /// <summary>A packet longer than any that was asked for.</summary>
    TooLong,

    /// <summary>"+": the last packet arrived.</summary>
    Acknowledged,

    /// <summary>"-": the last packet is to be sent again.</summary>
    Refused,

    /// <summary>Ctrl+C, outside of packets.</summary>
    Interrupt,
}

/// <summary>Finds the packets of the remote serial protocol of GDB in a stream of bytes: $body#checksum, where } escapes the byte behind it.</summary>
internal sealed class PacketReader
{
    /// <summary>The longest body in bytes, escapes included.</summary>
    public const int MaxBody = 1 << 14;

    private readonly List<byte> _body = [];
    private State _state;
    private byte _sum;
    private byte _first;
    private bool _tooLong;

    private enum State
    {
        Idle,
        Body,
        FirstDigit,
        SecondDigit,
    }

    /// <summary>The body of the packet that was just completed, escapes resolved; a copy.</summary>
    public byte[] Body { get; private set; } = [];

    /// <summary>Takes one byte.</summary>
    public PacketEvent Next(byte b)
    {
        switch (_state)
        {
            case State.Idle:
                return Between(b);
            case State.Body when b == '#':
                _state = State.FirstDigit;
                return PacketEvent.None;
            case State.Body when b == '$':
                Begin(); // the end of the packet before was lost
                return PacketEvent.None;
            case State.Body:
                _sum += b;
                _tooLong |= _body.Count == MaxBody;
                if (!_tooLong)
                {
                    _body.Add(b);
                }

                return PacketEvent.None;
            case State.FirstDigit:
                _first = b;
                _state = State.SecondDigit;
                return PacketEvent.None;
            default:
                _state = State.Idle;
                return End(b);
        }
    }

    private PacketEvent Between(byte b)
    {
        switch (b)
        {
            case (byte)'$':
                Begin();
                return PacketEvent.None;
            case (byte)'+':
                return PacketEvent.Acknowledged;
            case (byte)'-':
                return PacketEvent.Refused;
            case 3:
                return PacketEvent.Interrupt;
            default:
                return PacketEvent.None;
        }
    }

    private void Begin()
    {
        _state = State.Body;
        _body.Clear();
        (_sum, _tooLong) = (0, false);
    }

    private PacketEvent End(byte second)
    {
        if (_tooLong)
        {
            return PacketEvent.TooLong;
        }

        ReadOnlySpan<char> digits = [(char)_first, (char)second];
        if (!byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var sum) || sum != _sum)
        {
            return PacketEvent.Damaged;
        }

        Body = Unescape();
        return PacketEvent.Packet;
    }

    private byte[] Unescape()
    {
        var body = new List<byte>(_body.Count);
        for (var i = 0; i < _body.Count; i++)
        {
            body.Add(_body[i] == '}' && i + 1 < _body.Count ? (byte)(_body[++i] ^ 0x20) : _body[i]);
        }

        return [.. body];
    }
}
