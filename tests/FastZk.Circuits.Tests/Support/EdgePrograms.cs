using FastZk.Vm;
using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>
/// Programs that run every instruction with edge operands and publish all results. They use registers 5..11 for operands, 12 for results,
/// <see cref="Bare.Out"/> for the end of the results and <see cref="Bare.In"/> for data.
/// </summary>
internal static class EdgePrograms
{
    /// <summary>Where results are collected.</summary>
    public const uint Results = 0x40000;

    private const int First = 5, Result = 12;

    private static readonly uint[] Operands = [0, 1, 0xFFFF_FFFF, 0x8000_0000, 0x7FFF_FFFF, 0x9E37_79B9, 0x0001_F00D];

    private static readonly int[] EdgeImmediates = [0, 1, -1, 2047, -2048, 0x555], EdgeAmounts = [15, 16, 17, 31, 32, 33, 0x7FF];

    private static readonly bool[] Directions = [false, true];

    private static readonly Func<int, int, int, uint>[] Registers =
        [Add, Sub, Sll, Slt, Sltu, Xor, Srl, Sra, Or, And, Mul, Mulh, Mulhsu, Mulhu, Div, Divu, Rem, Remu];

    private static readonly Func<int, int, int, uint>[] Immediates = [Addi, Slti, Sltiu, Xori, Ori, Andi];

    private static readonly Func<int, int, int, uint>[] Shifts = [Slli, Srli, Srai];

    private static readonly Func<int, int, int, uint>[] Branches = [Beq, Bne, Blt, Bge, Bltu, Bgeu];

    /// <summary>All programs with the input that each wants.</summary>
    public static IReadOnlyDictionary<string, (byte[] Elf, byte[] Input, uint ExitCode)> All { get; } = new Dictionary<string, (byte[], byte[], uint)>
    {
        ["register operations"] = (Collecting(RegisterCases()), [], 0),
        ["immediate operations"] = (Collecting(ImmediateCases()), [], 0),
        ["branches"] = (Collecting(BranchCases()), [], 0),
        ["loads and stores"] = (Memory(), [], 0),
        ["jumps and constants"] = (Collecting(JumpCases()), [], 0),
        ["x0 and equal registers"] = (Collecting(AliasCases()), [], 0),
        ["ecalls"] = (Ecalls(), [.. Enumerable.Range(1, 40).Select(i => (byte)(i * 37))], 0x8000_0001),
        ["no input, no journal"] = (Bare.Elf(Bare.Call(63, 0, 3, 100), Bare.Call(64, 3, 0xFFFF_FFFF, 0)), [], 0),
        ["exit at once"] = (ElfBuilder.FromCode(Exit(7)), [1, 2, 3], 7),
        ["long gaps"] = (LongGaps(), [5, 6, 7, 8], 0),
        ["sha256 calls"] = (Hashes(), [], 0),
        ["sha256 calls at both ends of memory"] = (HashesAtTheEnds(), [], 0),
        ["keccak calls"] = (Absorptions(), [], 0),
        ["keccak permutation at the end of memory"] = (Permutation(), [], 0),
        ["256-bit multiplications"] = (Products(), [], 0),
    };

    /// <summary>Names, for theories.</summary>
    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>All instructions that write a register, on edge operands, each result overwritten by the next without having been read.</summary>
    public static byte[] Unread()
    {
        var code = new List<uint>(Li(Bare.In, Bare.Data));
        for (var i = 0; i < Operands.Length; i++)
        {
            code.AddRange([.. Li(First + i, Operands[i]), Sw(First + i, 4 * i, Bare.In)]);
        }

        foreach (var load in new Func<int, int, int, uint>[] { Lb, Lbu, Lh, Lhu, Lw })
        {
            code.AddRange(Enumerable.Range(0, Operands.Length).Select(i => load(Result, 4 * i, Bare.In)));
        }

        // The largest carries of a product that is below 2^32.
        code.AddRange([.. Li(13, 0xFFFE_0001), .. Li(14, 0xFFFF), Divu(Result, 13, 14)]);
        return Bare.Elf([.. code, .. RegisterCases().Concat(ImmediateCases()).SelectMany(c => c)]);
    }

    // Operands into registers, cases that leave their result in Result, then all results to the journal.
    private static byte[] Collecting(IEnumerable<uint[]> cases)
    {
        var code = new List<uint>(Li(Bare.Out, Results));
        for (var i = 0; i < Operands.Length; i++)
        {
            code.AddRange(Li(First + i, Operands[i]));
        }

        var count = 0u;
        foreach (var c in cases)
        {
            code.AddRange([.. c, Sw(Result, 0, Bare.Out), Addi(Bare.Out, Bare.Out, 4)]);
            count++;
        }

        return Bare.Elf([.. code], Bare.Publish(Results, 4 * count));
    }

