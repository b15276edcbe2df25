namespace FastZk.Docs.Tests;

/// <summary>The sample of README.md, between the marks; <see cref="ReadmeTests"/> compares the two texts and runs this one.</summary>
internal static class ReadmeSample
{
    public static void Run()
    {
        // readme:
        using var program = GuestProgram.Load(File.ReadAllBytes("native/guests/prebuilt/fibonacci.elf"));
        using var prover = new Prover();

        byte[] input = BitConverter.GetBytes(1000u);           // private: fibonacci reads one integer
        Receipt proven = prover.Prove(program, input);         // runs, proves, checks its own proof
        byte[] receipt = proven.ToBytes();
        ImageId imageId = program.ImageId;                     // publish this once: it names the program

        // Somewhere else, with these bytes and the ImageId, and neither the program nor the input:
        VerificationResult result = Verifier.Verify(receipt, imageId, exitCode: 0);
        if (!result.IsAccepted || !Receipt.TryParse(receipt, out Receipt? accepted)) throw new InvalidOperationException(result.Reason);
        Console.WriteLine($"F(1000) mod 7919 = {BitConverter.ToUInt32(accepted!.Journal.Span)}");
        // :readme
    }
}
