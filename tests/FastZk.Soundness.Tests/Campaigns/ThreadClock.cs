using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FastZk.Soundness.Tests.Campaigns;

/// <summary>Processor time of the calling thread, where the system tells it (Linux), so that a busy machine does not make cases look slow; else wall time.</summary>
internal static partial class ThreadClock
{
    // From time.h; POSIX: clock_gettime.
    private const int ThreadProcessorTime = 3;

    /// <summary>Milliseconds since some moment of this thread.</summary>
    public static double Milliseconds =>
        OperatingSystem.IsLinux() && GetTime(ThreadProcessorTime, out var t) == 0
            ? t.Seconds * 1e3 + t.Nanoseconds / 1e6
            : Stopwatch.GetTimestamp() * 1e3 / Stopwatch.Frequency;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
