using FastZk.Circuits;
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
        var tops = Enumerable.Range(ProofShape.MinLogTop, ProofShape.MaxLogTop - ProofShape.MinLogTop + 1);
        foreach (var p in Profile.All)
        {
            // A set is the same tree whatever the height of the highest table; the verifier must take that of the right set.
            var roots = Rv32Circuit.System.SystemSets.ToDictionary(s => s.Tables, s =>
            {
                using var tree = FixedTables.BuildCircuit(context, p, s.MinLogTop);
                return tree.Root;
            });
            Assert.Equal(tops.Select(top => (p.Name, top, roots[Rv32Circuit.System.SystemTablesAt(top)])), tops.Select(top => (p.Name, top, CircuitRoots.Of(p, top))));
        }
    }
}
