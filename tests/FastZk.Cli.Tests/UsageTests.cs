namespace FastZk.Cli.Tests;

/// <summary>Wrong command lines: one line, the command's own status, and JSON where it was asked for.</summary>
public sealed class UsageTests
{
    private const string Id = "0000000000000000000000000000000000000000000000000000000000000000";

    [Theory]
    [InlineData(2, "")]
    [InlineData(2, "frobnicate")]
    [InlineData(125, "run")]
    [InlineData(125, "run a.elf b.elf")]
    [InlineData(125, "run a.elf --input")]
    [InlineData(125, "run a.elf --gdb")]
    [InlineData(125, "run a.elf --gdb 65536")]
    [InlineData(125, "run a.elf --gdb 4711 --coverage")]
    [InlineData(2, "prove a.elf")]
    [InlineData(2, "prove --receipt r")]
    [InlineData(2, "prove a.elf --receipt r --profile huge")]
    [InlineData(2, "prove a.elf --receipt r --threads 0")]
    [InlineData(2, "prove a.elf --receipt r --threads many")]
    [InlineData(2, "prove a.elf --receipt r --memory -1")]
    [InlineData(2, "verify --receipt r")]
    [InlineData(2, "verify --image-id " + Id)]
    [InlineData(2, "verify --receipt r --image-id 00")]
    [InlineData(2, "verify --receipt r --image-id xyz" + Id)]
    [InlineData(2, "verify --receipt r --image-id " + Id + " --elf a.elf")]
    [InlineData(2, "verify --receipt r --image-id " + Id + " --exit-code 4294967296")]
    [InlineData(2, "profile")]
    [InlineData(2, "profile a.elf --format svg")]
    [InlineData(2, "profile a.elf --top 0")]
    [InlineData(2, "image-id")]
    [InlineData(2, "inspect")]
    [InlineData(2, "demo --profile slow")]
    [InlineData(2, "demo now")]
    public void WrongCommandLinesFail(int status, string line)
    {
        var args = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("", Tool.Run(args).Fails(status).Out);
        if (args.Length > 0)
        {
            Assert.Equal(status, Tool.Run([args[0], "--json", .. args[1..]]).Fails(status).Json.GetProperty("exitStatus").GetInt32());
        }
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run --help")]
    [InlineData("profile --help")]
    [InlineData("prove --help")]
    [InlineData("verify --help")]
    [InlineData("image-id --help")]
    [InlineData("inspect --help")]
    [InlineData("demo --help")]
    [InlineData("--version")]
    public void HelpIsNoFailure(string line) => Assert.NotEqual("", Tool.Run(line.Split(' ')).Succeeds().Out);

    [Fact]
    public void TheNameOfAnOptionIsNoProfile() => Tool.Run("demo", "--profile", "--json").Fails(2, "--profile takes fast or compact");

    [Fact]
    public void HelpNamesTheToolAndItsCommands()
    {
        var help = Tool.Run("--help").Out;
        Assert.All(["fastzk [command]", "demo", "run <GUEST.elf>", "profile <GUEST.elf>", "prove <GUEST.elf>", "verify", "image-id <GUEST.elf>", "inspect"], s => Assert.Contains(s, help));
    }

    [Fact]
    public void FileNamesWithLineBreaksStayOneLine() => Tool.Run("image-id", "a\nb\u001b[31m").Fails(2, "a b");
}
