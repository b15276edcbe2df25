using FastZk.Circuits.Preprocessed;
using FastZk.Memory;
using FastZk.Stark;
using FastZk.Stark.Security;

namespace FastZk.Tests;

public class CircuitRootsTests
{
    [Fact]
    public void CompiledInRootsAreThoseOfTheCircuit()
    {
        using var workers = new WorkerSet(2);
        var context = new ProverContext(BufferPool.Shared, workers);
        Assert.Equal(
            Profile.All.Select(p => (p.Name, FixedTables.BuildCircuit(context, p).Root)).ToArray(),
            Profile.All.Select(p => (p.Name, CircuitRoots.Of(p))).ToArray());
    }
}
