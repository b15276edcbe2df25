using System.Numerics;
using FastZk.Vm;
using FastZk.Vm.Tests.Support;

namespace FastZk.Soundness.Tests.Conformance.Accelerators;

/// <summary>What a call of an accelerator meets, in words.</summary>
internal static class CallNotes
{
    private static readonly string[] Roles = ["r", "a", "b", "c", "d", "m", "q"];

    /// <summary>Notes a call before it is made.</summary>
    /// <param name="machine">stands at the call.</param>
    /// <param name="image">the program.</param>
    /// <param name="seen">where the notes go.</param>
    public static void Note(ReferenceInterpreter machine, ElfImage image, HashSet<string> seen)
    {
        var (number, x) = (machine.Registers[17], machine.Registers[10..17].ToArray());
        switch (number)
        {
            case 0x1001:
                NoteBlocks("sha256_compress", x, 32, 64, image, seen);
                break;
            case 0x1002:
                NoteBlocks("keccak_absorb", x, 200, 136, image, seen);
                break;
            case 0x1003:
                seen.Add("keccak_f1600");
                break;
            default:
                NoteMultiplication(number == 0x1005, x, machine, seen);
                break;
        }
    }

    private static void NoteBlocks(string call, uint[] x, uint stateBytes, uint blockBytes, ElfImage image, HashSet<string> seen)
    {
        var (state, blocks, count) = (x[0], x[1], x[2]);
        var none = blocks == state ? "no blocks on the state" : blocks > 0xFFFF_FF00 ? "no blocks behind memory" : "no blocks";
        seen.Add($"{call} of {(count > 1 ? "several blocks" : count == 1 ? "a block" : none)}");
        seen.Add(count == 0 ? "" : image.IsExecutable(blocks) ? $"{call} of text"
            : blocks == state + stateBytes ? $"{call} just behind the state" : blocks + blockBytes * count == state ? $"{call} just before the state" : "");
    }

    private static void NoteMultiplication(bool wide, uint[] x, ReferenceInterpreter machine, HashSet<string> seen)
    {
        var call = wide ? "mulwide256" : "modmul256";
        BigInteger Number(int i) => Multiplications.Join([.. Enumerable.Range(0, 8).Select(k => machine.Memory.GetValueOrDefault(x[i] + 4 * (uint)k))]);
        var m = wide ? Multiplications.Top + 1 : Number(5);
        for (var i = 1; i <= (wide ? 4 : 5); i++)
        {
            for (var k = 0; k < Roles.Length; k++)
            {
                var distance = Math.Abs((long)x[i] - x[k]);
                if (k != i && !(wide && k == 5) && distance < 32)
                {
                    seen.Add($"{call} {Roles[k]} {(distance == 0 ? "is" : "overlaps")} {Roles[i]}");
                }
            }

            var value = Number(i);
            seen.Add(value == 0 ? $"{call} {Roles[i]} = 0" : value == 1 ? $"{call} {Roles[i]} = 1" : "");
            seen.Add(value == m ? $"{call} {Roles[i]} = m" : value == m - 1 ? $"{call} {Roles[i]} = m - 1" : "");
            seen.Add(value == m + 1 ? $"{call} {Roles[i]} = m + 1" : "");
            seen.Add(value == Multiplications.Top ? $"{call} {Roles[i]} = 2^256 - 1" : "");
        }

        var product = new Multiplication(Number(1), Number(2), Number(3), Number(4), m, wide);
        seen.Add(product.Q == 0 ? $"{call} quotient 0" : product.Q == Multiplications.Top ? $"{call} quotient 2^256 - 1" : "");
        seen.Add(product.R == 0 ? $"{call} remainder 0" : product.R == m - 1 ? $"{call} remainder m - 1" : "");
        seen.Add(product.R == 0 || product.Q != Multiplications.Top ? "" : $"{call} quotient 2^256 - 1 with a remainder");
    }
}
