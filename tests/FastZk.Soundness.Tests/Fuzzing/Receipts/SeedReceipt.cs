using FastZk.Stark.Security;

namespace FastZk.Soundness.Tests.Fuzzing.Receipts;

/// <summary>A receipt that mutations start from.</summary>
internal sealed class SeedReceipt
{
    public SeedReceipt(string name, ImageId imageId, uint exitCode, byte[] bytes, bool honest)
    {
        (Name, ImageId, ExitCode, Bytes, IsHonest) = (name, imageId, exitCode, bytes, honest);
        Map = WireMap.Of(bytes);
        Profile = Profile.OfId(bytes[WireMap.ProfileId])!;
        if (Verifier.Verify(bytes, imageId, exitCode).IsAccepted != honest)
        {
            throw new InvalidOperationException($"The seed '{name}' should be {(honest ? "accepted" : "rejected")}.");
        }
    }

    public string Name { get; }

    /// <summary>The program's ImageId, as its verifier has it from elsewhere.</summary>
    public ImageId ImageId { get; }

    /// <summary>The exit code that its verifier demands.</summary>
    public uint ExitCode { get; }

    public byte[] Bytes { get; }

    public WireMap Map { get; }

    public Profile Profile { get; }

    /// <summary>Whether it is accepted as it stands. The others come from a prover that lied behind its last commitment.</summary>
    public bool IsHonest { get; }
}
