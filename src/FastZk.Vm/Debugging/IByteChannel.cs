namespace FastZk.Vm.Debugging;

/// <summary>A connection to a debugger: bytes both ways. Failures are <see cref="IOException"/>.</summary>
public interface IByteChannel
{
    /// <summary>Whether <see cref="Read"/> would return at once, be it with the end of the connection.</summary>
    bool HasData { get; }

    /// <summary>Waits for bytes and returns how many there are; 0 once the other side has closed the connection.</summary>
    int Read(Span<byte> buffer);

    /// <summary>Sends all bytes.</summary>
    void Write(ReadOnlySpan<byte> bytes);
}
