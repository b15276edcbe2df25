namespace FastZk.Soundness.Tests.ZeroKnowledge.Residue;

/// <summary>The memory of another process as a stream (Linux), by addresses. Pages that cannot be read, as those behind the end of a mapped file, are zero.</summary>
internal sealed class ProcessMemory(int process) : Stream
{
    private const int PageBytes = 4096;

    private readonly FileStream _file = new($"/proc/{process}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = RandomAccess.Read(_file.SafeFileHandle, buffer, Position);
        }
        catch (IOException)
        {
            read = (int)Math.Min(buffer.Length, PageBytes - Position % PageBytes);
            buffer[..read].Clear();
        }

        Position += read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
