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
        foreach (var profile in Profile.All)
        {
            using var built = FixedTables.BuildCircuit(new ProverContext(BufferPool.Shared, workers), profile);
            Assert.Equal(built.Root, CircuitRoots.Of(profile));
        }
    }
}
