namespace FastZk.Messenger;

/// <summary>Exit statuses of the tool.</summary>
internal static class ExitStatus
{
    /// <summary>Done; for `connect`: both sides said goodbye.</summary>
    public const int Done = 0;

    /// <summary>`connect`: the session failed, or never opened.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong, a key file cannot be used, or an address cannot be had.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl+C or SIGTERM.</summary>
    public const int Interrupted = 130;
}
