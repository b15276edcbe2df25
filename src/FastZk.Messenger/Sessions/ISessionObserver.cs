using System.Net;

namespace FastZk.Messenger.Sessions;

/// <summary>Is told what happens to connections, from several threads at once. Must not throw.</summary>
internal interface ISessionObserver
{
    /// <summary>Both sides have proven who they are.</summary>
    void Opened(Session session);

    /// <summary>A text of an authenticated peer: any characters, control characters too. The next one of this peer waits until this returns.</summary>
    void Received(Session session, string text);

    /// <summary>A connection is over; told once for each.</summary>
    /// <param name="remote">the other side's address, where it is known.</param>
    /// <param name="session">the session, or null where it never opened.</param>
    /// <param name="end">how it ended.</param>
    void Ended(EndPoint? remote, Session? session, SessionEnd end);
}
