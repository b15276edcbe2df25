using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Check;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;

namespace FastZk.Stark.Tests;

/// <summary>The row checker and the bus checker accept a valid witness and name what is wrong with a spoilt one.</summary>
public sealed class CheckerTests : IDisposable
{
    private static readonly ToyHeights Heights = new(16, 10, 11, 12, 10, 10);
    private readonly BufferPool _pool = new();
    private readonly WorkerSet _workers = new(1);
    private readonly ToyInputs _inputs = new(3, 200);
    private readonly Witness _witness;

    public CheckerTests() => _witness = ToyWitness.Build(_pool, Profile.Fast, Heights, _inputs);

    public void Dispose()
    {
        _witness.Dispose();
        _workers.Dispose();
        _pool.Dispose();
    }

    [Fact]
    public void A_valid_witness_has_no_violations_and_balances()
    {
        Assert.Empty(Violations());
        Assert.Empty(Imbalances());
    }

    [Fact]
    public void A_wrong_cell_is_named_by_constraint_and_row()
    {
        Cell(ToySystem.Counter, 3, 17) += Fp.One.Raw;
        var v = Assert.Single(Violations());
        Assert.Equal(("counter", "y = flag x^2", 17), (v.Table, v.Constraint, v.Row));
    }

    [Fact]
    public void A_wrong_transition_is_named_by_its_first_row()
    {
        Cell(ToySystem.Counter, 1, 20) = Fp.FromUInt32(1000).Raw;
        Assert.Contains(Violations(), v => v.Constraint == "x counts" && v.Row == 19);
        Assert.Contains(Violations(), v => v.Constraint == "x counts" && v.Row == 20);
    }

    [Fact]
    public void An_unbalanced_tuple_is_named_with_its_tables()
    {
        Cell(ToySystem.Range, 0, 5) = Fp.FromUInt32(3).Raw;
        var i = Assert.Single(Imbalances());
        Assert.Equal((ToyBus.Range, -2L), (i.Bus, i.Net));
        Assert.Equal([5u], i.Message);
        Assert.Equal(["counter"], i.SentBy);
        Assert.Equal(["range"], i.ReceivedBy);
    }

    [Fact]
    public void The_number_of_findings_is_bounded()
    {
        for (var r = 0; r < 100; r++)
        {
            Cell(ToySystem.Counter, 3, r) += Fp.One.Raw;
        }

        Assert.Equal(20, Violations().Count);
    }

    private unsafe ref uint Cell(int table, int column, int row) => ref _witness.Tables.First(t => t.Table == table).Main.Pointer(column)[row];

    private List<Violation> Violations()
    {
        var context = new ProverContext(_pool, _workers);
        using var program = ToySystem.ProgramTree(context, Profile.Fast, Heights);
        using var circuit = ToySystem.CircuitTree(context, Profile.Fast, Heights);
        return [.. _witness.Tables.SelectMany(t => RowChecker.Check(ToySystem.System.Tables[t.Table], t.Main,
            program.Values(t.Table) ?? circuit.Values(t.Table), Profile.Fast.ActiveRows(t.LogHeight)))];
    }

    private IReadOnlyList<Imbalance> Imbalances()
    {
        var context = new ProverContext(_pool, _workers);
        using var program = ToySystem.ProgramTree(context, Profile.Fast, Heights);
        using var circuit = ToySystem.CircuitTree(context, Profile.Fast, Heights);
        var checker = new BusChecker();
        foreach (var t in _witness.Tables)
        {
            checker.Add(ToySystem.System.Tables[t.Table], t.Main, program.Values(t.Table) ?? circuit.Values(t.Table), Profile.Fast.ActiveRows(t.LogHeight));
        }

        checker.AddPublic(ToyBus.State, 1, _inputs.Start);
        checker.AddPublic(ToyBus.State, -1, _inputs.End);
        checker.AddPublic(ToyBus.Chain, 1, _inputs.Start);
        checker.AddPublic(ToyBus.Chain, -1, _inputs.End);
        checker.AddPublic(ToyBus.Back, 1, _inputs.End, CounterTable.Down);
        checker.AddPublic(ToyBus.Back, -1, _inputs.Start, CounterTable.Down);
        checker.AddPublic(ToyBus.Back, 1, _inputs.Start, CounterTable.Up);
        checker.AddPublic(ToyBus.Back, -1, _inputs.End, CounterTable.Up);
        return checker.Imbalances();
    }
}
