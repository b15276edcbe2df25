using System.Net;
using System.Net.Sockets;

namespace FastZk.Vm.Debugging;

/// <summary>Waits for one debugger on the loopback interface: nobody outside the machine can connect, everybody on it can.</summary>
public sealed class GdbListener : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private SocketChannel? _channel;

    /// <param name="port">Where to listen; 0 for any free port.</param>
    /// <exception cref="IOException">The port is taken, or may not be used.</exception>
    public GdbListener(int port)
    {
        try
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            _listener.Listen(1);
        }
        catch (SocketException e)
        {
            _listener.Dispose();
            throw new IOException($"port {port}: {e.Message}", e);
        }
    }

    /// <summary>The port that debuggers connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Waits for a debugger. Only the first is taken; the connection ends with this object, or when the token is cancelled.</summary>
    /// <exception cref="DebuggerGoneException">The port was closed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IByteChannel Accept(CancellationToken cancellation)
    {
        using var stop = cancellation.Register(_listener.Close);
        try
        {
            var socket = _listener.Accept();
            _listener.Close();
            return _channel = new(socket, cancellation);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new DebuggerGoneException($"no debugger could connect: {e.Message}");
        }
    }

    public void Dispose()
    {
        _channel?.Dispose();
        _listener.Dispose();
    }

    private sealed class SocketChannel : IByteChannel, IDisposable
    {
        private readonly Socket _socket;
        private readonly CancellationToken _cancellation;
        private readonly CancellationTokenRegistration _stop;

        public SocketChannel(Socket socket, CancellationToken cancellation)
        {
            (_socket, _cancellation) = (socket, cancellation);
            socket.NoDelay = true; // packets are small and answered one by one
            _stop = cancellation.Register(socket.Close);
        }

        public bool HasData => Guarded(() => _socket.Poll(0, SelectMode.SelectRead));

        public int Read(Span<byte> buffer)
        {
            try
            {
                return _socket.Receive(buffer);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                throw Lost(e);
            }
        }

        public void Write(ReadOnlySpan<byte> bytes)
        {
            try
            {
                while (!bytes.IsEmpty)
                {
                    bytes = bytes[_socket.Send(bytes)..];
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                throw Lost(e);
            }
        }

        public void Dispose()
        {
            _stop.Dispose();
            _socket.Dispose();
        }

        private bool Guarded(Func<bool> ask)
        {
            try
            {
                return ask();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                throw Lost(e);
            }
        }

        private IOException Lost(Exception e)
        {
            _cancellation.ThrowIfCancellationRequested();
            return new(e.Message, e);
        }
    }
}
