using System.Runtime.ExceptionServices;

namespace FastZk.Memory;

/// <summary>
/// A fixed set of threads for data-parallel loops. The calling thread takes part as worker 0. Loops of concurrent callers run one after
/// the other; a loop started inside a body of the same set runs inline on its thread. Which worker runs which index is not determined,
/// so bodies must write to places that depend on the index alone.
/// </summary>
public sealed class WorkerSet : IDisposable
{
    [ThreadStatic] private static WorkerSet? t_set;
    [ThreadStatic] private static int t_worker;

    private readonly Lock _gate = new();
    private readonly object _wake = new();
    private readonly Thread[] _background;
    private Loop? _loop;
    private int _generation;
    private int _sleeping;
    private bool _disposed;

    /// <summary>Starts <paramref name="threads"/> - 1 background threads.</summary>
    /// <param name="threads">Workers including the caller, 1..1024.</param>
    public WorkerSet(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, 1024);
        Threads = threads;
        _background = new Thread[threads - 1];
        for (int i = 0; i < _background.Length; i++)
        {
            int worker = i + 1;
            // 16 MiB: kernels keep their scratch on the stack.
            _background[i] = new Thread(() => Work(worker), 16 << 20) { IsBackground = true, Name = $"FastZk worker {worker}" };
            _background[i].Start();
        }
    }

    /// <summary>Number of workers, the caller included; worker indexes are 0..Threads-1.</summary>
    public int Threads { get; }

    /// <summary>Runs <paramref name="body"/> for 0..count-1, each index once, and returns when all are done.</summary>
    /// <exception cref="Exception">The first exception of a body, after all workers have stopped; indexes not yet begun are dropped.</exception>
    public void For(int count, Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        For(count, (index, _) => body(index));
    }

    /// <summary>As <see cref="For(int, Action{int})"/>; the body also gets the index of its worker, for scratch memory.</summary>
    /// <remarks>A nested loop keeps the worker index of the body that started it.</remarks>
    public void For(int count, Action<int, int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), this);
        if (t_set == this)
        {
            for (int i = 0; i < count; i++) body(i, t_worker);
            return;
        }
        lock (_gate)
        {
            if (count <= 1)
            {
                // Not marked as inside: a loop nested in this single body may still use all workers (the gate is reentrant).
                if (count == 1) body(0, 0);
                return;
            }
            WorkerSet? outerSet = t_set;
            int outerWorker = t_worker;
            (t_set, t_worker) = (this, 0);
            try
            {
                if (Threads == 1)
                {
                    for (int i = 0; i < count; i++) body(i, 0);
                }
                else
                {
                    Share(new Loop(count, body));
                }
            }
            finally
            {
                (t_set, t_worker) = (outerSet, outerWorker);
            }
        }
    }

    /// <summary>
    /// Cuts [0, length) into at most <see cref="Threads"/> ranges, whose starts are multiples of <paramref name="align"/>, and runs the body
    /// on each. The cut depends on the arguments and on <see cref="Threads"/> only.
    /// </summary>
    /// <param name="length">Length, 0 or more.</param>
    /// <param name="minChunk">No range is shorter, unless the whole is or rounding to <paramref name="align"/> cuts the last one.</param>
    /// <param name="align">Positive.</param>
    /// <param name="body">Called with start (inclusive) and end (exclusive).</param>
    public void ForRanges(long length, long minChunk, long align, Action<long, long> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        ForRanges(length, minChunk, align, (start, end, _) => body(start, end));
    }

    /// <summary>As <see cref="ForRanges(long, long, long, Action{long, long})"/>; the body also gets its worker's index.</summary>
    public void ForRanges(long length, long minChunk, long align, Action<long, long, int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(align);
        if (length == 0) return;
        long parts = Math.Clamp(length / Math.Max(1, minChunk), 1, Threads);
        long chunk = (length + parts - 1) / parts;
        chunk = (chunk + align - 1) / align * align;
        int count = (int)((length + chunk - 1) / chunk);
        For(count, (i, worker) => body(i * chunk, Math.Min(length, (i + 1) * chunk), worker));
    }

    /// <summary>Stops the background threads and waits for them. No loop may be running.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            lock (_wake)
            {
                Volatile.Write(ref _disposed, true);
                Monitor.PulseAll(_wake);
            }
        }
        foreach (Thread thread in _background) thread.Join();
    }

    private void Share(Loop loop)
    {
        Volatile.Write(ref _loop, loop);
        Interlocked.Increment(ref _generation);
        if (Volatile.Read(ref _sleeping) != 0)
        {
            lock (_wake) Monitor.PulseAll(_wake);
        }
        loop.Run(0);
        // Drop the reference: the closure may hold the witness.
        Volatile.Write(ref _loop, null);
        loop.CloseAndWait();
        loop.Failure?.Throw();
    }

    private void Work(int worker)
    {
        (t_set, t_worker) = (this, worker);
        int seen = 0;
        while (WaitForNews(ref seen)) RunCurrent(worker);
    }

    // A method of its own, so that no dead local keeps a finished loop alive while the thread waits.
    private void RunCurrent(int worker)
    {
        Loop? loop = Volatile.Read(ref _loop);
        if (loop is null || !loop.TryEnter()) return;
        loop.Run(worker);
        loop.Leave();
    }

    private bool WaitForNews(ref int seen)
    {
        // Stages of a proof follow each other closely: spin for some tens of microseconds before sleeping.
        for (int i = 0; i < 200; i++)
        {
            if (Volatile.Read(ref _disposed)) return false;
            int now = Volatile.Read(ref _generation);
            if (now != seen)
            {
                seen = now;
                return true;
            }
            Thread.SpinWait(20);
        }
        lock (_wake)
        {
            // Full fence: either Share sees a sleeper, or this thread sees the new generation.
            Interlocked.Increment(ref _sleeping);
            while (Volatile.Read(ref _generation) == seen && !Volatile.Read(ref _disposed)) Monitor.Wait(_wake);
            Interlocked.Decrement(ref _sleeping);
            seen = Volatile.Read(ref _generation);
            return !Volatile.Read(ref _disposed);
        }
    }

    /// <summary>One parallel loop. Fresh for each call, so a late worker can only meet a closed loop, never the next one's state.</summary>
    private sealed class Loop(int count, Action<int, int> body)
    {
        private const int Closed = 1 << 30;
        private long _next;
        private int _state;

        public ExceptionDispatchInfo? Failure;

        /// <summary>Registers a background worker. False once the caller has closed the loop.</summary>
        public bool TryEnter()
        {
            while (true)
            {
                int state = Volatile.Read(ref _state);
                if ((state & Closed) != 0) return false;
                if (Interlocked.CompareExchange(ref _state, state + 1, state) == state) return true;
            }
        }

        public void Run(int worker)
        {
            try
            {
                long index;
                while ((index = Interlocked.Increment(ref _next) - 1) < count) body((int)index, worker);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref Failure, ExceptionDispatchInfo.Capture(e), null);
                Interlocked.Exchange(ref _next, count);
            }
        }

        public void Leave()
        {
            if (Interlocked.Decrement(ref _state) != Closed) return;
            lock (this) Monitor.PulseAll(this);
        }

        public void CloseAndWait()
        {
            Interlocked.Or(ref _state, Closed);
            for (int i = 0; i < 200; i++)
            {
                if (Volatile.Read(ref _state) == Closed) return;
                Thread.SpinWait(20);
            }
            lock (this)
            {
                while (Volatile.Read(ref _state) != Closed) Monitor.Wait(this);
            }
        }
    }
}
