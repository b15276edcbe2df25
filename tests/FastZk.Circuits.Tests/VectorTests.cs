using System.Diagnostics;
using System.Text.Json;
using FastZk.Vm;
using FastZk.Vm.Tests.Support;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tests;

/// <summary>S24: the recorder on the vectors of the prebuilt guests, whose journals come from independent programs, and beside qemu where it is installed.</summary>
public class VectorTests
{
    private static readonly JsonElement Vectors =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "guests", "vectors.json"))).RootElement.GetProperty("guests");

    private static readonly string? Qemu = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "qemu-riscv32")).FirstOrDefault(File.Exists);

    public static TheoryData<string> GuestNames => [.. Vectors.EnumerateObject().Select(g => g.Name)];

    [Theory]
    [MemberData(nameof(GuestNames))]
    public void S24_RecordedGuestsEndAsTheirVectorsSay(string guest)
    {
        var image = Guests.Load(guest);
        foreach (var v in Vectors.GetProperty(guest).GetProperty("vectors").EnumerateArray())
        {
            var input = Convert.FromHexString(v.GetProperty("input").GetString()!);
            var instructions = v.GetProperty("instructions").GetInt64();
            if (!v.TryGetProperty("exit", out var exit))
            {
                Assert.Throws<GuestFaultException>(() => Recorder.Record(image, input, ExecutionOptions.Default, WitnessChecks.Context.Pool, default).Dispose());
                continue;
            }

            using var trace = Recorder.Record(image, input, ExecutionOptions.Default, WitnessChecks.Context.Pool, default);
            Assert.Equal((exit.GetUInt32(), instructions), (trace.ExitCode, trace.Cycles));
            Assert.Equal(v.GetProperty("journal").GetString(), Convert.ToHexStringLower(trace.Journal));
            if (instructions < 10_000)
            {
                using var w = new WitnessChecks(image, input);
                w.AssertSound();
            }
        }
    }

    [Theory]
    [MemberData(nameof(GuestNames))]
    public void S24_GuestsEndAsUnderQemu(string guest) =>
        BesideQemu(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "guests", guest + ".elf")),
            Vectors.GetProperty(guest).GetProperty("vectors").EnumerateArray().Where(v => v.TryGetProperty("exit", out _)).Select(v => Convert.FromHexString(v.GetProperty("input").GetString()!)));

    [Fact]
    public void S24_RandomProgramsEndAsUnderQemu()
    {
        for (var seed = 20_000; seed < 20_020; seed++)
        {
            BesideQemu(RandomPrograms.Terminating(seed, items: 60, cycleCount: false), [[.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7 + 1))]]);
        }
    }

    private static void BesideQemu(byte[] elf, IEnumerable<byte[]> inputs)
    {
        if (Qemu is null || OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = Directory.CreateTempSubdirectory("fastzk-qemu");
        try
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, "guest"), elf);
            foreach (var input in inputs)
            {
                File.WriteAllBytes(Path.Combine(folder.FullName, "input"), input);
                using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"chmod +x guest && exec {Qemu} ./guest < input 2> /dev/null 3> journal"]) { WorkingDirectory = folder.FullName })!;
                Assert.True(process.WaitForExit(20_000), "qemu did not end");
                using var trace = Recorder.Record(ElfImage.Load(elf), input, ExecutionOptions.Default, WitnessChecks.Context.Pool, default);
                Assert.Equal((uint)process.ExitCode, trace.ExitCode & 0xFF);
                Assert.Equal(File.ReadAllBytes(Path.Combine(folder.FullName, "journal")), trace.Journal);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