    private static IEnumerable<uint[]> RegisterCases() =>
        from op in Registers
        from a in Enumerable.Range(First, Operands.Length)
        from b in Enumerable.Range(First, Operands.Length)
        select new[] { op(Result, a, b) };

    private static IEnumerable<uint[]> ImmediateCases() =>
        (from op in Immediates
         from a in Enumerable.Range(First, Operands.Length)
         from imm in EdgeImmediates
         select new[] { op(Result, a, imm) })
        .Concat(from op in Shifts
                from a in Enumerable.Range(First, Operands.Length)
                from amount in Enumerable.Range(0, 32)
                select new[] { op(Result, a, amount) })
        // Amounts mod 32 from registers.
        .Concat(from op in Registers.Where(op => op == Sll || op == Srl || op == Sra)
                from a in Enumerable.Range(First, Operands.Length)
                from amount in EdgeAmounts
                select new[] { Addi(20, 0, amount), op(Result, a, 20) });

    private static IEnumerable<uint[]> BranchCases() =>
        from op in Branches
        from a in Enumerable.Range(First, Operands.Length)
        from b in Enumerable.Range(First, Operands.Length)
        from back in Directions
        select back
            // Backwards when taken: result 2; falls through: 1.
            ? new[] { Jal(0, 12), Addi(Result, 0, 2), Jal(0, 12), op(a, b, -8), Addi(Result, 0, 1) }
            : new[] { Addi(Result, 0, 1), op(a, b, 8), Addi(Result, 0, 0) };

    private static IEnumerable<uint[]> JumpCases()
    {
        foreach (var upper in new[] { 0, 1, 0x7FFFF, 0x80000, 0xFFFFF, 0xFFFF0 })
        {
            yield return [Lui(Result, upper)];
            yield return [Auipc(Result, upper)];
        }

        yield return [Jal(Result, 8), Addi(Result, 0, 0)];
        yield return [Fence(), Addi(Result, 0, 3)];
        // FENCE with every field set writes no register.
        yield return [Addi(Result, 0, 11), 0xFFFF_800F | (uint)Result << 7];
        foreach (var odd in new[] { 0, 1 })
        {
            // To auipc + 12, low bit dropped; rd = rs1, rd = x0, rd elsewhere; from below and from above (negative offset).
            yield return [Auipc(20, 0), Jalr(Result, 20, 12 + odd), Ebreak()];
            yield return [Auipc(Result, 0), Jalr(Result, Result, 12 + odd), Ebreak()];
            yield return [Auipc(Result, 0), Jalr(0, Result, 12 + odd), Ebreak()];
            yield return [Auipc(20, 1), Jalr(Result, 20, -2048 + odd), .. Enumerable.Repeat(Ebreak(), 510), .. Enumerable.Repeat(Fence(), 1)];
        }
    }

    private static IEnumerable<uint[]> AliasCases()
    {
        foreach (var op in Registers)
        {
            foreach (var a in new[] { First + 3, First + 4, First + 5 })
            {
                yield return [op(0, a, First + 2), Addi(Result, 0, 0)];
                yield return [op(Result, 0, 0)];
                yield return [op(Result, 0, a)];
                yield return [op(Result, a, 0)];
                yield return [Addi(Result, a, 0), op(Result, Result, Result)];
                yield return [Addi(Result, a, 0), op(Result, Result, First + 2)];
                yield return [Addi(Result, a, 0), op(Result, First + 2, Result)];
                yield return [op(Result, a, a)];
            }
        }

        foreach (var op in Immediates.Concat(Shifts))
        {
            yield return [op(0, First + 2, 5), Addi(Result, 0, 0)];
            yield return [Addi(Result, 0, -77), op(Result, Result, 5)];
            yield return [op(Result, 0, 5)];
        }

        yield return [Lui(0, 5), Auipc(0, 5), Jal(0, 4), Addi(Result, 0, 0)];
        foreach (var load in new Func<int, int, int, uint>[] { Lb, Lbu, Lh, Lhu, Lw })
        {
            yield return [load(0, 0, Bare.Out), Addi(Result, 0, 0)];
            yield return [Addi(Result, Bare.Out, -4), load(Result, 0, Result)];
        }

        foreach (var store in new Func<int, int, int, uint>[] { Sb, Sh, Sw })
        {
            yield return [store(Bare.Out, 0, Bare.Out), store(0, 0, Bare.Out), Lw(Result, 0, Bare.Out)];
            yield return [store(Bare.Out, 0, Bare.Out), Lw(Result, 0, Bare.Out)];
        }

        foreach (var branch in Branches)
        {
            yield return [Addi(Result, 0, 1), branch(First + 3, First + 3, 8), Addi(Result, 0, 0)];
            yield return [Addi(Result, 0, 1), branch(0, 0, 8), Addi(Result, 0, 0)];
        }
    }

