using System.CommandLine;
using FastZk.Stark.Security;

namespace FastZk.Cli.Commands;

/// <summary>Arguments and options that several commands take.</summary>
internal static class Inputs
{
    public static Argument<string> Guest() => new("GUEST.elf") { Description = "A statically linked RV32IM ELF" };

    public static Option<string?> Input() => new("--input") { Description = "The private input; - is standard input, nothing is an empty input", HelpName = "F" };

    public static Option<string> Receipt(string description) => new("--receipt") { Description = description, HelpName = "F", Required = true };

    public static Option<string> ProfileName()
    {
        var option = new Option<string>("--profile")
        {
            Description = "fast: throughput; compact: small receipts. Both give 128 proven bits",
            HelpName = "fast|compact",
            DefaultValueFactory = _ => Profile.Fast.Name,
        };
        string[] names = [.. Profile.All.Select(p => p.Name)];
        option.CompletionSources.Add(names);
        // AcceptOnlyFromAmong would let the name of another option pass as a value.
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (!names.Contains(token.Value))
                {
                    result.AddError($"--profile takes {string.Join(" or ", names)}, not '{token.Value}'");
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
