namespace FastZk.Cli;

/// <summary>Exit statuses of the tool. `run` is the exception: it returns the guest's exit code mod 256, and <see cref="NoRun"/> for everything else.</summary>
internal static class ExitStatus
{
    /// <summary>Done; for `verify`: accepted.</summary>
    public const int Done = 0;

    /// <summary>`verify`: the receipt is rejected. `demo`: something was accepted that must not be.</summary>
    public const int Rejected = 1;

    /// <summary>The command line is wrong, or a file cannot be read or written.</summary>
    public const int Usage = 2;

    /// <summary>`prove`: this run has no proof here - memory limit, too many cycles or memory words, or the prover failed its own check.</summary>
    public const int Impossible = 3;

    /// <summary>`run`, `prove`: the guest faulted or is no program. `run`: also every other failure of the tool.</summary>
    public const int NoRun = 125;

    /// <summary>Ctrl+C or SIGTERM.</summary>
    public const int Interrupted = 130;
}
