namespace FastZk.Circuits;

/// <summary>The buses that join the tables (docs/protocol.md, "Buses"). The numbers are part of the circuit version.</summary>
public static class Bus
{
    /// <summary>(pc, time): chained; the verifier adds (entry, 0), the exit ends it.</summary>
    public const int State = 0;

    /// <summary>(pc, op, rd, rs1, rs2, k0, k1, k2, k3): what the instruction at pc is; constants not used are 0.</summary>
    public const int Program = 1;

    /// <summary>(key, time, low limb, high limb): chained from and to the boundary table.</summary>
    public const int Memory = 2;

    /// <summary>(key, low limb, high limb): the program's initial words.</summary>
    public const int Image = 3;

    /// <summary>(x, n): x in [0, 2^n), n = 0..16.</summary>
    public const int Range = 4;

    /// <summary>(x, y): two bytes.</summary>
    public const int BytePair = 5;

    /// <summary>(x, y, x and y) on bytes; or and xor follow from it.</summary>
    public const int And = 6;

    /// <summary>(tag, v0, v1, v2, v3): shift amounts and byte masks, see <see cref="Preprocessed.SmallTable"/>.</summary>
    public const int Small = 7;

    /// <summary>(kind, time, word, offset, index, left): an ecall's buffer, chained through the I/O tables.</summary>
    public const int Device = 8;

    /// <summary>(1, index, byte) for the journal, (2, low limb, high limb) for the exit code; consumed by the verifier.</summary>
    public const int Public = 9;

    /// <summary>
    /// (kind, time, word, four words' limbs): 0, message words for the compression; 1 and 2, the halves of a state between a call and its blocks.
    /// </summary>
    public const int Sha256 = 10;

    /// <summary>(kind, time, word, group, packs): lanes of a state between a call's rows and its permutations, see <see cref="Tables.Keccak.KeccakMessage"/>.</summary>
    public const int Keccak = 11;

    /// <summary>(x): numbers of digits 0, 1, 2, see <see cref="Tables.Keccak.KeccakParityTable"/>.</summary>
    public const int KeccakParity = 12;

    /// <summary>Number of buses.</summary>
    public const int Count = 13;

    /// <summary>Names by number.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["State", "Program", "Memory", "Image", "Range", "BytePair", "And", "Small", "Device", "Public", "Sha256", "Keccak", "KeccakParity"];
}
