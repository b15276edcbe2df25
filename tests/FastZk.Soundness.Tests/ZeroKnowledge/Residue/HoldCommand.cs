using System.Buffers.Binary;
using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using FastZk.Circuits.Tests;
using FastZk.Cli;
using FastZk.Soundness.Tests.Campaigns;
using FastZk.Stark.Security;
using FastZk.Tests;
using FastZk.Vm;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Soundness.Tests.ZeroKnowledge.Residue;

/// <summary>How far a process that handled a secret has come when its memory is searched.</summary>
internal enum HeldState
{
    /// <summary>Everything was disposed of after a proof.</summary>
    Disposed,

    /// <summary>Prover, program and receipt are alive: the next proof may come.</summary>
    Between,

    /// <summary>A proof was cancelled in its middle; the prover is alive.</summary>
    Cancelled,

    /// <summary>The guest faulted with the secret in its registers and memory; the prover is alive.</summary>
    Faulted,

    /// <summary>The guest ran without a proof; the prover is alive.</summary>
    Executed,

    /// <summary>The guest printed the secret, and the host heard it; the prover is alive.</summary>
    Printed,

    /// <summary>The command line tool proved; it read the secret by itself.</summary>
    Tool,

    /// <summary>As <see cref="Between"/>, but the caller did not wipe his input: a search must find it.</summary>
    Kept,

    /// <summary>In the middle of a proof, where the tables are about to be filled from the records: a search must find it.</summary>
    Recorded,

    /// <summary>In the middle of a proof, where the tables are about to be committed: a search must find it.</summary>
    Filled,
}

/// <summary>
/// `soundness hold STATE PROFILE`, not for users: handles the secret that comes by standard input, lets go of it, says so, and waits for the end of its input.
/// The caller's part is done as docs/memory.md asks: the input lies in an array of its own, which is wiped.
/// </summary>
internal static class HoldCommand
{
    /// <summary>What it writes when its memory may be searched.</summary>
    public const string Ready = "ready";

    private static object? s_kept;

    public static Command Create()
    {
        var state = new Argument<HeldState>("state");
        var profile = new Argument<string>("profile");
        var command = new Command("hold", "Handle a secret and wait") { state, profile };
        command.Hidden = true;
        command.SetAction(parsed => Run(parsed.GetValue(state), Profile.All.Single(p => p.Name == parsed.GetValue(profile))));
        return command;
    }

    /// <summary>States in which the secret may be there.</summary>
    public static bool IsControl(HeldState state) => state is HeldState.Kept or HeldState.Recorded or HeldState.Filled;

    // Reads the secret, hashes it, publishes the digest; or prints it; or faults with part of it in registers.
    private static GuestProgram Guest(HeldState state) => state switch
    {
        HeldState.Faulted => GuestProgram.Load(Faulting()),
        HeldState.Printed => GuestProgram.Load(Bare.Elf(Bare.Call(63, 0, Bare.Data, 256), Bare.Call(64, 1, Bare.Data, 256), Bare.Publish(Bare.Data + 0x400, 4))),
        _ => Guests.Load("sha256_stream"),
    };

    /// <summary>A guest that reads 256 bytes, loads eight words of them, mixes them, and stumbles.</summary>
    internal static byte[] Faulting() => Bare.Elf(
        Li(Bare.In, Bare.Data), Bare.Call(63, 0, Bare.Data, 256),
        [.. Enumerable.Range(0, 8).Select(i => Lw(18 + i, 4 * i, Bare.In)), Add(5, 18, 19), Xor(6, 20, 21), Mul(7, 22, 23), Sw(7, 0x200, Bare.In), Ebreak()]);

    private static int Run(HeldState state, Profile profile)
    {
        using var input = Console.OpenStandardInput();
        if (state == HeldState.Tool)
        {
            UseTool(input, profile);
        }
        else
        {
            Handle(input, state, profile);
        }

        Wait(input);
        GC.KeepAlive(s_kept);
        return 0;
    }

    private static void Wait(Stream input)
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Console.Out.WriteLine(Ready);
        Console.Out.Flush();
        input.ReadByte();
    }

    // The tool reads to the end of the input that it is given, so it is given the secret alone.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void UseTool(Stream input, Profile profile)
    {
        Span<byte> length = stackalloc byte[4];
        input.ReadExactly(length);
        var receipt = Path.GetTempFileName();
        try
        {
            using var part = new PartStream(input, BinaryPrimitives.ReadInt32LittleEndian(length));
            var elf = Path.Combine(AppContext.BaseDirectory, "guests", "sha256_stream.elf");
            var host = new CliHost(part, Stream.Null, Stream.Null, default);
            var status = FastZkTool.Run(["prove", elf, "--input", "-", "--receipt", receipt, "--profile", profile.Name, "--threads", "2"], host);
            if (status != 0)
            {
                throw new InvalidOperationException($"The tool ended with {status}.");
            }
        }
        finally
        {
            File.Delete(receipt);
        }

        // The tool draws its own.
        Span<byte> seed = stackalloc byte[32];
        input.ReadExactly(seed);
        seed.Clear();
    }

    // A frame of its own: nothing of it is alive when the process waits.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Handle(Stream input, HeldState state, Profile profile)
    {
        Span<byte> length = stackalloc byte[4];
        input.ReadExactly(length);
        var secret = GC.AllocateUninitializedArray<byte>(BinaryPrimitives.ReadInt32LittleEndian(length), pinned: true);
        var seed = GC.AllocateUninitializedArray<byte>(32, pinned: true);
        input.ReadExactly(secret);
        input.ReadExactly(seed);
        var program = Guest(state);
        long heard = 0;
        var prover = new Prover(new() { Threads = 2, Profile = profile, Seed = seed, Console = (_, bytes) => heard += bytes.Length });
        object? receipt = null;
        using var source = new CancellationTokenSource();
        try
        {
            receipt = state switch
            {
                HeldState.Executed => prover.Execute(program, secret),
                HeldState.Cancelled => prover.Prove(program, secret, source.Token, Told.At("quotient", source.Cancel)),
                HeldState.Recorded => prover.Prove(program, secret, default, Told.At("fill tables", () => Wait(input))),
                HeldState.Filled => prover.Prove(program, secret, default, Told.At("commit main", () => Wait(input))),
                _ => prover.Prove(program, secret),
            };
        }
        catch (Exception e) when (e is OperationCanceledException or GuestFaultException)
        {
            receipt = e.ToString();
        }

        if (state != HeldState.Kept)
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(seed);
        }

        if (state == HeldState.Disposed)
        {
            prover.Dispose();
            program.Dispose();
        }
        else
        {
            s_kept = (prover, program, receipt, secret, seed, heard);
        }
    }

    /// <summary>The next bytes of a stream as a stream of their own; copies nothing.</summary>
    private sealed class PartStream(Stream whole, int left) : Stream
    {
        private int _left = left;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = whole.Read(buffer[..Math.Min(buffer.Length, _left)]);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
