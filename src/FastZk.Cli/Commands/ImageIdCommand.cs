using System.CommandLine;
using FastZk.Cli.Files;
using FastZk.Cli.Output;

namespace FastZk.Cli.Commands;

/// <summary>Prints the ImageId of a guest: what a verifier needs to know of it, and nothing else.</summary>
internal sealed class ImageIdCommand : FastZkCommand
{
    private readonly Argument<string> _guest = Inputs.Guest();

    public ImageIdCommand(CliHost host)
        : base(host, "image-id", "Print the ImageId of a guest")
    {
        Add(_guest);
    }

    protected override int Execute(ParseResult parsed)
    {
        using var program = GuestProgram.Load(InputFile.Elf(parsed.GetValue(_guest)!));
        var id = program.ImageId.ToString();
        if (IsJson(parsed))
        {
            Json.Write(Host.Out, w => w.WriteString("imageId", id));
        }
        else
        {
            Host.Out.Write(id + "\n");
        }

        return ExitStatus.Done;
    }
}
