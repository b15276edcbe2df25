using FastZk.Vm;

namespace FastZk.Soundness.Tests.Conformance.Accelerators;

/// <summary>Steps through a run of the reference interpreter and holds each call of an accelerator against the model.</summary>
/// <param name="Difference">what differs, or null.</param>
/// <param name="Results">the words that all calls of the run wrote, one call behind the other.</param>
/// <param name="Permutations">how many permutations of Keccak they took.</param>
internal sealed record CallWatch(string? Difference, IReadOnlyList<uint> Results, long Permutations)
{
    private const int A0 = 10, A7 = 17, Arguments = 7;

    /// <summary>Runs a program to its end.</summary>
    public static CallWatch Run(ElfImage image, byte[] input)
    {
        var (machine, results, permutations) = (new ReferenceInterpreter(image, input), new List<uint>(), 0L);
        try
        {
            while (true)
            {
                var (number, isCall) = (machine.Registers[A7], image.CodeWordAt(machine.Pc) == 0x73);
                if (!isCall || !AcceleratorModel.Has(number))
                {
                    if (!machine.Step())
                    {
                        return new(null, results, permutations);
                    }

                    continue;
                }

                uint[] before = [.. machine.Registers];
                var outcome = AcceleratorModel.Run(number, before.AsSpan(A0, Arguments), a => machine.Memory.GetValueOrDefault(a));
                machine.Step();
                if (Compare(outcome, before, machine) is { } difference)
                {
                    return new($"reference and model: {outcome.Call}: {difference}", results, permutations);
                }

                results.AddRange(outcome.Writes.Select(w => w.Value));
                permutations += number switch { 0x1002 => before[A0 + 2], 0x1003 => 1, _ => 0 };
            }
        }
        catch (GuestFaultException e)
        {
            return new($"reference: {e.Message}", results, permutations);
        }
    }

    private static string? Compare(CallOutcome outcome, uint[] before, ReferenceInterpreter machine)
    {
        if (outcome.FaultArgument is { } argument)
        {
            return $"does not fault for a{argument}";
        }

        for (var r = 0; r < before.Length; r++)
        {
            if (machine.Registers[r] != (r == A0 ? 0 : before[r]))
            {
                return $"x{r} is {machine.Registers[r]:x8}";
            }
        }

        return outcome.Writes.Where(w => machine.Memory.GetValueOrDefault(w.Address) != w.Value)
            .Select(w => $"{w.Address:x8} is not {w.Value:x8}").FirstOrDefault();
    }
}
