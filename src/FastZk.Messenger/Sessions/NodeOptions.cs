using FastZk.Messenger.Keys;

namespace FastZk.Messenger.Sessions;

/// <summary>What a node allows.</summary>
internal sealed record NodeOptions
{
    /// <summary>Time limits of each connection.</summary>
    public TimeLimits Limits { get; init; } = new();

    /// <summary>Connections that are open at most, those in their handshake included.</summary>
    public int MaxConnections { get; init; } = 64;

    /// <summary>Connections taken from others that are in their handshake at most. Each may hold a receipt twice, about 3 MiB.</summary>
    public int MaxHandshakes { get; init; } = 16;

    /// <summary>Who may connect; null: everybody who proves who they are.</summary>
    public IReadOnlySet<Identity>? Admitted { get; init; }

    /// <summary>Measures the time limits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
