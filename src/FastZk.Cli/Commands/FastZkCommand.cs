using System.CommandLine;
using FastZk.Cli.Output;
using FastZk.Memory;
using FastZk.Stark;
using FastZk.Vm;

namespace FastZk.Cli.Commands;

/// <summary>What all commands share: --json, and that every failure becomes one line and an exit status.</summary>
internal abstract class FastZkCommand : Command
{
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object on standard output" };

    protected FastZkCommand(CliHost host, string name, string description)
        : base(name, description)
    {
        Host = host;
        Add(_json);
        SetAction(Guarded);
    }

    /// <summary>Status for a wrong command line and for files that cannot be read or written.</summary>
    public virtual int UsageStatus => ExitStatus.Usage;

    /// <summary>Status for a guest that is no program, or faults.</summary>
    protected virtual int GuestStatus => ExitStatus.Usage;

    /// <summary>Status for a run that has no proof, and for mistakes of the tool itself.</summary>
    protected virtual int ImpossibleStatus => ExitStatus.Impossible;

    protected CliHost Host { get; }

    /// <summary>Does the work and returns the exit status. Failures are exceptions.</summary>
    protected abstract int Execute(ParseResult parsed);

    protected bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    private int Guarded(ParseResult parsed)
    {
        try
        {
            Host.Cancellation.ThrowIfCancellationRequested();
            return Execute(parsed);
        }
        catch (Exception e)
        {
            var (status, message) = Explain(e is AggregateException { InnerException: { } inner } ? inner : e);
            return Complaints.Fail(Host, IsJson(parsed), status, message);
        }
    }

    private (int Status, string Message) Explain(Exception e) => e switch
    {
        CliException own => (own.Status == ExitStatus.Usage ? UsageStatus : own.Status, own.Message),
        OperationCanceledException => (ExitStatus.Interrupted, "interrupted; nothing was written"),
        InvalidElfException => (GuestStatus, $"unusable guest: {e.Message}"),
        GuestFaultException { Kind: FaultKind.CycleLimit or FaultKind.TooManyMemoryWords } => (ImpossibleStatus, e.Message),
        GuestFaultException => (GuestStatus, e.Message),
        ProofTooLargeException large => (ImpossibleStatus,
            $"this proof needs about {Text.Mebibytes(large.PredictedBytes)}, the limit is {Text.Mebibytes(large.LimitBytes)}; raise it with --memory, or prove a shorter run"),
        MemoryLimitException memory => (ImpossibleStatus, $"this run needs more than the limit of {Text.Mebibytes(memory.LimitBytes)}, or the machine has no more; raise the limit with --memory, or prove a shorter run"),
        StarkProverException => (ImpossibleStatus, e.Message),
        OutOfMemoryException => (ImpossibleStatus, "out of memory"),
        IOException or UnauthorizedAccessException or ObjectDisposedException => (UsageStatus, $"cannot write the output: {e.Message}"),
        _ => (ImpossibleStatus, $"internal error, please report it: {e.GetType().Name}: {e.Message}"),
    };
}
