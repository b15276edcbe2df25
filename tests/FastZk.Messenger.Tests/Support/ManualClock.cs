namespace FastZk.Messenger.Tests;

/// <summary>Time that passes when a test says so: a time limit then runs out however fast or slow the machine is.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Alarm> _alarms = [];
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _now;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Lets time pass in small steps until the task is done: what it waits for may not have begun yet.</summary>
    public async Task<T> PassUntil<T>(Task<T> task, TimeSpan step)
    {
        while (!task.IsCompleted)
        {
            Alarm[] due;
            lock (_gate)
            {
                _now += step;
                due = [.. _alarms.Where(a => a.Due <= _now)];
                foreach (var alarm in due)
                {
                    _alarms.Remove(alarm);
                }
            }

            foreach (var alarm in due)
            {
                alarm.Ring();
            }

            await Task.WhenAny(task, Task.Delay(10));
        }

        return await task;
    }

    private sealed class Alarm(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public void Ring() => callback(state);

        // None of the code under test repeats a timer.
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._alarms.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._now + dueTime;
                    clock._alarms.Add(this);
                }
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
