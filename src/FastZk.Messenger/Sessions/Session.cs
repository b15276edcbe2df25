using System.Net;
using System.Text;
using System.Threading.Channels;
using FastZk.Messenger.Handshakes;
using FastZk.Messenger.Keys;
using FastZk.Messenger.Wire;

namespace FastZk.Messenger.Sessions;

/// <summary>
/// An open conversation with an authenticated peer. Texts to it wait in a bounded queue of their own, so that a peer that does not read holds up nobody else;
/// texts from it are handed over one by one, so that who is slow to take them slows down this peer only.
/// </summary>
internal sealed class Session(Authenticated authenticated, EndPoint remote, TimeLimits limits, TimeProvider clock, Action<Session, string> received)
{
    /// <summary>Texts that wait for the peer at most.</summary>
    public const int MaxQueue = 64;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Channel<byte[]> _outbound = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MaxQueue) { SingleReader = true });
    private readonly TaskCompletionSource<SessionEnd> _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _closing;

    /// <summary>Who is on the other side: proven.</summary>
    public Identity Peer => authenticated.Peer;

    /// <summary>Where the peer is.</summary>
    public EndPoint Remote => remote;

    /// <summary>Queues a text; never waits. A peer for which the queue is full loses its session.</summary>
    /// <param name="text">at most <see cref="SealedChannel.MaxBodySize"/> bytes of UTF-8, no lone surrogates.</param>
    /// <returns>false where the session ends or has ended.</returns>
    public bool Send(string text)
    {
        var bytes = Utf8.GetBytes(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, SealedChannel.MaxBodySize, nameof(text));
        if (_outbound.Writer.TryWrite(bytes))
        {
            return true;
        }

        // Refused although nobody closed it: it is full.
        if (!_closing)
        {
            _stalled.TrySetResult(new(SessionFault.Stalled, $"{MaxQueue} texts wait for a peer that does not read"));
        }

        return false;
    }

    /// <summary>Says goodbye after what is queued.</summary>
    public void Close()
    {
        _closing = true;
        _outbound.Writer.TryComplete();
    }

    /// <summary>Talks until one side says goodbye or fails; then the connection is closed. Throws nothing.</summary>
    public async Task<SessionEnd> RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = Ended(ReadAsync, stop.Token);
        var writing = Ended(WriteAsync, stop.Token);
        try
        {
            var first = await Task.WhenAny(reading, writing, _stalled.Task);
            var end = await first;
            if (end.IsOrderly)
            {
                // One side's goodbye is out; the other's must follow.
                end = await Second(first == reading ? writing : reading);
            }

            return end;
        }
        finally
        {
            Close();
            await stop.CancelAsync();
            await Task.WhenAll(reading, writing);
            authenticated.Channel.Dispose();
        }
    }

    private async Task<SessionEnd> Second(Task<SessionEnd> other)
    {
        try
        {
            return await other.WaitAsync(limits.Step, clock);
        }
        catch (TimeoutException)
        {
            return new(SessionFault.Timeout, "the peer did not answer the goodbye in time");
        }
    }

    private static async Task<SessionEnd> Ended(Func<CancellationToken, Task> loop, CancellationToken cancellation)
    {
        try
        {
            await loop(cancellation);
            return default;
        }
        catch (SessionException e)
        {
            return e.End;
        }
        catch (OperationCanceledException)
        {
            return new(SessionFault.Stopped, "this side stopped");
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var message = await authenticated.Channel.ReadAsync(limits.Idle, limits.Step, "a text", cancellation);
            switch (message.Type)
            {
                case MessageType.Text:
                    received(this, TextOf(message.Body.Span));
                    break;
                case MessageType.Bye when message.Body.IsEmpty:
                    Close();
                    return;
                default:
                    throw new SessionException(SessionFault.BadMessage, $"message {(byte)message.Type} in an open session");
            }
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        await foreach (var text in _outbound.Reader.ReadAllAsync(cancellation))
        {
            await authenticated.Channel.WriteAsync(MessageType.Text, text, limits.Step, cancellation);
        }

        await authenticated.Channel.WriteAsync(MessageType.Bye, default, limits.Step, cancellation);
    }

    private static string TextOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new SessionException(SessionFault.BadMessage, "a text that is no UTF-8");
        }
    }
}
