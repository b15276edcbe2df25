using System.Net;
using System.Threading.Channels;
using FastZk.Messenger.Sessions;

namespace FastZk.Messenger.Tests;

/// <summary>Keeps what a node tells; a test takes it out in order.</summary>
internal sealed class Journal : ISessionObserver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<Session> _opened = Channel.CreateUnbounded<Session>();
    private readonly Channel<(Session, string)> _texts = Channel.CreateUnbounded<(Session, string)>();
    private readonly Channel<(EndPoint? Remote, Session? Session, SessionEnd End)> _ended = Channel.CreateUnbounded<(EndPoint?, Session?, SessionEnd)>();

    public void Opened(Session session) => _opened.Writer.TryWrite(session);

    public void Received(Session session, string text) => _texts.Writer.TryWrite((session, text));

    public void Ended(EndPoint? remote, Session? session, SessionEnd end) => _ended.Writer.TryWrite((remote, session, end));

    public async Task<Session> NextOpened() => await _opened.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public async Task<(Session Session, string Text)> NextText() => await _texts.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public async Task<(EndPoint? Remote, Session? Session, SessionEnd End)> NextEnd() => await _ended.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>The next end, of a connection that must not open before.</summary>
    public async Task<(EndPoint? Remote, SessionEnd End)> NextRefusal()
    {
        var ended = NextEnd();
        await Task.WhenAny(ended, _opened.Reader.WaitToReadAsync().AsTask());
        Assert.False(_opened.Reader.TryPeek(out _), "a session opened that must not");
        var (remote, session, end) = await ended;
        Assert.Null(session);
        return (remote, end);
    }

    /// <summary>Nothing is left that no test asked for.</summary>
    public void AssertEmpty() => Assert.False(_opened.Reader.TryPeek(out _) || _texts.Reader.TryPeek(out _) || _ended.Reader.TryPeek(out _));
}
