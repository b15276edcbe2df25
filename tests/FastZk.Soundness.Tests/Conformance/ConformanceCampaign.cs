using FastZk.Memory;
using FastZk.Soundness.Tests.Campaigns;

namespace FastZk.Soundness.Tests.Conformance;

/// <summary>A seed is a program. Programs run in batches of sixteen neighbours, which a worker keeps until it is asked for another.</summary>
internal sealed class ConformanceCampaign : Campaign
{
    /// <summary>Programs of a batch: what the runner gives a thread at once.</summary>
    public const int BatchSize = CampaignRunner.Block;

    public override string Name => "conformance";

    public override string Lines => "S01 S02 S03 S08 S09 S21 S23 S24 S27";

    public override string Summary =>
        "A generated program ends alike under qemu-riscv32, interpreted, translated, recorded, "
        + "and by the reference interpreter; calls of accelerators as a model says.";

    public override int Version => 3;

    public override ICampaignWorker Start() =>
        Qemu.Path is null ? throw new InvalidOperationException("The campaign conformance needs qemu-riscv32.") : new Worker();

    private sealed class Worker : ICampaignWorker
    {
        private readonly Qemu _qemu = new();
        private readonly BufferPool _pool = new();
        private ulong _batch = ulong.MaxValue;
        private string?[] _differences = [];

        public CaseResult Run(ulong seed)
        {
            if (seed / BatchSize != _batch)
            {
                _batch = seed / BatchSize;
                _differences = new BatchCheck(_qemu, _pool).Run([.. Enumerable.Range(0, BatchSize).Select(i => _batch * BatchSize + (ulong)i)], RepeatsOf(_batch));
            }

            return _differences[seed % BatchSize] is { } difference ? CaseResult.Broke("differs", difference) : CaseResult.Held($"mostly {ProgramGenerator.FlavourOf(seed).ToString().ToLowerInvariant()}");
        }

        public void Dispose()
        {
            _qemu.Dispose();
            _pool.Dispose();
        }
    }

    /// <summary>Most programs run more than once, so that their constructs meet what they left behind.</summary>
    private static int RepeatsOf(ulong batch) => 1 << (int)(batch % 4);
}
