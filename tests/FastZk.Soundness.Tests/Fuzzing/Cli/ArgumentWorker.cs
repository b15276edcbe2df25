using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FastZk.Cli;
using FastZk.Soundness.Tests.Campaigns;

namespace FastZk.Soundness.Tests.Fuzzing.Cli;

/// <summary>Runs cases of <see cref="ArgumentCampaign"/>: the tool's entry point, in this process, with streams of its own.</summary>
internal sealed partial class ArgumentWorker : ICampaignWorker
{
    private static readonly string[] Commands = ["run", "prove", "verify", "image-id", "inspect", "demo"];

    // No number that would start a thousand threads or wait for a gigabyte.
    private static readonly string[] Numbers =
        ["0", "1", "2", "3", "-1", "1025", "7", "64", "512", "2147483647", "2147483648", "4294967295", "4294967296", "4294967297", "-2147483648", "-2147483649",
         "9223372036854775807", "9223372036854775808", "18446744073709551616", "1e3", "0x10", "1.5", " 1", "+1", "", "--", "NaN", "\u0661", "many"];

    private readonly ArgumentFiles _files = new();
    private readonly Dice _dice = new(0);

    public CaseResult Run(ulong seed)
    {
        _dice.Reset(~seed);
        var args = Arguments();
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        using var source = new CancellationTokenSource();
        if (_dice.OneIn(32))
        {
            source.Cancel();
        }

        var terminal = _dice.OneIn(4);
        var host = new CliHost(new MemoryStream([1, 2, 3]), output, error, source.Token) { OutputIsTerminal = terminal, ErrorIsTerminal = terminal };
        var status = FastZkTool.Run([.. args], host);
        var said = ScreenControl().Replace(Encoding.UTF8.GetString(error.ToArray()), "");
        var failed = said.StartsWith($"{FastZkTool.Name}: ", StringComparison.Ordinal) && !said.Contains("warning:", StringComparison.Ordinal);
        var command = args.Count > 0 && Commands.Contains(args[0]) ? args[0] : "no command";
        var wrong = _files.Restore(!failed, [.. args, .. args.Where(a => a.Contains('=')).Select(a => a[(a.IndexOf('=') + 1)..])])
            ?? Wrong(command, args, status, failed, said, Encoding.UTF8.GetString(output.ToArray()));
        return wrong is null
            ? CaseResult.Held($"{command}: {(command == "run" && !failed ? "ran" : $"status {status}")}")
            : CaseResult.Broke(command, $"{wrong}; status {status}; {JsonSerializer.Serialize(args)}; {said}");
    }

    // Statuses as docs and help name them; complaints of one line; JSON where it was asked for.
    private static string? Wrong(string command, List<string> args, int status, bool failed, string said, string output)
    {
        int[] known = command switch
        {
            "run" => failed ? [125, 130] : [0, 7],
            "prove" => failed ? [2, 3, 125, 130] : [0],
            "verify" => failed ? [2, 130] : [0, 1],
            "image-id" or "inspect" or "demo" => failed ? [2, 3, 130] : [0],
            // Also where the command comes behind something else: `run` has a status of its own for that.
            _ => failed ? [2, 125] : [0],
        };
        if (!known.Contains(status))
        {
            return "a status that is not documented";
        }

        if (failed && said.TrimEnd('\n').Contains('\n'))
        {
            return "more than one line";
        }

        if (said.Contains("internal error", StringComparison.Ordinal) || said.Contains("   at ", StringComparison.Ordinal) || said.Any(c => c != '\n' && char.IsControl(c)) && failed)
        {
            return "an internal error, or control characters";
        }

        if (failed && AsksForJson(args))
        {
            try
            {
                using var json = JsonDocument.Parse(output);
                return json.RootElement.GetProperty("exitStatus").GetInt32() == status ? null : "another status in JSON";
            }
            catch (JsonException)
            {
                return "no JSON";
            }
        }

        return failed && output.Length > 0 && !args.Any(a => a.StartsWith("--json", StringComparison.Ordinal)) ? "output of a command that failed" : null;
    }

    // An option takes what follows it for its value, be it the name of another.
    private static bool AsksForJson(List<string> args)
    {
        var at = args.IndexOf("--json");
        return at >= 0 && (at == 0 || !args[at - 1].StartsWith('-') || args[at - 1].Contains('=') && !args[at - 1].EndsWith('='));
    }

