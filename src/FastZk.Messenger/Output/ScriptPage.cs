using System.Net;
using System.Text;
using System.Text.Json;
using FastZk.Messenger.Keys;
using FastZk.Messenger.Sessions;

namespace FastZk.Messenger.Output;

/// <summary>One JSON object a line; everything but ASCII is escaped.</summary>
internal sealed class ScriptPage(TextWriter output) : EventPage
{
    protected override void ShowListening(IPEndPoint address, Identity own) => Write("listening", w =>
    {
        w.WriteString("address", address.ToString());
        w.WriteNumber("port", address.Port);
        w.WriteString("identity", own.ToString());
    });

    protected override void ShowCalling(EndPoint address, Identity own) => Write("calling", w =>
    {
        w.WriteString("address", address.ToString());
        w.WriteString("identity", own.ToString());
    });

    protected override void ShowOpened(int number, Session session) => Write("opened", w => Who(w, number, session));

    protected override void ShowText(int number, Session session, string text) => Write("text", w =>
    {
        Who(w, number, session);
        w.WriteString("text", text);
    });

    protected override void ShowEnded(int number, EndPoint? remote, Session? session, SessionEnd end) => Write("ended", w =>
    {
        if (session is not null)
        {
            Who(w, number, session);
        }

        w.WriteString("remote", remote?.ToString());
        w.WriteString("fault", end.Fault.ToString());
        w.WriteString("detail", end.Detail);
    });

    private static void Who(Utf8JsonWriter writer, int number, Session session)
    {
        writer.WriteNumber("session", number);
        writer.WriteString("peer", session.Peer.ToString());
    }

    private void Write(string name, Action<Utf8JsonWriter> members)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("event", name);
            members(writer);
            writer.WriteEndObject();
        }

        output.Write(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length) + "\n");
    }
}
