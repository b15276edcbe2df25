using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Soundness.Tests.Conformance;

internal sealed partial class ProgramGenerator
{
    private const int BranchReach = 1 << 12;

    private static readonly Func<int, int, int, uint>[] Branches = [Beq, Bne, Blt, Bge, Bltu, Bgeu];

    private uint[] Jump(int depth) => depth >= 2 ? [Branch(Pick(Branches), Source(), Source(), 2), RegisterOperation()] : _random.Next(8) switch
    {
        < 2 => SkipAhead(depth),
        2 => BackwardBranch(depth),
        3 or 4 => Loop(depth),
        5 => JumpTable(),
        _ => Call(depth),
    };

    private uint[] Call(int depth) => _random.Next(4) switch
    {
        0 => JumpBySum(depth),
        1 => ThroughMemory(depth),
        _ => Subroutine(depth),
    };

    private static uint Branch(Func<int, int, int, uint> encode, int a, int b, int words) =>
        4 * Math.Abs(words) < BranchReach ? encode(a, b, 4 * words) : throw new InvalidOperationException("A construct is too long for a branch.");

    // Taken or not, forwards: branches of all kinds, and JAL.
    private uint[] SkipAhead(int depth)
    {
        var body = Body(depth);
        return _random.Next(5) == 0
            ? [Jal(Destination(), 4 * (body.Length + 1)), .. body]
            : [Branch(Pick(Branches), Source(), Source(), body.Length + 1), .. body];
    }

    // Backwards at most once: the body, when it is reached, is left by a jump.
    private uint[] BackwardBranch(int depth)
    {
        var body = Body(depth);
        return [Jal(Destination(), 4 * (body.Length + 2)), .. body, Jal(0, 8), Branch(Pick(Branches), Source(), Source(), -body.Length - 1)];
    }

    // Up to seven rounds, closed by each kind of branch or by JAL; some counts come from data.
    private uint[] Loop(int depth)
    {
        var c = _counters[depth];
        var n = _random.Next(1, 7);
        var body = Body(depth);
        var back = -body.Length - 1;
        return _random.Next(8) switch
        {
            0 => [Addi(c, 0, n), .. body, Addi(c, c, -1), Branch(Bne, c, 0, back)],
            1 => [Addi(c, 0, n), .. body, Addi(c, c, -1), Branch(Bge, c, 0, back)],
            2 => [Addi(c, 0, n), .. body, Addi(c, c, -1), Branch(Bltu, 0, c, back)],
            3 => [Addi(c, 0, -n), .. body, Addi(c, c, 1), Branch(Blt, c, 0, back)],
            // Unsigned, -n and what follows are above any pointer until they wrap.
            4 => [Addi(c, 0, -n), .. body, Addi(c, c, 1), Branch(Bgeu, c, _pointers[0].Register, back)],
            5 => [Andi(c, Source(), 7), Branch(Beq, c, 0, body.Length + 3), .. body, Addi(c, c, -1), Jal(0, -4 * (body.Length + 2))],
            6 => [Ori(c, Source(), -8), .. body, Addi(c, c, 1), Branch(Bne, 0, c, back)],
            // Closed by a branch that is always taken, left at the top.
            _ => [Addi(c, 0, n), Branch(Blt, c, 0, body.Length + 3), .. body, Addi(c, c, -1), Branch(Beq, 0, 0, -body.Length - 2)],
        };
    }

    // Four or eight arms of two words; the odd bit of the target must not matter.
    private uint[] JumpTable()
    {
        var arms = 4 << _random.Next(2);
        var r = Distinct(2);
        int t = r[0], u = r[1];
        var link = Destination();
        var code = new List<uint> { Andi(t, Source(), arms - 1), Slli(t, t, 3), Auipc(u, 0), Add(u, u, t), Jalr(link == 0 ? u : link, u, 12 + _random.Next(2)) };
        for (var arm = 0; arm < arms; arm++)
        {
            code.AddRange([RegisterOperation(), Jal(Destination(), 4 * (2 * (arms - arm) - 1))]);
        }

        return [.. code];
    }

    // auipc t; jalr rd, t: rd may be t itself or x0.
    private uint[] JumpBySum(int depth)
    {
        var t = Free();
        var body = Body(depth);
        return [Auipc(t, 0), Jalr(_random.Next(3) == 0 ? t : Destination(), t, 4 * (body.Length + 2) + _random.Next(2)), .. body];
    }

    // A code address that is stored, loaded and jumped to.
    private uint[] ThroughMemory(int depth)
    {
        var r = Distinct(2);
        int t = r[0], u = r[1];
        var target = _random.Next(WindowBytes) & -4;
        var body = Body(depth);
        return [Auipc(t, 0), At(Sw, t, target), At(Lw, u, target), Jalr(Destination(), u, 4 * (body.Length + 4) + _random.Next(2)), .. body];
    }

    // Called once or twice by JAL or AUIPC with JALR; returns behind the call or one instruction further on.
    private uint[] Subroutine(int depth)
    {
        var link = Keep();
        var body = Body(depth);
        var further = _random.Next(2);
        uint[] routine = [.. body, Jalr(_random.Next(3) switch { 0 => link, 1 => 0, _ => Destination() }, link, 4 * further + _random.Next(2))];
        var code = new List<uint> { Jal(Destination(), 4 * (routine.Length + 1)) };
        code.AddRange(routine);
        for (var calls = _random.Next(1, 3); calls > 0; calls--)
        {
            var back = 1 - code.Count;
            code.AddRange(_random.Next(2) == 0 ? [Jal(link, 4 * back)] : FarCall(link, back));
            // What a return one further on leaves out.
            code.Add(RegisterOperation());
        }

        _kept[link] = false;
        return [.. code];
    }

    // AUIPC and JALR as a linker writes them: the upper part is rounded so that the lower one is signed.
    private static uint[] FarCall(int link, int words)
    {
        var offset = 4 * words;
        var upper = (offset + 0x800) >> 12;
        return [Auipc(link, upper), Jalr(link, link, offset - (upper << 12))];
    }
}