    // All lanes, both signs, overlapping, addresses at the top of memory and offsets that wrap.
    private static byte[] Memory()
    {
        var cases = new List<uint[]>();
        uint[] values = [0, 0xFFFF_FFFF, 0x8000_7FFF, 0x7F80_FF01, 0x0100_0001];
        foreach (var address in new[] { Bare.Data, 0xFFFF_FEF0u, 0x8000_0000u, 0u })
        {
            foreach (var v in values)
            {
                foreach (var (store, size) in new (Func<int, int, int, uint>, int)[] { (Sw, 4), (Sh, 2), (Sb, 1) })
                {
                    for (var lane = 0; lane < 4; lane += size)
                    {
                        cases.Add([.. Li(20, v), .. Li(21, address + 2048), Sw(First + 5, -2048, 21), store(20, lane - 2048, 21), Lw(Result, -2048, 21)]);
                        cases.Add([Lb(20, lane - 2048, 21), Lbu(22, lane - 2048, 21), Xor(Result, 20, 22)]);
                        cases.Add([Lh(20, (lane & 2) - 2048, 21), Lhu(22, (lane & 2) - 2048, 21), Xor(Result, 20, 22)]);
                        cases.Add([Lb(Result, lane - 2048, 21)]);
                        cases.Add([Lh(Result, (lane & 2) - 2048, 21)]);
                    }
                }
            }
        }

        // rs1 = -4 with a positive offset wraps to 0 and beyond.
        cases.Add([Addi(20, 0, -4), Sw(First + 5, 12, 20), Lw(Result, 8, 0)]);
        // A store to text changes what is loaded, not what runs.
        cases.Add([Auipc(20, 0), Sw(0, 8, 20), Addi(Result, 0, 1), Lw(21, 8, 20), Add(Result, Result, 21)]);
        return Collecting(cases);
    }

    private static byte[] Ecalls()
    {
        const uint b = Bare.Data;
        uint[][] parts =
        [
            Bare.Call(63, 0, b + 1, 0), // nothing
            Bare.Call(63, 0, b + 1, 1),
            Bare.Call(63, 0, b + 3, 2), // across a word
            Bare.Call(63, 0, b + 6, 11), // unaligned, several words
            Bare.Call(63, 0, b + 0x20, 8), // aligned
            [Sw(A0, 0x70, Bare.In)],
            Bare.Call(63, 0, b + 0x31, 0xFFFF_FFFF), // short read: all that is left
            [Sw(A0, 0x74, Bare.In)],
            Bare.Call(63, 0, b + 0x60, 5), // nothing left
            [Sw(A0, 0x78, Bare.In)],
            Bare.Call(EcallNumber.FirstReserved), [Sw(A0, 0x7C, Bare.In)],
            Bare.Call(0x10FF), [Sw(A0, 0x80, Bare.In)],
            Bare.Call(0x1000), [Sltu(T0, 0, A0), Sw(T0, 0x84, Bare.In)],
            Bare.Call(64, 1, b, 10), [Sw(A0, 0x88, Bare.In)],
            Bare.Call(64, 2, b + 1, 0), [Sw(A0, 0x8C, Bare.In)],
            Bare.Call(64, 3, b, 0), [Sw(A0, 0x90, Bare.In)],
            Bare.Call(64, 3, b + 1, 1), [Sw(A0, 0x94, Bare.In)],
            Bare.Call(64, 3, b + 3, 2),
            Bare.Call(64, 3, b + 2, 4),
            Bare.Call(64, 3, b, 0x98),
            [.. Li(A0, 0x8000_0001), .. Exit()],
        ];
        return ElfBuilder.FromCode([.. Li(Bare.In, b), .. parts.SelectMany(p => p)]);
    }

    // No block, one, several, on one state and on others; the state before its blocks, behind them, apart from them.
    private static byte[] Hashes()
    {
        const uint state = Bare.Data, other = state + 32, blocks = state + 64, behind = blocks + 5 * 64;
        var random = new Random(0x1001);
        uint[] data = [.. Enumerable.Range(0, (int)(behind + 32 - state) / 4).Select(i => i % 7 == 6 ? Operands[i % Operands.Length] : (uint)random.NextInt64(1L << 32))];
        uint[] Compress(uint at, uint from, uint count) => [.. Bare.Call(EcallNumber.Sha256Compress, at, from, count), Sw(A0, 0, Bare.Out), Addi(Bare.Out, Bare.Out, 4)];
        return Bare.ElfWithData(data, Li(Bare.Out, Results), Compress(state, blocks, 0), Compress(state, blocks, 1), Compress(state, blocks + 64, 3), Compress(behind, blocks + 3 * 64, 2),
            Compress(other, blocks, 1), Bare.Publish(Results, 20), Bare.Publish(state, 64), Bare.Publish(behind, 32));
    }

