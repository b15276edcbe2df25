using FastZk.Stark.Air;

namespace FastZk.Stark.Tests.Toy;

/// <summary>Bus numbers of the toy system.</summary>
internal static class ToyBus
{
    public const int Link = 0, Range = 1, Program = 2, State = 3, Parity = 4, Loop = 5, Self = 6, Chain = 7, Back = 8, Count = 9;
}

/// <summary>Counts x up, one a row; y = b·x² (degree 3); five columns (and as many dummies), five fractions (odd), three pairs on two buses.</summary>
internal sealed class CounterTable : AirTable
{
    /// <summary>Second entry on the bus Back: the way in which x goes.</summary>
    public const int Down = 7, Up = 8;

    public CounterTable()
        : base("counter")
    {
        var real = Column("real");
        var x = Column("x");
        var flag = Column("flag");
        var y = Column("y");
        var op = Column("op");
        Boolean("real is boolean", real);
        Boolean("flag is boolean", flag);
        Zero("y = flag x^2", y - flag * x * x);
        Zero("padding: x", (1 - real) * x);
        Zero("padding: flag", (1 - real) * flag);
        Zero("padding: op", (1 - real) * op);
        ZeroOnTransition("rows in use come first", Next(real) * (1 - real));
        ZeroOnTransition("x counts", Next(real) * (Next(x) - x - 1));
        Send(ToyBus.Link, real, 1, x, y, flag);
        Send(ToyBus.Range, real, 1, x);
        Send(ToyBus.Program, real, 1, x, op);
        Receive(ToyBus.State, real, 1, x);
        Send(ToyBus.State, real, 1, x + 1);
        Pair(ToyBus.Chain, real, [x], [x + 1]);
        Pair(ToyBus.Back, real, [x + 1, Down], [x, Down]);
        Pair(ToyBus.Back, real, [x, Up], [x + 1, Up]);
    }

    public override int MaxStateStep => 1;
}

/// <summary>Takes over what the counter sends and looks up the parity of x; four columns (one dummy), two fractions (even).</summary>
internal sealed class SquareTable : AirTable
{
    public SquareTable()
        : base("square")
    {
        var real = Column("real");
        var x = Column("x");
        var y = Column("y");
        var odd = Column("odd");
        Boolean("real is boolean", real);
        Zero("padding: x", (1 - real) * x);
        Zero("padding: y", (1 - real) * y);
        Zero("padding: odd", (1 - real) * odd);
        Receive(ToyBus.Link, real, 1, x, y, odd);
        Send(ToyBus.Parity, real, 1, x, odd);
    }
}

/// <summary>A preprocessed column 0, 1, 2, ..; one fraction.</summary>
internal sealed class RangeTable : AirTable
{
    public RangeTable()
        : base("range")
    {
        var value = Fixed("value");
        var count = Column("count");
        Receive(ToyBus.Range, count, 0, value);
    }
}

/// <summary>(pc, op) of the program; one fraction.</summary>
internal sealed class ProgramTable : AirTable
{
    public ProgramTable()
        : base("program")
    {
        var pc = Fixed("pc");
        var op = Fixed("op");
        var count = Column("count");
        Receive(ToyBus.Program, count, 0, pc, op);
    }
}

/// <summary>(v, v mod 2) preprocessed; one fraction.</summary>
internal sealed class ParityTable : AirTable
{
    public ParityTable()
        : base("parity")
    {
        var value = Fixed("value");
        var odd = Fixed("odd");
        var count = Column("count");
        Receive(ToyBus.Parity, count, 0, value, odd);
    }
}

/// <summary>A table that may be left out: sends to itself; four fractions (even, one helper column), a Fibonacci transition, a constraint of the first row.</summary>
internal sealed class LoopTable : AirTable
{
    public LoopTable()
        : base("loop")
    {
        var a = Column("a");
        var b = Column("b");
        var c = Column("c");
        var on = Column("on");
        var first = Column("first");
        var last = Column("last");
        Boolean("on is boolean", on);
        Boolean("first is boolean", first);
        Boolean("last is boolean", last);
        Zero("c = a b", on * (c - a * b));
        Zero("padding: a", (1 - on) * a);
        Zero("padding: b", (1 - on) * b);
        Zero("padding: c", (1 - on) * c);
        Zero("first only in use", first * (1 - on));
        Zero("last only in use", last * (1 - on));
        ZeroOnFirst("the first row in use begins", on * (1 - first));
        ZeroOnTransition("a moves", Next(on) * (Next(a) - b));
        ZeroOnTransition("b moves", Next(on) * (Next(b) - a - b));
        ZeroOnTransition("no restart", Next(on) * (1 - on));
        ZeroOnTransition("no second first", Next(first));
        ZeroOnTransition("last at the end", on * (1 - Next(on)) - last * (1 - Next(on)));
        ZeroOnTransition("last only at the end", last * Next(on));
        Send(ToyBus.Loop, on - last, 1, b, a + b);
        Receive(ToyBus.Loop, on - first, 1, a, b);
        Send(ToyBus.Self, first, 1, a, b, c, 7);
        Receive(ToyBus.Self, first, 1, a, b, c, 7);
    }
}
