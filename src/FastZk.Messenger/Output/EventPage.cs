using System.Net;
using FastZk.Messenger.Keys;
using FastZk.Messenger.Sessions;

namespace FastZk.Messenger.Output;

/// <summary>Shows what happens, one event at a time, and counts sessions. Output that is gone is no failure of a session.</summary>
internal abstract class EventPage : ISessionObserver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Session, int> _numbers = [];
    private readonly List<(Func<bool> Holds, TaskCompletionSource Told)> _waiting = [];
    private int _opened;
    private int _ended;

    /// <summary>This node waits for calls.</summary>
    public void Listening(IPEndPoint address, Identity own) => Show(() => ShowListening(address, own));

    /// <summary>This node calls another.</summary>
    public void Calling(EndPoint address, Identity own) => Show(() => ShowCalling(address, own));

    public void Opened(Session session) => Show(() =>
    {
        var number = _numbers[session] = ++_opened;
        ShowOpened(number, session);
    });

    public void Received(Session session, string text) => Show(() => ShowText(_numbers[session], session, text));

    public void Ended(EndPoint? remote, Session? session, SessionEnd end) => Show(() =>
    {
        var number = 0;
        if (session is not null)
        {
            _numbers.Remove(session, out number);
            _ended++;
        }

        ShowEnded(number, remote, session, end);
    });

    /// <summary>Done when that many sessions have opened.</summary>
    public Task OpenedAsync(int count) => When(() => _opened >= count);

    /// <summary>Done when that many sessions have opened and ended.</summary>
    public Task EndedAsync(int count) => When(() => _ended >= count);

    /// <summary>Done when no session is open.</summary>
    public Task AllEndedAsync() => When(() => _ended == _opened);

    protected abstract void ShowListening(IPEndPoint address, Identity own);
    protected abstract void ShowCalling(EndPoint address, Identity own);
    protected abstract void ShowOpened(int number, Session session);
    protected abstract void ShowText(int number, Session session, string text);

    // The number is 0 where there never was a session.
    protected abstract void ShowEnded(int number, EndPoint? remote, Session? session, SessionEnd end);

    private void Show(Action show)
    {
        lock (_gate)
        {
            try
            {
                show();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // Nobody reads any more.
            }

            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Holds())
                {
                    _waiting[i].Told.SetResult();
                    _waiting.RemoveAt(i);
                }
            }
        }
    }

    private Task When(Func<bool> holds)
    {
        lock (_gate)
        {
            if (holds())
            {
                return Task.CompletedTask;
            }

            var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((holds, told));
            return told.Task;
        }
    }
}
