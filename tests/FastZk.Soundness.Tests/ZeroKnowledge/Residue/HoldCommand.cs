using System.Buffers.Binary;
using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using FastZk.Circuits.Tests;
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

    /// <summary>As <see cref="Between"/>, but the caller did not wipe his input: a search must find it.</summary>
    Kept,
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

    /// <summary>The guest whose memory is searched: reads what there is, hashes it, publishes the digest; or one that faults with part of it in registers.</summary>
    internal static GuestProgram Guest(HeldState state) => state == HeldState.Faulted ? GuestProgram.Load(Faulting()) : Guests.Load("sha256_stream");

    // Reads 256 bytes, loads eight words of them, mixes them, and stumbles.
    internal static byte[] Faulting() => Bare.Elf(
        Li(Bare.In, Bare.Data), Bare.Call(63, 0, Bare.Data, 256),
        [.. Enumerable.Range(0, 8).Select(i => Lw(18 + i, 4 * i, Bare.In)), Add(5, 18, 19), Xor(6, 20, 21), Mul(7, 22, 23), Sw(7, 0x200, Bare.In), Ebreak()]);

    private static int Run(HeldState state, Profile profile)
    {
        using var input = Console.OpenStandardInput();
        Handle(input, state, profile);
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Console.Out.WriteLine(Ready);
        Console.Out.Flush();
        input.ReadByte();
        GC.KeepAlive(s_kept);
        return 0;
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
        var prover = new Prover(new() { Threads = 2, Profile = profile, Seed = seed });
        object? receipt = null;
        using var source = new CancellationTokenSource();
        try
        {
            receipt = state switch
            {
                HeldState.Executed => prover.Execute(program, secret),
                HeldState.Cancelled => prover.Prove(program, secret, source.Token, new At("quotient", source.Cancel)),
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
            s_kept = (prover, program, receipt, secret, seed);
        }
    }

    private sealed class At(string phase, Action act) : IProgress<ProofProgress>
    {
        public void Report(ProofProgress value)
        {
            if (value.Phase == phase)
            {
                act();
            }
        }
    }
}
