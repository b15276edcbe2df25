using System.Text;

namespace FastZk.Vm.Debugging;

/// <summary>Packets to and from GDB: checksums, acknowledgements, resending.</summary>
internal sealed class GdbConnection(IByteChannel channel)
{
    // A client that refuses the same reply this often does not want it; one that sends so many packets unasked neither.
    private const int MaxRefusals = 8, MaxWaiting = 16;

    private readonly PacketReader _reader = new();
    private readonly Queue<byte[]> _waiting = new();
    private readonly byte[] _buffer = new byte[4096];
    private byte[] _last = [];
    private int _at, _end, _refusals;

    /// <summary>Packets are no longer acknowledged, neither way.</summary>
    public bool NoAcknowledgements { get; set; }

    /// <summary>Waits for the next packet; interrupts have no meaning here.</summary>
    /// <exception cref="DebuggerGoneException">The connection is lost.</exception>
    public byte[] Receive()
    {
        while (_waiting.Count == 0)
        {
            Pump();
        }

        return _waiting.Dequeue();
    }

    /// <summary>Takes in what has arrived while the guest runs, without waiting. True if it is to be stopped.</summary>
    /// <exception cref="DebuggerGoneException">The connection is lost.</exception>
    public bool PollInterrupt()
    {
        var interrupted = false;
        while (_at < _end || Guarded(() => channel.HasData))
        {
            interrupted |= Pump();
        }

        return interrupted;
    }

    /// <summary>Sends a packet. The body is ASCII without the protocol's own characters.</summary>
    /// <exception cref="DebuggerGoneException">The connection is lost.</exception>
    public void Send(string body)
    {
        var sum = body.Aggregate((byte)0, (s, c) => (byte)(s + c));
        _last = Encoding.ASCII.GetBytes($"${body}#{sum:x2}");
        Write(_last);
    }

    // One byte at a time; true for an interrupt.
    private bool Pump()
    {
        if (_at == _end)
        {
            (_at, _end) = (0, Guarded(() => channel.Read(_buffer)));
            if (_end == 0)
            {
                throw new DebuggerGoneException("the debugger closed the connection");
            }
        }

        switch (_reader.Next(_buffer[_at++]))
        {
            case PacketEvent.Packet:
                Acknowledge("+");
                _refusals = 0;
                if (_waiting.Count == MaxWaiting)
                {
                    throw new DebuggerGoneException("the debugger sends packets without waiting for replies");
                }

                _waiting.Enqueue(_reader.Body);
                return false;
            case PacketEvent.Damaged when !NoAcknowledgements:
                Acknowledge("-");
                return false;
            case PacketEvent.Damaged or PacketEvent.TooLong:
                Acknowledge("+");
                Send("E01");
                return false;
            case PacketEvent.Refused when _last.Length > 0:
                if (++_refusals > MaxRefusals)
                {
                    throw new DebuggerGoneException("the debugger refuses a reply");
                }

                Write(_last);
                return false;
            case PacketEvent.Interrupt:
                return true;
            default:
                return false;
        }
    }

    private void Acknowledge(string sign)
    {
        if (!NoAcknowledgements)
        {
            Write(Encoding.ASCII.GetBytes(sign));
        }
    }

    private void Write(byte[] bytes) => Guarded(() =>
    {
        channel.Write(bytes);
        return true;
    });

    private static T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (IOException e)
        {
            throw new DebuggerGoneException($"the connection to the debugger is lost: {e.Message}");
        }
    }
}
