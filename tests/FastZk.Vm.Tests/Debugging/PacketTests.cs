using System.Text;
using FastZk.Vm.Debugging;

namespace FastZk.Vm.Tests.Debugging;

/// <summary>The framing of packets: checksums, escapes, noise, limits, resending.</summary>
public sealed class PacketTests
{
    [Theory]
    [InlineData("$OK#9a", "Packet OK")]
    [InlineData("$#00", "Packet ")]
    [InlineData("+$g#67", "Acknowledged; Packet g")]
    [InlineData("-", "Refused")]
    [InlineData("\u0003", "Interrupt")]
    [InlineData("noise\r\n$?#3f!", "Packet ?")]
    [InlineData("$?#00", "Damaged")]
    [InlineData("$?#zz", "Damaged")]
    [InlineData("$?#3", "")]
    [InlineData("$lost$?#3f", "Packet ?")]
    [InlineData("$a}\u0003b#43", "Packet a#b")]
    [InlineData("$a\u0003#64", "Packet a\u0003")]
    public void PacketsAreFound(string bytes, string expected)
    {
        var reader = new PacketReader();
        var events = new List<string>();
        foreach (var b in Encoding.Latin1.GetBytes(bytes))
        {
            var e = reader.Next(b);
            if (e != PacketEvent.None)
            {
                events.Add(e == PacketEvent.Packet ? $"Packet {Encoding.Latin1.GetString(reader.Body)}" : $"{e}");
            }
        }

        Assert.Equal(expected, string.Join("; ", events));
    }

    [Fact]
    public void LongPacketsAreRefusedAndForgotten()
    {
        var reader = new PacketReader();
        var events = Encoding.Latin1.GetBytes($"${new string('a', PacketReader.MaxBody + 1)}#00$?#3f").Select(reader.Next).Where(e => e != PacketEvent.None);
        Assert.Equal([PacketEvent.TooLong, PacketEvent.Packet], events);
        Assert.Equal(PacketEvent.Packet, Encoding.Latin1.GetBytes($"${new string('a', PacketReader.MaxBody)}#00").Select(reader.Next).ToArray()[^1]);
    }

    [Fact]
    public void DamagedPacketsAreAskedForAgain()
    {
        var channel = new ScriptedChannel(["$g#00$g#67"u8.ToArray()]);
        var connection = new GdbConnection(channel);
        Assert.Equal("g"u8.ToArray(), connection.Receive());
        Assert.Equal("-+", channel.Sent);
    }

    [Fact]
    public void RefusedRepliesAreSentAgainButNotForEver()
    {
        var channel = new ScriptedChannel(["---$g#67"u8.ToArray(), .. Enumerable.Repeat("-"u8.ToArray(), 100)]);
        var connection = new GdbConnection(channel);
        connection.Send("OK");
        connection.Receive();
        Assert.Equal("$OK#9a$OK#9a$OK#9a$OK#9a+", channel.Sent);
        Assert.Throws<DebuggerGoneException>(() => connection.Receive());
        Assert.InRange(channel.Replies.Length, 5, 20);
    }

    [Fact]
    public void PacketsWithoutEndAreBounded()
    {
        var connection = new GdbConnection(new ScriptedChannel(Enumerable.Repeat("$g#67"u8.ToArray(), 100)) { LooksUntilData = 0 });
        Assert.Throws<DebuggerGoneException>(() => connection.PollInterrupt());
    }

    [Fact]
    public void TheEndOfTheConnectionIsSaid() =>
        Assert.Contains("closed", Assert.Throws<DebuggerGoneException>(() => new GdbConnection(new ScriptedChannel([])).Receive()).Message);
}
