using FastZk.Stark.Security;

namespace FastZk.Tests;

public class GuestProofTests
{
    public static TheoryData<string, byte[], string> Runs()
    {
        var d = new TheoryData<string, byte[], string>();
        foreach (var profile in new[] { "fast", "compact" })
        {
            d.Add("key_ownership", [.. Enumerable.Range(0, 64).Select(i => (byte)i)], profile);
            d.Add("key_ownership_rust", [.. Enumerable.Range(0, 64).Select(i => (byte)i)], profile);
            d.Add("fibonacci", Guests.Words(1000), profile);
            d.Add("mixed", Guests.Words(5, 60), profile);
            d.Add("sha256_stream", [1, 2, 3], profile);
            d.Add("sort", Guests.Words(50, 3), profile);
            d.Add("edit_distance", [.. Guests.Words(6, 7), .. "kittensitting"u8], profile);
            d.Add("merkle_path", [.. Guests.Words(3, 5), .. new byte[32 + 32 + 3 * 32]], profile);
            d.Add("password_policy", [.. new byte[32], 8, 64, 5, 3, .. Guests.Words(8), 7, .. "letmein"u8, 15, .. "correct Horse 7"u8], profile);
            d.Add("json_field", [.. new byte[32], .. Guests.Words(4), .. "/a/1"u8, .. Guests.Words(18), .. """{"a":[0,"\u00e9"]}"""u8], profile);
            d.Add("rust_sdk", [0], profile);
        }

        return d;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void HonestRunsProveAndVerify(string guest, byte[] input, string profile)
    {
        using var program = Guests.Load(guest);
        using var prover = new Prover(new() { Profile = Profile.All.Single(p => p.Name == profile), Threads = 2 });
        var receipt = prover.Prove(program, input);
        Assert.Equal(prover.Execute(program, input).Journal, receipt.Journal.ToArray());
        Assert.True(Verifier.Verify(receipt.ToBytes(), program.ImageId).IsAccepted);
        Assert.False(Verifier.Verify(receipt.ToBytes(), program.ImageId, exitCode: 1).IsAccepted);
    }
}
