using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using FastZk.Messenger.Handshakes;
using FastZk.Messenger.Keys;
using FastZk.Messenger.Wire;

namespace FastZk.Messenger.Sessions;

/// <summary>
/// One key with all its connections, made and taken. They share the prover and nothing else: whatever goes wrong on one becomes its
/// <see cref="SessionEnd"/>.
/// </summary>
internal sealed class Node(SecretKey key, OwnershipProver prover, ISessionObserver observer, NodeOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan PauseAfterFailedAccept = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<long, Task> _running = [];
    private readonly ConcurrentDictionary<Session, bool> _sessions = [];
    private readonly List<Socket> _listeners = [];
    private long _lastId;
    private int _connections;
    private int _handshakes;

    /// <summary>Sessions that are open now.</summary>
    public IEnumerable<Session> Sessions => _sessions.Keys;

    /// <summary>Takes connections from now on.</summary>
    /// <returns>the address, with the port that the system chose for port 0.</returns>
    /// <exception cref="SocketException">The address cannot be had.</exception>
    public IPEndPoint Listen(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(address);
            socket.Listen();
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        _listeners.Add(socket);
        Run(() => AcceptAsync(socket));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>Calls another node, and talks until the session ends.</summary>
    /// <param name="address">where it listens.</param>
    /// <param name="expected">who must answer; null: whoever does.</param>
    public Task<SessionEnd> ConnectAsync(EndPoint address, Identity? expected)
    {
        var result = new TaskCompletionSource<SessionEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        Run(async () => result.SetResult(await TalkAsync(new(SocketType.Stream, ProtocolType.Tcp), address, async (connect, shake) =>
        {
            await OpenAsync(connect, address);
            return await shake().InitiateAsync(expected, _stop.Token);
        })));
        return result.Task;
    }

    /// <summary>Queues a text for every open session.</summary>
    public void Broadcast(string text)
    {
        foreach (var session in Sessions)
        {
            session.Send(text);
        }
    }

    /// <summary>Says goodbye to every open session; their ends come by the observer.</summary>
    public void Close()
    {
        foreach (var session in Sessions)
        {
            session.Close();
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // Of one connection that is gone again, or of all descriptors in use: neither is a reason to stop.
                await Task.Delay(PauseAfterFailedAccept, CancellationToken.None);
                continue;
            }

            Run(() => TakeAsync(socket));
        }
    }

    private Task<SessionEnd> TakeAsync(Socket socket) => TalkAsync(socket, RemoteOf(socket), async (_, shake) =>
    {
        try
        {
            if (Interlocked.Increment(ref _handshakes) > options.MaxHandshakes)
            {
                throw new SessionException(SessionFault.Busy, $"{options.MaxHandshakes} handshakes are going on already");
            }

            return await shake().RespondAsync(peer => options.Admitted?.Contains(peer) ?? true, _stop.Token);
        }
        finally
        {
            Interlocked.Decrement(ref _handshakes);
        }
    });

    // The whole life of a connection, and the only place where one ends.
    private async Task<SessionEnd> TalkAsync(Socket socket, EndPoint? remote, Func<Socket, Func<Handshake>, Task<Authenticated>> authenticate)
    {
        Session? session = null;
        SessionEnd end;
        try
        {
            if (Interlocked.Increment(ref _connections) > options.MaxConnections)
            {
                throw new SessionException(SessionFault.Busy, $"{options.MaxConnections} connections are open already");
            }

            var authenticated = await authenticate(socket, () => new(new(socket, options.Clock), key, prover, options.Limits, options.Clock));
            session = new Session(authenticated, remote!, options.Limits, options.Clock, observer.Received);
            _sessions.TryAdd(session, true);
            observer.Opened(session);
            end = await session.RunAsync(_stop.Token);
        }
        catch (SessionException e)
        {
            end = e.End;
        }
        catch (OperationCanceledException)
        {
            end = new(SessionFault.Stopped, "this side stopped");
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            end = new(SessionFault.ConnectionLost, e.Message);
        }
        catch (Exception e)
        {
            // A mistake of ours costs this connection and no other.
            end = new(SessionFault.Internal, $"{e.GetType().Name}: {e.Message}");
        }
        finally
        {
            socket.Dispose();
            Interlocked.Decrement(ref _connections);
        }

        if (session is not null)
        {
            _sessions.TryRemove(session, out _);
        }

        observer.Ended(remote, session, end);
        return end;
    }

    private async Task OpenAsync(Socket socket, EndPoint address)
    {
        using var timer = new CancellationTokenSource(options.Limits.Connect, options.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, _stop.Token);
        try
        {
            await socket.ConnectAsync(address, both.Token);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            throw new SessionException(SessionFault.Timeout, $"nobody answers at {address} within {options.Limits.Connect.TotalSeconds:0.##} s");
        }
        catch (SocketException e)
        {
            throw new SessionException(SessionFault.Unreachable, $"cannot connect to {address}: {e.Message}");
        }
    }

    private void Run(Func<Task> work)
    {
        var id = Interlocked.Increment(ref _lastId);
        var task = Task.Run(work);
        _running[id] = task;
        task.ContinueWith(_ => _running.TryRemove(id, out var _), TaskScheduler.Default);
    }

    private static EndPoint? RemoteOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (SocketException)
        {
            return null; // gone already
        }
    }

    /// <summary>Ends everything without goodbyes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        foreach (var listener in _listeners)
        {
            listener.Dispose();
        }

        // The accept loop may have begun one more before it ended.
        while (_running.Values.FirstOrDefault() is { } task)
        {
            await task;
            await Task.Yield();
        }
    }
}
