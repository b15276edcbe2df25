using System.Text.RegularExpressions;

namespace FastZk.Docs.Tests;

/// <summary>README.md says what is so: its sample is code that runs, its commands name what exists.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void SampleIsTheTestedOne()
    {
        var source = Repository.Read("tests/FastZk.Docs.Tests/ReadmeSample.cs");
        var from = source.IndexOf("// readme:\n", StringComparison.Ordinal) + "// readme:\n".Length;
        var body = source[from..source.IndexOf("        // :readme", StringComparison.Ordinal)];
        var expected = "using FastZk;\n\n" + body.Replace("\n        ", "\n", StringComparison.Ordinal)[8..];
        var block = Blocks("csharp").First();
        Assert.Equal(expected, block);
    }

    [Fact]
    public void SampleRuns()
    {
        var (before, console) = (Environment.CurrentDirectory, Console.Out);
        using var output = new StringWriter();
        try
        {
            Environment.CurrentDirectory = Repository.Root;
            Console.SetOut(output);
            ReadmeSample.Run();
        }
        finally
        {
            Environment.CurrentDirectory = before;
            Console.SetOut(console);
        }

        uint a = 0, b = 1;
        for (var i = 0; i < 1000; i++)
        {
            (a, b) = (b, (a + b) % 7919);
        }

        Assert.Equal($"F(1000) mod 7919 = {a}", output.ToString().Trim());
    }

    /// <summary>Scripts, solutions, projects and guests in shell blocks exist.</summary>
    [Fact]
    public void CommandsNameWhatExists()
    {
        var commands = Blocks("sh").SelectMany(b => b.Split('\n')).Select(l => l.Split('#')[0].Trim()).Where(l => l.Length > 0).ToArray();
        Assert.Contains("dotnet test FastZk.sln -c Release", commands);
        Assert.Contains("dotnet run -c Release --project src/FastZk.Cli -- demo", commands);
        foreach (var c in commands)
        {
            foreach (var word in c.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (Tracked().IsMatch(word))
                {
                    var path = Repository.Path(word);
                    Assert.True(File.Exists(path) || Directory.Exists(path), $"README.md: '{c}' names {word}, which does not exist");
                }
            }
        }
    }

    /// <summary>Every subcommand that README.md shows is one of the tool's.</summary>
    [Fact]
    public void SubcommandsExist()
    {
        var source = string.Concat(Directory.EnumerateFiles(Repository.Path("src/FastZk.Cli"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("obj", StringComparison.Ordinal)).Select(File.ReadAllText));
        var shown = Subcommand().Matches(Repository.Read("README.md")).Select(m => m.Groups[1].Value).Distinct().ToArray();
        Assert.NotEmpty(shown);
        foreach (var s in shown)
        {
            Assert.True(source.Contains($"\"{s}\"", StringComparison.Ordinal), $"README.md shows 'fastzk {s}', which src/FastZk.Cli does not know");
        }
    }

    private static IEnumerable<string> Blocks(string language) =>
        Regex.Matches(Repository.Read("README.md"), $"```{language}\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"^(\.ci|src|tests|native|docs|bench)/|\.sln$")]
    private static partial Regex Tracked();

    [GeneratedRegex(@"(?:\bfastzk|FastZk\.Cli --) ([a-z][a-z-]*)")]
    private static partial Regex Subcommand();
}
