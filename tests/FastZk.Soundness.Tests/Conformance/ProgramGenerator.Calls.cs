using FastZk.Vm;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Soundness.Tests.Conformance;

internal sealed partial class ProgramGenerator
{
    // Buffers of any alignment and length, nothing included. Reads come to an end when the input does.
    private uint[] HostCall(int depth)
    {
        var most = depth == 0 ? 64 : 12;
        var length = _random.Next(5) == 0 ? 0 : _random.Next(1, most);
        var buffer = _window + (uint)_random.Next(WindowBytes - most);
        return _random.Next(8) switch
        {
            < 3 => Call(63, 0, buffer, length),
            < 6 => Call(64, 3, buffer, length),
            6 => Call(64, 1 + (uint)_random.Next(2), buffer, length),
            // A call that nobody has: -38.
            _ => [.. Li(A7, EcallNumber.FirstReserved + (uint)_random.Next((int)(EcallNumber.LastReserved - EcallNumber.FirstReserved) + 1)), Ecall()],
        };
    }

    private static uint[] Call(uint number, uint descriptor, uint buffer, int length) =>
        [.. Li(A0, descriptor), .. Li(A1, buffer), .. Li(A2, (uint)length), .. Li(A7, number), Ecall()];
}
