using System.Net.Sockets;

namespace FastZk.Messenger.Wire;

/// <summary>The bytes of one TCP connection, each step with a time limit. All failures are <see cref="SessionException"/>, save the caller's own cancellation.</summary>
internal sealed class Connection(Socket socket, TimeProvider clock) : IDisposable
{
    private readonly NetworkStream _stream = StreamOf(socket);

    /// <summary>Fills the buffer.</summary>
    /// <param name="buffer">filled to its end.</param>
    /// <param name="limit">for all of it.</param>
    /// <param name="what">what is awaited, for the message.</param>
    /// <param name="cancellation">the caller's own.</param>
    public Task ReadAsync(Memory<byte> buffer, TimeSpan limit, string what, CancellationToken cancellation) =>
        Guarded(limit, $"waiting for {what}", async token => await _stream.ReadExactlyAsync(buffer, token), cancellation);

    /// <summary>Writes all of the bytes.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> bytes, TimeSpan limit, string what, CancellationToken cancellation) =>
        Guarded(limit, $"sending {what}", async token => await _stream.WriteAsync(bytes, token), cancellation);

    private async Task Guarded(TimeSpan limit, string doing, Func<CancellationToken, Task> step, CancellationToken cancellation)
    {
        using var timer = new CancellationTokenSource(limit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        try
        {
            await step(both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new SessionException(SessionFault.Timeout, $"the peer took longer than {limit.TotalSeconds:0.##} s, {doing}");
        }
        catch (EndOfStreamException)
        {
            throw new SessionException(SessionFault.ClosedEarly, $"the peer closed the connection, {doing}");
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new SessionException(SessionFault.ConnectionLost, $"the connection broke, {doing}");
        }
    }

    // Small messages are whole answers: none waits for more to send along.
    private static NetworkStream StreamOf(Socket socket)
    {
        socket.NoDelay = true;
        return new(socket, ownsSocket: true);
    }

    public void Dispose() => _stream.Dispose();
}
