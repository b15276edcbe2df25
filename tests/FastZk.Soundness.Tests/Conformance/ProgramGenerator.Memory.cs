using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Soundness.Tests.Conformance;

internal sealed partial class ProgramGenerator
{
    private static readonly (Func<int, int, int, uint> Encode, int Size)[] Loads = [(Lb, 1), (Lbu, 1), (Lh, 2), (Lhu, 2), (Lw, 4)];

    private static readonly (Func<int, int, int, uint> Encode, int Size)[] Stores = [(Sb, 1), (Sh, 2), (Sw, 4)];

    private uint[] MemoryAccess(int depth) => _random.Next(10) switch
    {
        < 3 => [Access()],
        < 5 => ComputedAddress(),
        < 7 => Lanes(),
        7 => ReadText(),
        // Copies loop: not inside of other loops.
        _ => depth == 0 ? Copy() : Lanes(),
    };

    // A load or store at a known place, half of them in the same 16 bytes.
    private uint Access()
    {
        var (encode, size, register) = LoadOrStore();
        return At(encode, register, (_random.Next(2) == 0 ? 64 + _random.Next(16) : _random.Next(WindowBytes)) & -size);
    }

    private (Func<int, int, int, uint> Encode, int Size, int Register) LoadOrStore()
    {
        if (_random.Next(2) == 0)
        {
            var (encode, size) = Pick(Stores);
            return (encode, size, Source());
        }

        var load = Pick(Loads);
        return (load.Encode, load.Size, Destination());
    }

    // An access to a byte of the window by one of the pointers, whose displacement the offset makes up for.
    private uint At(Func<int, int, int, uint> encode, int register, int target)
    {
        var (p, d) = Pick(_pointers);
        return encode(register, target - d, p);
    }

    // The address depends on data; the loaded value may replace it, the stored one may be it.
    private uint[] ComputedAddress()
    {
        var t = Free();
        var (p, d) = Pick(_pointers);
        var (encode, size, register) = LoadOrStore();
        var place = _random.Next(WindowBytes - 256) & -size;
        return [Andi(t, Source(), 0xFF & -size), Add(t, t, p), encode(_random.Next(4) == 0 ? t : register, place - d, t)];
    }

    // Bytes, halves and words over the same two words, in all lanes; then both as words.
    private uint[] Lanes()
    {
        var place = _random.Next(WindowBytes - 8) & -4;
        var code = new List<uint>();
        for (var i = _random.Next(4, 12); i > 0; i--)
        {
            var (encode, size, register) = LoadOrStore();
            code.Add(At(encode, register, place + (_random.Next(8) & -size)));
        }

        return [.. code, At(Lw, Destination(), place), At(Lw, Destination(), place + 4)];
    }

    // A copy onto itself, one to seven bytes further on or back, forwards or backwards: it overtakes itself in two of the four ways.
    private uint[] Copy()
    {
        var size = Pick([1, 1, 2, 4]);
        var distance = size == 4 ? 4 : size * _random.Next(1, 7 / size + 1);
        var length = size * _random.Next(2, 25);
        var from = _random.Next(8, WindowBytes - length - 8) & -4;
        var (load, store) = size switch
        {
            1 => (Pick([Lb, Lbu]), (Func<int, int, int, uint>)Sb),
            2 => (Pick([Lh, Lhu]), Sh),
            _ => (Lw, Sw),
        };
        var r = Distinct(4);
        int source = r[0], target = r[1], end = r[2], value = r[3];
        var (p, d) = Pick(_pointers);
        var backwards = _random.Next(2) == 0;
        var step = backwards ? -size : size;
        // ADDI in two steps: a displacement and an offset together may pass its range.
        uint[] begin =
        [
            Addi(source, p, -d), Addi(source, source, backwards ? from + length - size : from), Addi(target, source, _random.Next(2) == 0 ? distance : -distance),
            Addi(end, source, backwards ? -length : length),
        ];
        return (_random.Next(2) == 0)
            ? [.. begin, load(value, 0, source), Addi(source, source, step), store(value, 0, target), Addi(target, target, step), Bne(source, end, -16)]
            : [.. begin, Beq(source, end, 24), load(value, 0, source), store(value, 0, target), Addi(target, target, step), Addi(source, source, step), Jal(0, -20)];
    }

    // The program's own words as data.
    private uint[] ReadText()
    {
        var t = Free();
        var (encode, size) = Pick(Loads);
        return [Auipc(t, 0), encode(Destination(), _random.Next(-32, 8) & -size, t)];
    }
}
