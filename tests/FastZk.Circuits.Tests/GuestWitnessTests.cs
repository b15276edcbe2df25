namespace FastZk.Circuits.Tests;

public class GuestWitnessTests
{
    public static TheoryData<string, byte[]> Runs() => new()
    {
        { "key_ownership", [.. Enumerable.Range(0, 64).Select(i => (byte)i)] },
        { "fibonacci", Guests.Words(100) },
        { "fibonacci", Guests.Words(12000) },
        { "sort", Guests.Words(100, 7) },
        { "edit_distance", [.. Guests.Words(6, 7), .. "kittensitting"u8] },
        { "sha256_stream", [.. Enumerable.Range(0, 131).Select(i => (byte)(i * 7))] },
        { "sha256_stream", [] },
        { "mixed", Guests.Words(1, 50) },
        { "fault", [7] },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void EveryConstraintHoldsAndEveryBusBalances(string guest, byte[] input)
    {
        using var w = new WitnessChecks(Guests.Load(guest), input);
        w.AssertSound();
    }
}