    private List<string> Arguments()
    {
        var args = new List<string>();
        var command = _dice.Pick<string>(Commands);
        if (!_dice.OneIn(16))
        {
            args.Add(command);
        }

        if (command is "run" or "prove" or "image-id" ? !_dice.OneIn(16) : _dice.OneIn(16))
        {
            Insert(args, Guest(command));
        }

        var options = command switch
        {
            "run" => ["--input", "--journal"],
            "prove" => ["--receipt", "--input", "--profile", "--threads", "--memory"],
            "verify" => ["--receipt", "--image-id", "--exit-code", "--elf"],
            "inspect" => ["--receipt"],
            "demo" => new[] { "--profile" },
            _ => [],
        };
        foreach (var option in options)
        {
            if (option == "--receipt" ? !_dice.OneIn(16) : _dice.OneIn(2))
            {
                Option(args, option, command);
            }
        }

        // A demo that nothing stops proves for a second: it gets something that does.
        for (var k = command == "demo" ? 1 + _dice.Below(3) : _dice.OneIn(4) ? _dice.Below(4) : 0; k > 0; k--)
        {
            switch (command == "demo" ? 2 * _dice.Below(2) : _dice.Below(6))
            {
                case 0:
                    Insert(args, _dice.Pick<string>(["--frob", "--receipt", "-x", "--input", "--threads=", "--json=maybe", "--profile", "/?", "--exit-code"]));
                    break;
                case 1:
                    Option(args, _dice.Pick<string>(["--profile", "--threads", "--memory", "--exit-code", "--image-id"]), command);
                    break;
                case 2:
                    Insert(args, _dice.Pick<string>(_files.Names));
                    break;
                case 3:
                    args.Add(_dice.Pick<string>(["--help", "-h", "-?", "--version"]));
                    break;
                case 4:
                    if (args.Count > 0)
                    {
                        args.RemoveAt(_dice.Below(args.Count));
                    }

                    break;
                default:
                    if (args.Count > 1)
                    {
                        args.Add(args[_dice.Below(args.Count)]);
                    }

                    break;
            }
        }

        if (_dice.OneIn(3))
        {
            Insert(args, "--json");
        }

        // An output option takes any word that follows: it must not come to name a file of the working directory.
        for (var i = args.Count - 2; i >= 0; i--)
        {
            if (args[i].TrimEnd('=') is "--receipt" or "--journal" && !_files.Targets.Contains(args[i + 1]))
            {
                args.RemoveAt(i);
            }
        }

        return args;
    }

    // Loading a guest for its ImageId takes some 30 ms, proving ten times that: seldom.
    private string Guest(string command)
    {
        var path = _dice.Pick<string>(_files.Names);
        return command == "run" || !path.EndsWith("s.elf", StringComparison.Ordinal) || _dice.OneIn(12) ? path : _files.Names[^1];
    }

    private void Option(List<string> args, string option, string command)
    {
        var value = option switch
        {
            "--profile" => _dice.Pick<string>(["fast", "compact", "FAST", "slow", "", " fast"]),
            "--threads" => _dice.Pick<string>([.. Numbers.Except(["512", "64"])]),
            "--memory" or "--exit-code" => _dice.Pick<string>(Numbers),
            "--image-id" => _dice.Below(4) switch { 0 => _files.ImageId, 1 => _files.ImageId.ToUpperInvariant(), 2 => new string('0', 64), _ => _files.ImageId[..^_dice.Length(8)] + "g" },
            "--elf" => Guest("verify"),
            "--input" when _dice.OneIn(4) => "-",
            "--journal" => _dice.Pick<string>(_files.Targets),
            "--receipt" when command == "prove" => _dice.Pick<string>(_files.Targets),
            _ => _dice.Pick<string>(_files.Names),
        };
        var at = args.Count == 0 ? 0 : _dice.Between(1, args.Count + 1);
        if (_dice.OneIn(4))
        {
            args.Insert(at, $"{option}={value}");
        }
        else
        {
            args.InsertRange(at, [option, value]);
        }
    }

    private void Insert(List<string> args, string argument) => args.Insert(args.Count == 0 ? 0 : _dice.Between(1, args.Count + 1), argument);

    public void Dispose() => _files.Dispose();

    // What a progress bar writes to a terminal.
    [GeneratedRegex(@"\u001b\[[0-9;?]*[A-Za-z]|\r")]
    private static partial Regex ScreenControl();
}
