using System.Text;

namespace FastZk.Vm.Debugging;

/// <summary>What the guest is to do after a conversation.</summary>
internal enum ResumeKind
{
    Continue,

    /// <summary>One instruction.</summary>
    Step,

    /// <summary>Run on without a debugger.</summary>
    Detach,

    /// <summary>End the run.</summary>
    Kill,
}

/// <summary>An order to go on.</summary>
/// <param name="Kind">How.</param>
/// <param name="Signal">The signal that the guest is to get; 0 for none. A fault's signal ends the run with the fault.</param>
internal readonly record struct Resume(ResumeKind Kind, int Signal = 0);

/// <summary>Answers the packets of GDB while the guest stands still. Knows nothing of connections; an empty reply says that a packet is not supported.</summary>
internal sealed class GdbCommands(DebugTarget target)
{
    private const string Ok = "OK", Error = "E01";
    private const int MaxTransfer = PacketReader.MaxBody / 2 - 16;

    /// <summary>Why the guest stands still, as the reply to "?".</summary>
    public string StopReply { get; set; } = "T05thread:1;";

    /// <summary>The debugger asked for packets without acknowledgements, from the next one on.</summary>
    public bool NoAcknowledgements { get; private set; }

    /// <summary>Carries out a packet.</summary>
    /// <param name="body">The packet's body.</param>
    /// <param name="reply">What is to be sent; null for an order to go on, which is answered when the guest stops again.</param>
    /// <returns>The order, or null.</returns>
    public Resume? Handle(ReadOnlySpan<byte> body, out string? reply)
    {
        var text = Encoding.Latin1.GetString(body);
        var rest = text.AsSpan(Math.Min(1, text.Length));
        reply = "";
        switch (text.Length == 0 ? '\0' : text[0])
        {
            case '?':
                reply = StopReply;
                return null;
            case 'g':
                reply = string.Concat(Enumerable.Range(0, DebugTarget.RegisterCount).Select(r => HexText.Register(target.Register((uint)r)!.Value)));
                return null;
            case 'G':
                reply = SetAll(rest) ? Ok : Error;
                return null;
            case 'p':
                reply = HexText.Number(rest) is { } number && target.Register(number) is { } value ? HexText.Register(value) : Error;
                return null;
            case 'P':
                reply = SetOne(rest) ? Ok : Error;
                return null;
            case 'm':
                reply = ReadMemory(rest);
                return null;
            case 'M':
                reply = WriteMemory(rest, null) ? Ok : Error;
                return null;
            case 'X':
                reply = WriteMemory(rest, body) ? Ok : Error;
                return null;
            case 'Z' or 'z':
                reply = Stops(text[0] == 'Z', rest);
                return null;
            case 'H' or 'T':
                reply = Ok; // there is one thread
                return null;
            case 'D':
                reply = Ok;
                return new(ResumeKind.Detach);
            case 'k':
                reply = null;
                return new(ResumeKind.Kill);
            case 'c' or 's':
                return At(text[0], rest, 0, out reply);
            case 'C' or 'S':
                var semicolon = rest.IndexOf(';');
                return HexText.Number(semicolon < 0 ? rest : rest[..semicolon]) is { } signal and < 256
                    ? At(char.ToLowerInvariant(text[0]), semicolon < 0 ? default : rest[(semicolon + 1)..], (int)signal, out reply)
                    : Refuse(out reply);
            case 'v':
                return Long(text, out reply);
            case 'q' or 'Q':
                reply = Query(text);
                return null;
            default:
                return null;
        }
    }

    private static Resume? Refuse(out string? reply)
    {
        reply = Error;
        return null;
    }

    private static ResumeKind KindOf(char letter) => letter is 's' or 'S' ? ResumeKind.Step : ResumeKind.Continue;

    // With an address the guest goes on from there.
    private Resume? At(char letter, ReadOnlySpan<char> address, int signal, out string? reply)
    {
        if (address.Length > 0 && (HexText.Number(address) is not { } pc || !target.TrySetRegister(TargetDescription.Pc, pc)))
        {
            return Refuse(out reply);
        }

        reply = null;
        return new(KindOf(letter), signal);
    }

    private static Resume? Long(string text, out string? reply)
    {
        reply = "";
        if (text == "vCont?")
        {
            reply = "vCont;c;C;s;S";
            return null;
        }

        if (text.StartsWith("vKill", StringComparison.Ordinal))
        {
            reply = Ok;
            return new(ResumeKind.Kill);
        }

        if (!text.StartsWith("vCont;", StringComparison.Ordinal))
        {
            return null;
        }

        // One thread: the first action is its.
        var action = text.AsSpan("vCont;".Length);
        action = action[..(action.IndexOf(';') is >= 0 and var end ? end : action.Length)];
        action = action[..(action.IndexOf(':') is >= 0 and var colon ? colon : action.Length)];
        var signal = action is ['C' or 'S', .. var digits] ? HexText.Number(digits) : 0;
        if (action is not (['c' or 's'] or ['C' or 'S', ..]) || signal is null or > 255)
        {
            return Refuse(out reply);
        }

        reply = null;
        return new(KindOf(action[0]), (int)signal.Value);
    }