    private static byte[] HashesAtTheEnds()
    {
        const uint last = 0xFFFF_FF00;
        uint[] Store(uint address, int register) => [.. Li(20, address), Sw(register, 0, 20)];
        return Bare.Elf(Li(First, 0x9E37_79B9), Li(First + 1, uint.MaxValue), Store(4, First), Store(40, First + 1), Store(last - 4, First), Store(last - 96, First + 1),
            Bare.Call(EcallNumber.Sha256Compress, 0, 32, 1), Bare.Call(EcallNumber.Sha256Compress, last - 32, last - 96, 1), Bare.Publish(0, 32), Bare.Publish(last - 32, 32));
    }

    // No block, one, several; permutations alone; on one state, one call behind the other, and on another, which touches the blocks.
    private static byte[] Absorptions()
    {
        const uint state = Bare.Data, blocks = state + 200, behind = blocks + 3 * 136;
        var random = new Random(0x1002);
        var words = (int)(behind + 200 - state) / 4;
        uint[] data = [.. Enumerable.Range(0, words).Select(i => i % 7 == 6 ? Operands[i % Operands.Length] : (uint)random.NextInt64(1L << 32))];
        uint[] Collected(uint[] call) => [.. call, Sw(A0, 0, Bare.Out), Addi(Bare.Out, Bare.Out, 4)];
        uint[] Absorb(uint at, uint from, uint count) => Collected(Bare.Call(EcallNumber.KeccakAbsorb, at, from, count));
        uint[] Permute(uint at) => Collected(Bare.Call(EcallNumber.KeccakPermute, at));
        return Bare.ElfWithData(data, Li(Bare.Out, Results), Absorb(state, blocks, 0), Absorb(state, blocks, 1), Absorb(state, blocks, 3), Permute(state),
            Absorb(behind, blocks + 136, 2), Permute(behind), Bare.Publish(Results, 24), Bare.Publish(state, 200), Bare.Publish(behind, 200));
    }

    private static byte[] Permutation()
    {
        const uint state = 0xFFFF_FF00 - 200;
        return Bare.Elf(Li(First, 0x9E37_79B9), Li(20, state), [Sw(First, 0, 20), Sw(First, 196, 20)], Bare.Call(EcallNumber.KeccakPermute, state),
            Bare.Publish(state, 200));
    }

    // Small and greatest numbers; results on inputs, whole and in part; one number for all inputs; numbers that plain code wrote and that are levelled.
    private static byte[] Products()
    {
        const uint size = 4 * (uint)Multiplications.Words;
        var top = Multiplications.Top;
        var prime = Multiplications.Secp256K1;
        Multiplication[] calls =
            [new(123, 456, 78, 9, 1001), Multiplications.Greatest(prime, prime - 1), new(top, top, top, top, top + 1, true), new(0, 0, 0, 0, 2)];
        uint At(int call, int number) => Bare.Data + size * (uint)call + 32 * (uint)number;
        uint[] Copy(int at) => [Lw(Result, at, Bare.In), Sw(Result, at, Bare.In)];
        uint[] stores = [.. Li(Bare.In, Bare.Data), .. Enumerable.Range(0, 7).SelectMany(i => Copy(32 * i))];
        return Bare.ElfWithData([.. calls.SelectMany(Multiplications.Data)], [.. calls.SelectMany((x, i) => Multiplications.Call(x.IsWide, At(i, 0)))],
            stores, Multiplications.Call(false, At(0, 1), At(0, 1), At(0, 1), At(0, 1), At(0, 1), At(0, 5), At(0, 4)),
            Multiplications.Call(true, At(1, 1), At(1, 1), At(1, 2), At(1, 2) + 4, At(1, 3), 0, At(1, 2)), Bare.Publish(Bare.Data, size * (uint)calls.Length));
    }

    // A loop of 3·40000 cycles between accesses of registers, of memory and of the pseudo-registers, so that bump rows are needed, several grid steps away.
    private static byte[] LongGaps() =>
        Bare.Elf(Li(Bare.In, Bare.Data), Li(20, 77), Bare.Call(63, 0, Bare.Data, 2), Bare.Publish(Bare.Data, 1), [Sw(20, 8, Bare.In), .. Li(T0, 40000)],
            [Addi(T0, T0, -1), Fence(), Bne(T0, 0, -8)],
            [Add(20, 20, 20), Lw(21, 8, Bare.In), Sw(20, 12, Bare.In)],
            Bare.Call(63, 0, Bare.Data + 2, 2), Bare.Publish(Bare.Data, 16));
}
