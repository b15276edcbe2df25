using System.Diagnostics;
using FastZk.Soundness.Tests.Campaigns;
using FastZk.Tests;

namespace FastZk.Soundness.Tests.Load;

/// <summary>`fastzk prove` killed without warning (SIGKILL) at any moment, every other time as soon as it has begun to write.</summary>
internal sealed class KilledCampaign : Campaign
{
    private const int MostMilliseconds = 900, OldBytes = 1000;

    public override string Name => "killed";
    public override string Summary => "`prove` is killed: the receipt's file is as it was, or complete; beside it at most a temporary file, which does not disturb the next run.";
    public override int Version => 1;

    public override ICampaignWorker Start() => new Worker();

    private sealed class Worker : ICampaignWorker
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("fastzk-").FullName;
        private readonly GuestProgram _program = Guests.Load("key_ownership");

        public CaseResult Run(ulong seed)
        {
            var random = RandomOf(seed);
            var folder = Directory.CreateDirectory(Path.Combine(_folder, $"{seed}")).FullName;
            var (input, target) = (Path.Combine(_folder, $"{seed}.input"), Path.Combine(folder, "receipt"));
            File.WriteAllBytes(input, new byte[64]);
            var old = random.Next(2) == 0 ? null : new byte[OldBytes];
            if (old is not null)
            {
                File.WriteAllBytes(target, old);
            }

            var seen = KillOnce(input, target, folder, random, whenWriting: seed % 2 == 1);
            var (state, wrong) = StateOf(target, old);
            if (wrong is null && Directory.GetFiles(folder).FirstOrDefault(f => f != target && !IsTemporary(f)) is { } stray)
            {
                wrong = $"{stray} is left";
            }

            var kind = $"{state}{(Directory.GetFiles(folder).Any(IsTemporary) ? ", temporary file left" : "")}{(seen ? ", killed while it wrote" : "")}";
            if (wrong is null && seed % 4 == 1)
            {
                using var again = CliProcess.Prove(input, target);
                again.StandardOutput.ReadToEnd();
                again.WaitForExit();
                wrong = again.ExitCode != 0 ? $"the next run ended with {again.ExitCode}" : StateOf(target, null) is ("complete", null) ? null : "the next run wrote no receipt";
            }

            return wrong is null ? CaseResult.Held(kind) : CaseResult.Broke(kind, wrong);
        }

        // The first temporary file is the tool's test whether it can write at all; what has bytes in it is the receipt.
        private static bool KillOnce(string input, string target, string folder, Random random, bool whenWriting)
        {
            using var process = CliProcess.Prove(input, target);
            var delay = random.Next(MostMilliseconds);
            var start = Stopwatch.GetTimestamp();
            var seen = false;
            while (!process.HasExited && (whenWriting ? !(seen = IsWriting(folder)) : Stopwatch.GetElapsedTime(start).TotalMilliseconds < delay))
            {
                Thread.Yield();
            }

            process.Kill();
            process.WaitForExit();
            return seen;
        }

        private static bool IsWriting(string folder)
        {
            foreach (var f in new DirectoryInfo(folder).EnumerateFiles())
            {
                try
                {
                    if (IsTemporary(f.FullName) && f.Length > 0)
                    {
                        return true;
                    }
                }
                catch (FileNotFoundException)
                {
                    // Renamed meanwhile.
                }
            }

            return false;
        }

        private (string State, string? Wrong) StateOf(string target, byte[]? old)
        {
            if (!File.Exists(target))
            {
                return old is null ? ("absent", null) : ("absent", "the old file is gone");
            }

            var bytes = File.ReadAllBytes(target);
            return old is not null && bytes.AsSpan().SequenceEqual(old) ? ("as it was", null)
                : Verifier.Verify(bytes, _program.ImageId) is { IsAccepted: false } result ? ("changed", $"{bytes.Length} bytes: {result.Reason}") : ("complete", null);
        }

        private static bool IsTemporary(string path) => Path.GetFileName(path) is var name && name.StartsWith(".fastzk-", StringComparison.Ordinal) && name.EndsWith(".tmp", StringComparison.Ordinal);

        public void Dispose()
        {
            _program.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
