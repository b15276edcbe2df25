namespace FastZk.Memory;

/// <summary>A <see cref="BufferPool"/> was asked for more native memory than its limit leaves.</summary>
public sealed class MemoryLimitException : Exception
{
    /// <summary>Creates the exception; all figures are bytes.</summary>
    public MemoryLimitException(long requestedBytes, long inUseBytes, long limitBytes)
        : base($"A buffer of {requestedBytes:N0} bytes does not fit: {inUseBytes:N0} of at most {limitBytes:N0} bytes are in use. "
             + "Raise the memory limit or prove in smaller segments.")
    {
        RequestedBytes = requestedBytes;
        InUseBytes = inUseBytes;
        LimitBytes = limitBytes;
    }

    /// <summary>Bytes the refused request would have taken, rounded up to its size class.</summary>
    public long RequestedBytes { get; }

    /// <summary>Bytes in use when the request was refused.</summary>
    public long InUseBytes { get; }

    /// <summary>The pool's limit in bytes.</summary>
    public long LimitBytes { get; }
}
