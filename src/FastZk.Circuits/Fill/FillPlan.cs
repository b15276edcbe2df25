using FastZk.Memory;
using FastZk.Stark;

namespace FastZk.Circuits.Fill;

/// <summary>The pieces of all tables' rows, shared out to the workers one by one. Their number costs no memory.</summary>
internal sealed class FillPlan
{
    private readonly List<FillTask> _tasks = [];

    public void Add(FillTask task) => _tasks.Add(task);

    /// <summary>Fills all pieces.</summary>
    /// <param name="context">pool, workers, cancellation.</param>
    /// <param name="filled">told of the rows that each piece has written: worker, table, rows, the worker's scratch.</param>
    public void Run(ProverContext context, Action<int, WitnessTable, FilledRows, FillScratch> filled)
    {
        using var scratch = new WorkerScratch(context.Pool, context.Workers.Threads);
        context.Workers.For(_tasks.Sum(t => t.Pieces), (number, worker) =>
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var (i, piece) = (0, number);
            for (; piece >= _tasks[i].Pieces; i++)
            {
                piece -= _tasks[i].Pieces;
            }

            var own = scratch.Of(worker);
            var rows = _tasks[i].Fill(piece, own);
            if (rows.Count > 0)
            {
                filled(worker, _tasks[i].Table, rows, own);
            }
        });
    }

    private sealed class WorkerScratch(BufferPool pool, int workers) : IDisposable
    {
        private readonly FillScratch?[] _scratch = new FillScratch?[workers];

        /// <summary>A worker's scratch; only that worker may ask for it.</summary>
        public FillScratch Of(int worker) => _scratch[worker] ??= new(pool);

        public void Dispose()
        {
            foreach (var s in _scratch)
            {
                s?.Dispose();
            }
        }
    }
}
