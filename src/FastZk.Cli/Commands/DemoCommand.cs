using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using FastZk.Cli.Output;

namespace FastZk.Cli.Commands;

/// <summary>
/// Proves knowledge of a random secret behind a public identity with the embedded guest key_ownership, verifies it, and shows that forgeries are rejected.
/// 0 when all of it went so, 1 when a forgery was accepted or the true receipt was not.
/// </summary>
internal sealed class DemoCommand : FastZkCommand
{
    private const int SecretBytes = 32;

    private readonly Option<string> _profile = Inputs.ProfileName();

    public DemoCommand(CliHost host)
        : base(host, "demo", "Prove that you know a secret key without telling it, and watch forgeries being rejected")
    {
        Add(_profile);
    }

    protected override int GuestStatus => ExitStatus.Impossible;

    protected override int Execute(ParseResult parsed)
    {
        var watch = Stopwatch.StartNew();
        var profile = Inputs.ProfileOf(parsed.GetValue(_profile)!);
        var input = RandomNumberGenerator.GetBytes(2 * SecretBytes); // secret, then challenge
        try
        {
            var demo = Play(input, new() { Profile = profile }, IsJson(parsed));
            demo = demo with { TotalSeconds = watch.Elapsed.TotalSeconds };
            if (IsJson(parsed))
            {
                Json.Write(Host.Out, demo.WriteJson);
            }
            else
            {
                demo.Show(Host.NewPage());
            }

            return demo.Good ? ExitStatus.Done : ExitStatus.Rejected;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
        }
    }

    private DemoReport Play(byte[] input, ProverOptions options, bool quiet)
    {
        // The prover's side: knows the secret.
        byte[] bytes;
        byte[] identity = SHA256.HashData(input.AsSpan(0, SecretBytes));
        ImageId imageId;
        ProofStatistics statistics;
        using (var program = GuestProgram.Load(Guest()))
        using (var prover = new Prover(options))
        {
            imageId = program.ImageId;
            (bytes, statistics) = ProgressBar.Show(Host, quiet, "proving", progress =>
                (prover.Prove(program, input, out var s, Host.Cancellation, progress).ToBytes(), s));
        }

        // The verifier's side: has the ImageId, the identity, its own challenge and the receipt's bytes.
        var watch = Stopwatch.StartNew();
        var result = Verifier.Verify(bytes, imageId);
        var seconds = watch.Elapsed.TotalSeconds;
        if (!Receipt.TryParse(bytes, out var receipt, out var reason))
        {
            throw new CliException(ExitStatus.Impossible, $"the receipt does not parse: {reason}");
        }

        var challenge = input.AsSpan(SecretBytes);
        var journal = receipt!.Journal.Span;
        return new()
        {
            Receipt = receipt,
            Statistics = statistics,
            Result = result,
            VerifySeconds = seconds,
            SaysTheRightThing = journal.Length == 3 * SecretBytes && journal[..SecretBytes].SequenceEqual(identity) && journal.Slice(SecretBytes, SecretBytes).SequenceEqual(challenge),
            Forgeries =
            [
                new("one bit of the journal changed", Verifier.Verify(Flipped(bytes, bytes.AsSpan().IndexOf(journal)), imageId)),
                new("one bit of the proof changed", Verifier.Verify(Flipped(bytes, bytes.Length / 2), imageId)),
                new("another program's ImageId", Verifier.Verify(bytes, new(Flipped(imageId.ToArray(), 0)))),
            ],
        };
    }

    private static byte[] Flipped(byte[] bytes, int at)
    {
        byte[] copy = [.. bytes];
        copy[at] ^= 1;
        return copy;
    }

    private static byte[] Guest()
    {
        using var stream = typeof(DemoCommand).Assembly.GetManifestResourceStream("key_ownership.elf")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
