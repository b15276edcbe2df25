namespace FastZk.Vm.Debugging;

/// <summary>Runs a guest under GDB: stops where it asks, talks with it while the guest stands still, and goes on as it says.</summary>
/// <remarks>
/// Free running is interpreted at full speed: breakpoints are marks in the code. A step, the step off a breakpoint, and everything while there are
/// watchpoints, is one instruction at a time: a mark behind it ends the stretch if it is no jump, and a jump ends it by itself.
/// </remarks>
internal sealed class GdbSession : IRunObserver
{
    // Stretches between two looks at the connection, a system call each: less than a millisecond.
    private const int StretchesBetweenPolls = 1 << 12;

    private readonly DebugTarget _target;
    private readonly GdbConnection _connection;
    private readonly GdbCommands _commands;
    private Action<uint, uint>? _textStoreWarning;
    private string? _stop;
    private string? _hit;
    private Resume _order;
    private bool _announced = true;
    private bool _oneInstruction;
    private bool _detached;
    private int _untilPoll;

    /// <param name="target">The guest.</param>
    /// <param name="connection">The debugger.</param>
    /// <param name="textStoreWarning">Told once of a store to text, see <see cref="ExecutionOptions.TextStoreWarning"/>.</param>
    public GdbSession(DebugTarget target, GdbConnection connection, Action<uint, uint>? textStoreWarning)
    {
        (_target, _connection, _textStoreWarning) = (target, connection, textStoreWarning);
        _commands = new(target);
        // In front of the first instruction; GDB asks for the reason itself.
        _stop = _commands.StopReply;
        _announced = false;
    }

    /// <inheritdoc/>
    public void Before()
    {
        if (_detached)
        {
            return;
        }

        if (_stop is null && --_untilPoll < 0)
        {
            _untilPoll = StretchesBetweenPolls;
            _stop = _connection.PollInterrupt() ? Stopped(GdbSignal.Interrupt) : null;
        }

        if (_stop is { } stop)
        {
            Converse(stop);
            if (_detached)
            {
                return;
            }
        }

        Prepare();
    }

    /// <inheritdoc/>
    public void Executed(int first, int count, int next)
    {
        if (count > 0)
        {
            Arrive(next);
        }
    }

    /// <inheritdoc/>
    public void Called(int index, in EcallEvent call)
    {
        if (_oneInstruction)
        {
            _hit ??= _target.Watchpoints.HitBy(call);
        }

        Arrive(index + 1);
    }

    /// <inheritdoc/>
    public void StoresToText(int index, uint address)
    {
        _textStoreWarning?.Invoke(_target.Pc, address);
        _textStoreWarning = null;
    }

    /// <inheritdoc/>
    public bool IsMark(int index)
    {
        // Whether the guest stops here was decided when it arrived.
        return !_detached && _target.Breakpoints.IsMark(index);
    }

    /// <inheritdoc/>
    public bool Faulted(GuestFaultException fault)
    {
        if (_detached)
        {
            return false;
        }

        var signal = GdbSignals.Of(fault.Kind);
        _target.Fault = fault;
        Converse(Stopped(signal));
        if (_detached)
        {
            return false;
        }

        // As under an operating system: the signal passed on ends the program, anything else tries again.
        if (_order.Signal == (int)signal)
        {
            _connection.Send($"X{(int)signal:x2}");
            return false;
        }

        _target.Fault = null;
        return true;
    }

    /// <summary>Tells GDB that the guest has exited.</summary>
    public void Exited(uint exitCode)
    {
        if (!_detached)
        {
            _connection.Send($"W{exitCode & 0xFF:x2}");
        }
    }

    private static string Stopped(GdbSignal signal, string why = "") => $"T{(int)signal:x2}{why}thread:1;";

    // Until GDB orders to go on.
    private void Converse(string stop)
    {
        _stop = null;
        _target.Breakpoints.Unmark();
        _commands.StopReply = stop;
        if (_announced)
        {
            _connection.Send(stop);
        }

        _announced = true;
        while (true)
        {
            var order = _commands.Handle(_connection.Receive(), out var reply);
            if (reply is not null)
            {
                _connection.Send(reply);
            }

            _connection.NoAcknowledgements |= _commands.NoAcknowledgements;
            if (order is { } o)
            {
                Take(o);
                return;
            }
        }
    }

    private void Take(Resume order)
    {
        _order = order;
        switch (order.Kind)
        {
            case ResumeKind.Kill:
                throw new DebuggerGoneException("the debugger ended the run");
            case ResumeKind.Detach:
                _detached = true;
                break;
        }
    }

    private void Prepare()
    {
        var index = _target.NextIndex;
        var one = _order.Kind == ResumeKind.Step || _target.Watchpoints.Any || _target.Breakpoints.Contains(index);
        if (one)
        {
            _target.Breakpoints.MarkBehind(index);
        }
        else
        {
            _target.Breakpoints.MarkAll();
        }

        _oneInstruction = one;
        _hit = one ? _target.Watchpoints.HitBy(_target.NextInstruction, _target.Registers) : null;
    }

    // A stretch ended in front of an instruction: at a mark, behind a jump or an ecall, or after one instruction. Where a breakpoint is, the guest stops; the
    // next stretch begins by stepping off it.
    private void Arrive(int next)
    {
        if (_detached)
        {
            return;
        }

        _stop = _hit is { } hit ? Stopped(GdbSignal.Trap, hit)
            : _target.Breakpoints.Contains(next) ? Stopped(GdbSignal.Trap, "swbreak:;")
            : _oneInstruction && _order.Kind == ResumeKind.Step ? Stopped(GdbSignal.Trap) : null;
        _hit = null;
    }
}
