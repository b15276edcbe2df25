using System.Diagnostics;
using FastZk.Circuits;
using FastZk.Soundness.Tests.Campaigns;
using FastZk.Soundness.Tests.Load;
using FastZk.Stark.Commit;
using FastZk.Stark.Security;
using FastZk.Tests;

namespace FastZk.Soundness.Tests.ZeroKnowledge;

/// <summary>
/// Z01: no randomness serves twice. Receipts here come from the system's generator: what they show (salts, digests, opened values) must not meet in any two of
/// them. A process of .NET cannot be forked while it runs managed code; the generator behind is reseeded in a fork by itself. A machine that is restored twice
/// from one snapshot may repeat the generator's state: that is outside what a prover can notice.
/// </summary>
public sealed class RandomnessTests
{
    private static readonly byte[] Input = new byte[64];

    [Fact]
    public void Z01_AttemptsShareNothing()
    {
        using var program = Guests.Load("key_ownership");
        using var prover = new Prover(new() { Threads = 2 });
        var receipts = new List<Receipt> { prover.Prove(program, Input) };
        foreach (var phase in new[] { "commit main", "commit auxiliary", "commit quotient", "deep", "fri" })
        {
            using var source = new CancellationTokenSource();
            Assert.ThrowsAny<OperationCanceledException>(() => prover.Prove(program, Input, source.Token, Told.At(phase, source.Cancel)));
            receipts.Add(prover.Prove(program, Input));
        }

        ShareNothing(receipts);
    }

    [Fact]
    public void Z01_ThreadsAndProversShareNothing()
    {
        using var program = Guests.Load("key_ownership");
        using var one = new Prover(new() { Threads = 2 });
        using var two = new Prover(new() { Threads = 1 });
        var receipts = new Receipt[6];
        var threads = Enumerable.Range(0, receipts.Length).Select(i => new Thread(() => receipts[i] = (i % 2 == 0 ? one : two).Prove(program, Input))).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        ShareNothing(receipts);
    }

    [Fact]
    public void Z01_ProcessesShareNothing()
    {
        var folder = Directory.CreateTempSubdirectory("fastzk-").FullName;
        try
        {
            string File(string name) => Path.Combine(folder, name);
            System.IO.File.WriteAllBytes(File("input"), Input);
            Process[] tools = [.. Enumerable.Range(0, 3).Select(i => CliProcess.Prove(File("input"), File($"r{i}")))];
            foreach (var t in tools)
            {
                t.StandardOutput.ReadToEnd();
                t.WaitForExit();
                Assert.Equal(0, t.ExitCode);
                t.Dispose();
            }

            ShareNothing(Enumerable.Range(0, 3).Select(i => Receipt.TryParse(System.IO.File.ReadAllBytes(File($"r{i}")), out var r) ? r! : throw new InvalidDataException()));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>All streams that the shapes' randomness is cut into begin differently: no (purpose, table, column) meets another.</summary>
    [Fact]
    public void Z01_EveryStreamIsItsOwn()
    {
        using var randomness = new Randomness(UniformityCampaign.Key(1));
        var heads = new HashSet<ulong>();
        var words = new uint[2];
        var streams = 0;
        void Stream(RandomPurpose purpose, int table, int columns)
        {
            for (var c = 0; c < columns; c++, streams++)
            {
                using var stream = randomness.Stream(purpose, table, c);
                stream.FillWords(words);
                Assert.True(heads.Add(words[0] | (ulong)words[1] << 32), $"{purpose} {table} {c}");
            }
        }

        foreach (var t in Rv32Circuit.System.Tables)
        {
            Stream(RandomPurpose.MainRows, t.Id, t.MainColumns);
            Stream(RandomPurpose.DummyColumn, t.Id, t.MainColumns);
            Stream(RandomPurpose.AuxiliaryRows, t.Id, t.AuxiliaryColumns);
        }

        for (var piece = 0; piece < 2; piece++)
        {
            Stream(RandomPurpose.PieceMask, piece, 5);
        }

        Stream(RandomPurpose.RandomCodeword, 0, 5);
        var salt = new uint[8];
        foreach (var tree in new[] { RandomPurpose.SaltMain, RandomPurpose.SaltAuxiliary, RandomPurpose.SaltQuotient })
        {
            for (var log = Profile.All.Min(p => p.LogMinHeight); log <= ProofShape.MaxLogTop; log++, streams++)
            {
                using var salts = randomness.Salts(tree, log);
                for (var row = 0; row < 64; row++)
                {
                    salts.Salt(row, salt);
                    Assert.True(heads.Add(salt[0] | (ulong)salt[1] << 32), $"{tree} 2^{log} row {row}");
                }
            }
        }

        Assert.True(streams > 1000, $"{streams} streams");
    }

    private static void ShareNothing(IEnumerable<Receipt> receipts)
    {
        var pool = new Uniformity();
        foreach (var r in receipts)
        {
            pool.Add(OpenedReceipt.Of(r));
        }

        // No level that the system's generator could miss by chance: repeats alone are judged.
        Assert.Empty(pool.Suspicions(0));
        Assert.True(pool.SharedPlaces > 0);
    }
}