    private string Query(string text)
    {
        if (text.StartsWith("qSupported", StringComparison.Ordinal))
        {
            return $"PacketSize={PacketReader.MaxBody:x};qXfer:features:read+;swbreak+;hwbreak+;vContSupported+;QStartNoAckMode+";
        }

        const string features = "qXfer:features:read:target.xml:";
        if (text.StartsWith(features, StringComparison.Ordinal))
        {
            return HexText.Pair(text.AsSpan(features.Length)) is var (offset, length) ? Part(TargetDescription.Xml, offset, length) : Error;
        }

        switch (text)
        {
            case "QStartNoAckMode":
                NoAcknowledgements = true;
                return Ok;
            case "qC":
                return "QC1";
            case "qfThreadInfo":
                return "m1";
            case "qsThreadInfo":
                return "l";
            case "qAttached":
                return "0"; // the run is the debugger's: it ends with it
            case "qSymbol::":
                return Ok;
            default:
                return "";
        }
    }

    private static string Part(string document, uint offset, uint length)
    {
        if (offset >= document.Length)
        {
            return offset == document.Length ? "l" : Error;
        }

        var count = (int)Math.Min(Math.Min(length, MaxTransfer), document.Length - offset);
        return string.Concat(offset + count == document.Length ? "l" : "m", document.AsSpan((int)offset, count));
    }

    private bool SetAll(ReadOnlySpan<char> text)
    {
        if (text.Length != 8 * DebugTarget.RegisterCount)
        {
            return false;
        }

        var values = new uint[DebugTarget.RegisterCount];
        for (var r = 0; r < values.Length; r++)
        {
            if (HexText.Register(text.Slice(8 * r, 8)) is not { } value)
            {
                return false;
            }

            values[r] = value;
        }

        // pc first: it may be refused, and then nothing changes.
        if (!target.TrySetRegister(TargetDescription.Pc, values[TargetDescription.Pc]))
        {
            return false;
        }

        for (var r = 1u; r < TargetDescription.Pc; r++)
        {
            target.TrySetRegister(r, values[r]);
        }

        return true;
    }

    private bool SetOne(ReadOnlySpan<char> text)
    {
        var equals = text.IndexOf('=');
        return equals >= 0 && HexText.Number(text[..equals]) is { } number && HexText.Register(text[(equals + 1)..]) is { } value && target.TrySetRegister(number, value);
    }

    private string ReadMemory(ReadOnlySpan<char> text)
    {
        if (HexText.Pair(text) is not var (address, length) || length > MaxTransfer)
        {
            return Error;
        }

        var bytes = new byte[length];
        return target.TryRead(address, bytes) ? Convert.ToHexStringLower(bytes) : Error;
    }

    // addr,length:data - in hexadecimal, or for X as the bytes of the packet themselves.
    private bool WriteMemory(ReadOnlySpan<char> text, ReadOnlySpan<byte> binary)
    {
        var colon = text.IndexOf(':');
        if (colon < 0 || HexText.Pair(text[..colon]) is not var (address, length))
        {
            return false;
        }

        var bytes = binary.IsEmpty ? HexText.Bytes(text[(colon + 1)..]) : binary[(colon + 2)..].ToArray();
        return bytes is not null && bytes.Length == length && target.TryWrite(address, bytes);
    }

    private string Stops(bool set, ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[1] != ',')
        {
            return Error;
        }

        // What follows a second semicolon are conditions, which GDB checks itself unless told otherwise.
        var arguments = text[2..];
        arguments = arguments[..(arguments.IndexOf(';') is >= 0 and var end ? end : arguments.Length)];
        if (HexText.Pair(arguments) is not var (address, bytes))
        {
            return Error;
        }

        switch (text[0])
        {
            case '0' or '1':
                if (set)
                {
                    return target.Breakpoints.TryAdd(address) ? Ok : Error;
                }

                target.Breakpoints.Remove(address);
                return Ok;
            case '2' or '3' or '4':
                var kind = text[0] switch { '2' => WatchKind.Write, '3' => WatchKind.Read, _ => WatchKind.Access };
                if (set)
                {
                    return target.Watchpoints.TryAdd(kind, address, bytes) ? Ok : Error;
                }

                target.Watchpoints.Remove(kind, address, bytes);
                return Ok;
            default:
                return "";
        }
    }
}
