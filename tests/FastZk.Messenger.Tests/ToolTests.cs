using System.Diagnostics;
using System.Text.Json;
using FastZk.Messenger.Output;

namespace FastZk.Messenger.Tests;

/// <summary>The tool: command lines in this process, and two real processes that talk.</summary>
public sealed class ToolTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string _folder = Directory.CreateTempSubdirectory("fastzk-messenger-").FullName;

    [Fact]
    public async Task KeysAreMadeAndShown()
    {
        var (status, identity, _) = await Run("keygen", "--key", At("a"));
        Assert.Equal(0, status);
        Assert.Equal((0, identity, ""), await Run("identity", "--key", At("a")));
        Assert.Equal(65, identity.Length);
        Assert.Equal(2, (await Run("keygen", "--key", At("a"))).Status);
    }

    [Theory]
    [InlineData]
    [InlineData("dance")]
    [InlineData("keygen")]
    [InlineData("identity", "--key", "/no/such/key")]
    [InlineData("connect", "localhost", "--key", "KEY")]
    [InlineData("connect", "localhost:0", "--key", "KEY")]
    [InlineData("connect", "localhost:99999", "--key", "KEY")]
    [InlineData("connect", "127.0.0.1:1", "--key", "KEY", "--peer", "abc")]
    [InlineData("listen", "--key", "KEY", "--address", "nowhere")]
    [InlineData("listen", "--key", "KEY", "--address", "192.0.2.1:0")]
    [InlineData("listen", "--key", "KEY", "--admit", "abc")]
    public async Task WrongCommandLinesAreOneLine(params string[] args)
    {
        await Run("keygen", "--key", At("KEY"));
        var (status, _, error) = await Run([.. args.Select(a => a == "KEY" ? At("KEY") : a)]);
        Assert.Equal(2, status);
        Assert.StartsWith("messenger: ", error);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    [Fact]
    public void StrangersTextIsShownAsText()
    {
        Assert.Equal("a\uFFFD[31mb\uFFFDc", SafeText.Of("a\u001b[31mb\nc"));
        Assert.Equal("\uFFFDevil\uFFFD", SafeText.Of("\u202Eevil\u2028"));
        Assert.Equal("Grüße, 世界 🙂", SafeText.Of("Grüße, 世界 🙂"));
    }

    [Fact]
    public async Task TwoProcessesTalk()
    {
        var (alice, bob) = (await KeyOf("alice"), await KeyOf("bob"));
        using var listener = Start("listen", "--key", At("bob"), "--admit", alice, "--sessions", "1", "--script");
        var listening = await Next(listener, "listening");
        Assert.Equal(bob, listening.GetProperty("identity").GetString());
        var port = listening.GetProperty("port").GetInt32();

        // Somebody who is not admitted, and somebody who calls for another.
        var carol = await KeyOf("carol");
        using (var stranger = Start("connect", $"127.0.0.1:{port}", "--key", At("carol"), "--script"))
        {
            Assert.Equal(1, await Status(stranger));
            var refused = await Next(listener, "ended");
            Assert.Equal("NotAdmitted", refused.GetProperty("fault").GetString());
            Assert.DoesNotContain(bob, carol);
        }

        using var caller = Start("connect", $"localhost:{port}", "--key", At("alice"), "--peer", bob, "--script");
        await Next(caller, "calling");
        Assert.Equal(bob, (await Next(caller, "opened")).GetProperty("peer").GetString());
        Assert.Equal(alice, (await Next(listener, "opened")).GetProperty("peer").GetString());
        await caller.StandardInput.WriteLineAsync("hello \"bob\" é");
        Assert.Equal("hello \"bob\" é", (await Next(listener, "text")).GetProperty("text").GetString());
        await listener.StandardInput.WriteLineAsync("hello alice");
        Assert.Equal("hello alice", (await Next(caller, "text")).GetProperty("text").GetString());
        caller.StandardInput.Close();
        Assert.Equal("None", (await Next(listener, "ended")).GetProperty("fault").GetString());
        Assert.Equal("None", (await Next(caller, "ended")).GetProperty("fault").GetString());
        Assert.Equal((0, 0), (await Status(caller), await Status(listener)));
    }

    [Fact]
    public async Task PeopleSeeAConversation()
    {
        var (alice, bob) = (await KeyOf("alice"), await KeyOf("bob"));
        var heard = new LockedWriter();
        var listening = MessengerTool.RunAsync(["listen", "--key", At("bob"), "--sessions", "1"], new(TextReader.Null, heard, TextWriter.Null, false, default));
        const string Lead = "listening on 127.0.0.1:";
        while (!heard.ToString().Contains('\n'))
        {
            Assert.False(listening.IsCompleted);
            await Task.Delay(10);
        }

        var port = heard.ToString()[Lead.Length..].Split(' ')[0];
        var screen = new LockedWriter();
        var lines = $"hello [red]bob[/]\u001b[2J\n{new string('x', 20_000)}\nlast\n";
        var error = new LockedWriter();
        var status = await MessengerTool.RunAsync(["connect", $"127.0.0.1:{port}", "--key", At("alice"), "--peer", bob], new(new StringReader(lines), screen, error, true, default));
        Assert.Equal((0, 0), (status, await listening.WaitAsync(Patience)));
        Assert.Equal($"{Lead}{port} as {bob}\n[1] is {alice}, proven\n[1] hello [red]bob[/]\uFFFD[2J\n[1] last\n[1] left\n", heard.ToString());
        Assert.Equal("messenger: a line of 20000 bytes was not sent; a text has at most 16383\n", error.ToString());
        Assert.Contains("proven", screen.ToString());
        Assert.Contains("\u001b[", screen.ToString());
        Assert.Equal((1, "messenger: Unreachable"), await Gone(port));
    }

    [Fact]
    public async Task ASignalEndsTheTool()
    {
        await KeyOf("key");
        using var listener = Start("listen", "--key", At("key"));
        Assert.StartsWith("listening on 127.0.0.1:", await listener.StandardOutput.ReadLineAsync().WaitAsync(Patience));
        Process.Start("kill", ["-TERM", $"{listener.Id}"])!.WaitForExit();
        Assert.Equal(130, await Status(listener));
    }

    // Nobody listens there any more.
    private async Task<(int, string)> Gone(string port)
    {
        var (status, _, error) = await Run("connect", $"127.0.0.1:{port}", "--key", At("alice"));
        return (status, error[..22]);
    }

    private async Task<string> KeyOf(string name)
    {
        var (status, identity, _) = await Run("keygen", "--key", At(name));
        Assert.Equal(0, status);
        return identity.Trim();
    }

    private static async Task<(int Status, string Out, string Error)> Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var status = await MessengerTool.RunAsync(args, new(TextReader.Null, output, error, false, default));
        return (status, output.ToString(), error.ToString());
    }

    private static Process Start(params string[] args) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "FastZk.Messenger.dll"), .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static async Task<JsonElement> Next(Process process, string name)
    {
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.True(line is not null, "the process ended");
        var json = JsonDocument.Parse(line).RootElement;
        Assert.True(json.GetProperty("event").GetString() == name, $"{line} instead of {name}");
        return json;
    }

    private static async Task<int> Status(Process process)
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    private string At(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class LockedWriter : StringWriter
    {
        public override void Write(char value)
        {
            lock (GetStringBuilder())
            {
                base.Write(value);
            }
        }

        public override void Write(string? value)
        {
            lock (GetStringBuilder())
            {
                base.Write(value);
            }
        }

        public override string ToString()
        {
            lock (GetStringBuilder())
            {
                return base.ToString();
            }
        }
    }
}
