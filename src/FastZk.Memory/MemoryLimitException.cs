namespace FastZk.Memory;

/// <summary>A <see cref="BufferPool"/> was asked for more native memory than its limit leaves, or there was no memory outside it.</summary>
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

    /// <summary>Memory outside the pool, of the garbage collector or the machine, was exhausted; how much was asked for is not known.</summary>
    public MemoryLimitException(long inUseBytes, long limitBytes, OutOfMemoryException inner)
        : base($"The machine has no more memory for the process: the pool holds {inUseBytes:N0} of at most {limitBytes:N0} bytes, and more is needed besides. "
             + "Lower the memory limit, so that too large a proof is refused before it begins, or prove in smaller segments.", inner)
    {
        InUseBytes = inUseBytes;
        LimitBytes = limitBytes;
    }

    /// <summary>Bytes the refused request would have taken, rounded up to its size class; 0 when it was refused outside the pool.</summary>
    public long RequestedBytes { get; }

    /// <summary>Bytes in use when the request was refused.</summary>
    public long InUseBytes { get; }

    /// <summary>The pool's limit in bytes.</summary>
    public long LimitBytes { get; }
}
