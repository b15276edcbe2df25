using System.Security.Cryptography;
using FastZk.Messenger.Keys;

namespace FastZk.Messenger.Tests;

/// <summary>Keys in memory and on the disk.</summary>
public sealed class KeyFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fastzk-messenger-").FullName;

    [Fact]
    public void AKeyComesBackAsItWasWritten()
    {
        using var key = SecretKey.Generate();
        KeyFile.Write(At("key"), key);
        using var again = KeyFile.Read(At("key"));
        Assert.Equal(key.Identity, again.Identity);
        var bytes = File.ReadAllBytes(At("key"));
        Assert.Equal(SHA256.HashData(bytes), key.Identity.ToArray());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("key")));
        }
    }

    [Fact]
    public void AKeyIsNeverOverwritten()
    {
        File.WriteAllText(At("key"), "precious");
        using var key = SecretKey.Generate();
        Assert.Throws<KeyFileException>(() => KeyFile.Write(At("key"), key));
        Assert.Equal("precious", File.ReadAllText(At("key")));
        Assert.Throws<KeyFileException>(() => KeyFile.Write(_folder, key));
        Assert.Throws<KeyFileException>(() => KeyFile.Write(At("no/such/folder"), key));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void AKeyThatOthersMayUseIsRefused(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var key = SecretKey.Generate();
        KeyFile.Write(At("key"), key);
        File.SetUnixFileMode(At("key"), UnixFileMode.UserRead | UnixFileMode.UserWrite | mode);
        Assert.Contains("others", Assert.Throws<KeyFileException>(() => KeyFile.Read(At("key"))).Message);
    }

    [Fact]
    public void WhatIsNoKeyIsRefused()
    {
        foreach (var bytes in new[] { [], new byte[31], new byte[32], new byte[33], RandomNumberGenerator.GetBytes(31), RandomNumberGenerator.GetBytes(33) })
        {
            File.WriteAllBytes(At("key"), bytes);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(At("key"), UnixFileMode.UserRead);
            }

            Assert.Throws<KeyFileException>(() => KeyFile.Read(At("key")));
            File.Delete(At("key"));
        }

        Assert.Throws<KeyFileException>(() => KeyFile.Read(At("none")));
        Assert.Throws<KeyFileException>(() => KeyFile.Read(_folder));
        Assert.Throws<KeyFileException>(() => KeyFile.Read(""));
    }

    [Fact]
    public void ADisposedKeyIsZero()
    {
        var bytes = new byte[SecretKey.Size];
        var key = SecretKey.Generate();
        key.CopyTo(bytes);
        Assert.Contains(bytes, b => b != 0);
        key.Dispose();
        key.CopyTo(bytes);
        Assert.All(bytes, b => Assert.Equal(0, b));
        // What a key is made of is wiped where it came from.
        bytes.AsSpan().Fill(1);
        using var taken = SecretKey.Take(bytes);
        Assert.All(bytes, b => Assert.Equal(0, b));
    }

    [Fact]
    public void IdentitiesAreReadStrictly()
    {
        using var key = SecretKey.Generate();
        Assert.True(Identity.TryParse(key.Identity.ToString().ToUpperInvariant(), out var same));
        Assert.Equal(key.Identity, same);
        Assert.False(Identity.TryParse(null, out _));
        Assert.False(Identity.TryParse(key.Identity.ToString()[1..], out _));
        Assert.False(Identity.TryParse("g" + key.Identity.ToString()[1..], out _));
    }

    private string At(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
