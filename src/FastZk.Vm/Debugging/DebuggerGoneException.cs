namespace FastZk.Vm.Debugging;

/// <summary>A run ended because its debugger killed it, or went away without letting it go. The message is one line.</summary>
public sealed class DebuggerGoneException(string message) : Exception(message);
