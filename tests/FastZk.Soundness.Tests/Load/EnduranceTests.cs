using System.Diagnostics;
using Xunit.Abstractions;

namespace FastZk.Soundness.Tests.Load;

/// <summary>A short run of the campaign "endurance"; a class of its own, so that it runs beside other tests.</summary>
public sealed class EnduranceTests(ITestOutputHelper output)
{
    /// <summary>In a process of its own, for its memory is measured.</summary>
    [Fact]
    public async Task ManyProofsTakeNoMoreMemoryThanSome()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet",
            [typeof(EnduranceTests).Assembly.Location, "run", "endurance", "--cases", $"{EnduranceCampaign.Measured + 16}", "--threads", "1", "--again"])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        output.WriteLine(await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
    }
}
