using System.Numerics;
using FastZk.Soundness.Tests.Conformance.Accelerators;
using FastZk.Vm;
using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Soundness.Tests.Conformance;

/// <summary>Calls of accelerators that do not fault, whatever the program did to its data before.</summary>
/// <remarks>
/// States, blocks and results lie anywhere in the arena, which begins with the window; operands also in a pool of numbers behind it that nothing writes to.
/// </remarks>
internal sealed partial class ProgramGenerator
{
    private const int NumberBytes = 32, Sha256State = 32, Sha256Block = 64, KeccakState = 200, KeccakBlock = 136;

    // Places of the pool's numbers. Place 4 has the modulus and one more, the last one anything.
    private const int Zero256 = 0, One256 = 1, LessThanModulus = 2, Modulus = 3, Top = 5, PoolNumbers = 7;

    private static byte[] Pool(Random random)
    {
        var m = Multiplications.Moduli[random.Next(Multiplications.Moduli.Length)];
        BigInteger[] numbers = [0, 1, m - 1, m, BigInteger.Min(m + 1, Multiplications.Top), Multiplications.Top, new(RandomBytes(random), isUnsigned: true)];
        return ElfBuilder.ToBytes([.. numbers.SelectMany(Multiplications.Split)]);
    }

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[NumberBytes];
        random.NextBytes(bytes);
        return bytes;
    }

    private uint[] Accelerated() => _random.Next(6) switch
    {
        0 => HashBlocks(EcallNumber.Sha256Compress, Sha256State, Sha256Block, 5),
        1 => HashBlocks(EcallNumber.KeccakAbsorb, KeccakState, KeccakBlock, 3),
        2 => PermuteState(),
        3 => MultiplyWide(),
        4 => MultiplyByThePool(),
        _ => MultiplyByTheArena(),
    };

    // Blocks in the arena, often right beside the state, or the program's own words; no blocks at any multiple of 4, the state's own place among them.
    private uint[] HashBlocks(uint number, int stateBytes, int blockBytes, int most)
    {
        var count = _random.Next(4) == 0 ? 0 : _random.Next(1, most);
        var bytes = count * blockBytes;
        var stateFirst = _random.Next(2) == 0;
        var (first, second) = stateFirst ? (stateBytes, bytes) : (bytes, stateBytes);
        var start = 4 * _random.Next((ArenaBytes - first - second) / 4 + 1);
        var gap = _random.Next(2) == 0 ? 0 : 4 * _random.Next((ArenaBytes - first - second - start) / 4 + 1);
        var (low, high) = (_window + (uint)start, _window + (uint)(start + first + gap));
        var (state, blocks) = stateFirst ? (low, high) : (high, low);
        var atBlocks = count == 0 ? Li(A1, Pick<uint>([state, blocks, 0, 0xFFFF_FF00, 0xFFFF_FFFC]))
            : _random.Next(6) == 0 ? [Auipc(A1, 0), Fence()] : Li(A1, blocks);
        return
        [
            .. Li(A0, state), .. atBlocks, .. Li(A2, (uint)count), .. Li(A7, number), Ecall(),
            .. QemuResults.Take(count == 0 ? [] : [(state, stateBytes / 4)]),
        ];
    }

    private uint[] PermuteState()
    {
        var state = _window + 4 * (uint)_random.Next((ArenaBytes - KeccakState) / 4 + 1);
        return [.. Li(A0, state), .. Li(A7, EcallNumber.KeccakPermute), Ecall(), .. QemuResults.Take((state, KeccakState / 4))];
    }

    // Any numbers; a5 is not looked at.
    private uint[] MultiplyWide()
    {
        var (r, q) = Results();
        var operand = Operands(r, q);
        return Multiply(true, r, operand(), operand(), operand(), operand(), Value(), q);
    }

    private uint[] MultiplyByThePool()
    {
        var (r, q) = Results();
        var (operand, m) = (Operands(r, q), InPool(Modulus));
        var bit = InPool(Pick([Zero256, One256]));
        switch (_random.Next(4))
        {
            case 0:
                // The quotient 2^256 - 1, with the smallest and the greatest remainder.
                return Exchanged(r, InPool(Top), m, InPool(Pick([Zero256, LessThanModulus])), InPool(Zero256), m, q);
            case 1:
                // A product of 0: whatever is added is below m·2^256.
                return Exchanged(r, InPool(Zero256), operand(), operand(), operand(), m, q);
            case 2:
                // (m - 1)·b + c + 1 is below m·2^256, for any b and c.
                return Exchanged(r, InPool(Pick([One256, LessThanModulus])), operand(), operand(), bit, m, q);
            default:
                // A number is reduced, and the remainder multiplied.
                var (r2, q2) = Results();
                return [.. Exchanged(r, InPool(One256), operand(), operand(), bit, m, q), .. Exchanged(r2, r, operand(), operand(), bit, m, q2)];
        }
    }

    // A modulus that is what the arena has there, but for its highest word, which is not 0: 2^224 and more.
    private uint[] MultiplyByTheArena()
    {
        var (r, q) = Results();
        var (operand, m) = (Operands(r, q), _random.Next(3) switch { 0 => Pick([r, q]), 1 => Near(Pick([r, q])), _ => InArena() });
        return
        [
            .. Li(A1, Pick([1u, 0x8000_0000, 0xFFFF_FFFF])), .. Li(A0, m + NumberBytes - 4), Sw(A1, 0, A0),
            .. Exchanged(r, InPool(Pick([Zero256, One256])), operand(), operand(), operand(), m, q),
        ];
    }

    // a and b, and c and d, are alike.
    private uint[] Exchanged(uint r, uint a, uint b, uint c, uint d, uint m, uint q)
    {
        (a, b) = _random.Next(2) == 0 ? (a, b) : (b, a);
        (c, d) = _random.Next(2) == 0 ? (c, d) : (d, c);
        return Multiply(false, r, a, b, c, d, m, q);
    }

    private static uint[] Multiply(bool wide, params uint[] addresses) =>
        [.. Multiplications.Call(wide, addresses), .. QemuResults.Take((addresses[0], NumberBytes / 4), (addresses[^1], NumberBytes / 4))];

    // Three places that operands are drawn from, so that they often are the same: numbers of the pool, a result's place or one near it, or any words.
    private Func<uint> Operands(uint r, uint q)
    {
        uint[] places = [.. Enumerable.Range(0, 3).Select(_ => _random.Next(8) switch
        {
            < 3 => InPool(_random.Next(PoolNumbers)),
            < 5 => Pick([r, q]),
            5 => Near(Pick([r, q])),
            6 => InPool(0) + 4 * (uint)_random.Next((PoolNumbers - 1) * NumberBytes / 4 + 1),
            _ => InArena(),
        })];
        return () => Pick(places);
    }

    private uint InArena() => _window + 4 * (uint)_random.Next((ArenaBytes - NumberBytes) / 4 + 1);

    // The same place in the arena, or one that overlaps it.
    private uint Near(uint place) => Math.Clamp(place + 4 * (uint)_random.Next(-7, 8), _window, _window + ArenaBytes - NumberBytes);

    // Two places in the arena that do not overlap, often side by side.
    private (uint R, uint Q) Results()
    {
        while (true)
        {
            var r = 4 * _random.Next((ArenaBytes - NumberBytes) / 4 + 1);
            var q = _random.Next(2) == 0 ? r + Pick([-NumberBytes, NumberBytes]) : 4 * _random.Next((ArenaBytes - NumberBytes) / 4 + 1);
            if (q >= 0 && q <= ArenaBytes - NumberBytes && Math.Abs(r - q) >= NumberBytes)
            {
                return (_window + (uint)r, _window + (uint)q);
            }
        }
    }

    private uint InPool(int number) => _window + ArenaBytes + (uint)(NumberBytes * number);
}
