using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using FastZk.Soundness.Tests.Campaigns;
using FastZk.Soundness.Tests.Report;

namespace FastZk.Soundness.Tests.Fuzzing.Receipts;

/// <summary>native/verifier, asked over pipes: a process for each exit code, which answers a byte for a receipt.</summary>
internal sealed class CVerifier : IDisposable
{
    private static readonly Lock Gate = new();
    private static string? _program;

    private readonly Dictionary<uint, Process> _processes = [];
    private readonly byte[] _head = new byte[4 + 32];

    /// <summary>Whether this machine can build it.</summary>
    public static bool IsThere => InstalledTool.Find("gcc") is not null;

    /// <summary>Whether it accepts the receipt.</summary>
    public bool Accepts(ReadOnlySpan<byte> receipt, ImageId imageId, uint exitCode)
    {
        if (!_processes.TryGetValue(exitCode, out var process))
        {
            process = Process.Start(new ProcessStartInfo(Program(), ["--batch", "--exit-code", $"{exitCode}"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            _processes.Add(exitCode, process);
        }

        BinaryPrimitives.WriteInt32LittleEndian(_head, receipt.Length);
        Convert.FromHexString(imageId.ToString()).CopyTo(_head, 4);
        var input = process.StandardInput.BaseStream;
        input.Write(_head);
        input.Write(receipt);
        input.Flush();
        return process.StandardOutput.BaseStream.ReadByte() switch
        {
            0 => true,
            1 => false,
            var other => throw new InvalidDataException($"The verifier in C answered {other}."),
        };
    }

    public void Dispose()
    {
        foreach (var p in _processes.Values)
        {
            p.StandardInput.Close();
            p.WaitForExit();
            p.Dispose();
        }
    }

    // Built once a process, in a folder of its own: another process may be running its build.
    private static string Program()
    {
        lock (Gate)
        {
            if (_program is not null)
            {
                return _program;
            }

            var folder = Path.Combine(AppContext.BaseDirectory, $"c-verifier-{Environment.ProcessId}");
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
            try
            {
                using var build = Process.Start(new ProcessStartInfo("/bin/sh", [Repository.Path("native/verifier/build.sh"), folder]))!;
                build.WaitForExit();
                if (build.ExitCode != 0)
                {
                    throw new InvalidOperationException("native/verifier/build.sh failed.");
                }
            }
            catch (Win32Exception e)
            {
                throw new InvalidOperationException("native/verifier/build.sh cannot be run.", e);
            }

            return _program = Path.Combine(folder, "fastzk-verify");
        }
    }
}
