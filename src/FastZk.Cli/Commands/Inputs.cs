using System.CommandLine;
using FastZk.Stark.Security;

namespace FastZk.Cli.Commands;

/// <summary>Arguments and options that several commands take.</summary>
internal static class Inputs
{
    public static Argument<string> Guest() => new("GUEST.elf") { Description = "A statically linked RV32IM ELF" };

    public static Option<string?> Input() => new("--input") { Description = "The private input; - is standard input, nothing is an empty input", HelpName = "F" };

    public static Option<string> Receipt(string description) => new("--receipt") { Description = description, HelpName = "F", Required = true };

    public static Option<string> ProfileName() =>
        Choice("--profile", "fast: throughput; compact: small receipts. Both give 128 proven bits", [.. Profile.All.Select(p => p.Name)]);

    /// <summary>An option that takes one of some words; the first if it is not given.</summary>
    public static Option<string> Choice(string name, string description, params string[] words)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => words[0],
        };
        option.CompletionSources.Add(words);
        // AcceptOnlyFromAmong would let the name of another option pass as a value.
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (!words.Contains(token.Value))
                {
                    result.AddError($"{name} takes {string.Join(" or ", words)}, not '{token.Value}'");
                }
            }
        });
        return option;
    }

    public static Profile ProfileOf(string name) => Profile.All.Single(p => p.Name == name);

    /// <summary>An option whose number lies within bounds.</summary>
    public static Option<long?> Number(string name, string helpName, string description, long least, long most)
    {
        var option = new Option<long?>(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                if (long.TryParse(result.Tokens[0].Value, System.Globalization.NumberStyles.AllowLeadingSign, null, out var value) && value >= least && value <= most)
                {
                    return value;
                }

                result.AddError($"{name} takes a number from {least} to {most}, not '{result.Tokens[0].Value}'");
                return null;
            },
        };
        return option;
    }
}
