namespace FastZk.Vm.Tests.Support;

/// <summary>All that can be seen of a finished run, so that two implementations can be compared by one assertion.</summary>
internal sealed record Outcome(string End, string Journal, string Registers, string Memory)
{
    public static Outcome OfExecutor(
        ElfImage image, ReadOnlySpan<byte> input, ExecutionOptions? options = null, TranslationPolicy? translation = null)
    {
        using var machine = new Machine(image, options ?? ExecutionOptions.Default, CancellationToken.None, translation);
        var (end, journal) = ("", "");
        try
        {
            var result = machine.Run(input);
            (end, journal) = (Describe(result), Convert.ToHexString(result.Journal));
        }
        catch (GuestFaultException fault)
        {
            end = fault.Message;
        }

        var words = new List<(uint Address, uint Value)>();
        foreach (var page in machine.Memory.GetTouchedPages())
        {
            var content = machine.Memory.GetPageWords(page);
            for (var i = 0; i < content.Length; i++)
            {
                words.Add((page * 4096 + 4 * (uint)i, content[i]));
            }
        }

        // At the cycle limit the executor may be up to a block further on; only the end itself is defined there.
        return end.Contains("cycle limit", StringComparison.Ordinal)
            ? new(end, "", "", "")
            : new(end, journal, Describe(machine.Registers[..32]), Describe(words));
    }

    public static Outcome OfReference(ElfImage image, ReadOnlySpan<byte> input, ExecutionOptions? options = null)
    {
        var machine = new ReferenceInterpreter(image, input, options);
        var (end, journal) = ("", "");
        try
        {
            var result = machine.Run();
            (end, journal) = (Describe(result), Convert.ToHexString(result.Journal));
        }
        catch (GuestFaultException fault)
        {
            end = fault.Message;
        }

        return end.Contains("cycle limit", StringComparison.Ordinal)
            ? new(end, "", "", "")
            : new(end, journal, Describe(machine.Registers), Describe(machine.Memory.Select(m => (m.Key, m.Value)).Order()));
    }

    private static string Describe(ExecutionResult result) => $"exit {result.ExitCode} after {result.Cycles}";

    private static string Describe(ReadOnlySpan<uint> registers) => string.Join(' ', registers.ToArray().Select(r => r.ToString("x8")));

    private static string Describe(IEnumerable<(uint Address, uint Value)> words) =>
        string.Join(' ', words.Where(w => w.Value != 0).Select(w => $"{w.Address:x}:{w.Value:x8}"));
}
