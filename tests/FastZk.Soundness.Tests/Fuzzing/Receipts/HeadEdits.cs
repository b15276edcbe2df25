using System.Buffers.Binary;
using FastZk.Circuits;
using FastZk.Circuits.Preprocessed;
using FastZk.Stark.Security;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Fuzzing.Receipts;

/// <summary>Changes to the head of a receipt; most of them leave one that parses.</summary>
internal static class HeadEdits
{
    private static readonly byte[] KeyHeights = [255, 254, 128, 127, 0, 1, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 22, 23, 24, 26, 31, 32, 64];

    public static IReadOnlyList<ReceiptEdit> All { get; } =
    [
        new("a height", 3, (r, c) => SetHeight(r, Table(c), c.Dice.Below(16))),
        new("a height in bounds", 3, (r, c) => SetHeight(r, Table(c), c.Dice.Between(r.Seed.Profile.LogMinHeight, 1 + ProofShape.MaxLogTop) - 8)),
        new("a height a little off", 3, (r, c) =>
        {
            var table = Table(c);
            SetHeight(r, table, HeightOf(r, table) + c.Dice.Pick<int>([-2, -1, 1, 2]));
        }),
        new("two heights exchanged", 2, (r, c) => Exchange(r, Table(c), Table(c))),
        new("a height for no table", 1, (r, c) => SetHeight(r, WireMap.Tables, c.Dice.Below(16))),
        new("a second instance for the first", 1, (r, c) =>
        {
            var k = c.Dice.Below(Rv32Circuit.SharedClasses);
            Exchange(r, k, Rv32Circuit.InstanceOf((InstructionClass)k, 1));
        }),
        new("many heights at their most", 2, ManyHeights),
        new("a table gone", 1, (r, c) => SetHeight(r, Table(c), 0)),
        new("the program's heights, in the key too", 2, ProgramHeights),
        new("the other profile, consistently", 2, OtherProfile),
        new("exit code", 2, (r, c) => r.Set(WireMap.ExitCode, c.Dice.OneIn(2) ? r.Word(WireMap.ExitCode) ^ 1u << c.Dice.Below(32) : c.Dice.EdgeWord())),
        new("entry", 1, (r, c) => r.Set(WireMap.Key + WireMap.KeyEntry, c.Dice.OneIn(2) ? r.Word(WireMap.Key + WireMap.KeyEntry) + 4 : c.Dice.EdgeWord())),
        new("a root in the key", 1, (r, c) => Flip(r, c, WireMap.KeyOf(c.Dice.OneIn(2) ? Profile.Fast : Profile.Compact) + 3, 32)),
        new("a byte of the journal", 2, (r, c) => Flip(r, c, WireMap.Journal, (int)Math.Min(r.Word(WireMap.JournalLength), (uint)r.Length))),
        new("a journal of another length, consistently", 2, JournalLength),
        new("the journal's length alone", 1, (r, c) => r.Set(WireMap.JournalLength, c.Dice.OneIn(2) ? r.Word(WireMap.JournalLength) + (uint)c.Dice.Between(-3, 4) : c.Dice.EdgeWord())),
        new("magic, version or profile", 1, (r, c) => r.Set(c.Dice.Below(WireMap.Heights), (byte)c.Dice.Below(4))),
        new("the key's versions", 1, (r, c) => Flip(r, c, WireMap.Key, 4)),
        new("a profile's id in the key", 1, (r, c) => r.Set(WireMap.KeyOf(c.Dice.OneIn(2) ? Profile.Fast : Profile.Compact), (byte)c.Dice.Below(4))),
        new("a bit of the head", 1, (r, c) => Flip(r, c, 0, WireMap.Journal)),
        new("an edge word in the head", 1, (r, c) => r.Set(c.Dice.Below(WireMap.Journal), c.Dice.EdgeWord())),
        new("cut in the head", 1, (r, c) => r.Cut(c.Dice.Below(WireMap.Journal + 8))),
    ];

    private static int Table(EditContext c) => c.Dice.Below(WireMap.Tables);

    // As it is packed: the log of the height less 8, or 0. An odd number of tables leaves a half that nobody has.
    private static int HeightOf(EditedReceipt r, int table) => r.Byte(WireMap.Heights + table / 2) >> 4 * (table % 2) & 15;

    private static void SetHeight(EditedReceipt r, int table, int packed)
    {
        var at = Math.Min(WireMap.Heights + table / 2, WireMap.Key - 1);
        r.Set(at, (byte)(r.Byte(at) & ~(15 << 4 * (table % 2)) | (packed & 15) << 4 * (table % 2)));
    }

    private static void Exchange(EditedReceipt r, int a, int b)
    {
        var (x, y) = (HeightOf(r, a), HeightOf(r, b));
        SetHeight(r, a, y);
        SetHeight(r, b, x);
    }

    private static void Flip(EditedReceipt r, EditContext c, int at, int count)
    {
        var bytes = r.Write(at, count);
        if (bytes.Length > 0)
        {
            bytes[c.Dice.Below(bytes.Length)] ^= (byte)(1 << c.Dice.Below(8));
        }
    }

    // Sums over tables reach their bounds: buses, clock, grinding.
    private static void ManyHeights(EditedReceipt r, EditContext c)
    {
        var most = (byte)(c.Dice.OneIn(2) ? ProofShape.MaxLogTop : c.Dice.Between(17, ProofShape.MaxLogTop));
        var all = c.Dice.OneIn(3);
        for (var k = all ? WireMap.Tables : c.Dice.Between(1, WireMap.Tables); k > 0; k--)
        {
            var table = all ? k - 1 : c.Dice.Below(WireMap.Tables);
            if (Rv32Circuit.System.Tables[table].FixedColumns == 0)
            {
                SetHeight(r, table, most - 8);
            }
        }

        if (c.Dice.OneIn(2))
        {
            var (program, image) = (c.Dice.OneIn(2) ? most : r.Byte(WireMap.KeyOf(r.Seed.Profile) + 1), c.Dice.OneIn(2) ? most : r.Byte(WireMap.KeyOf(r.Seed.Profile) + 2));
            SetProgramHeights(r, r.Seed.Profile, program, image);
        }
    }

    private static void ProgramHeights(EditedReceipt r, EditContext c)
    {
        byte Some() => c.Dice.OneIn(3) ? c.Dice.Pick<byte>(KeyHeights) : (byte)c.Dice.Between(r.Seed.Profile.LogMinHeight, 1 + ProofShape.MaxLogTop);
        SetProgramHeights(r, r.Seed.Profile, Some(), c.Dice.OneIn(2) ? Some() : r.Byte(WireMap.KeyOf(r.Seed.Profile) + 2));
    }

    private static void SetProgramHeights(EditedReceipt r, Profile profile, byte program, byte image)
    {
        SetHeight(r, Rv32Circuit.Program, program - 8);
        SetHeight(r, Rv32Circuit.Image, image - 8);
        r.Set(WireMap.KeyOf(profile) + 1, [program, image]);
    }

    // What a verifier of the other profile wants to see: the circuit's and the program's heights there.
    private static void OtherProfile(EditedReceipt r, EditContext c)
    {
        var other = Profile.All.Single(p => p != r.Seed.Profile);
        r.Set(WireMap.ProfileId, other.Id);
        foreach (var (table, log) in FixedTables.CircuitHeights(other, r.Seed.Map.LogTop))
        {
            SetHeight(r, table, log - 8);
        }

        var key = WireMap.KeyOf(other);
        SetProgramHeights(r, other, r.Byte(key + 1), r.Byte(key + 2));
    }

    private static void JournalLength(EditedReceipt r, EditContext c)
    {
        var length = r.Word(WireMap.JournalLength);
        var at = WireMap.Journal + c.Dice.Below((int)Math.Min(length, (uint)r.Length) + 1);
        var remove = c.Dice.OneIn(2) ? c.Dice.Below((int)Math.Min(length, 64) + 1) : 0;
        remove = (int)Math.Min(remove, length - (uint)(at - WireMap.Journal));
        Span<byte> insert = stackalloc byte[c.Dice.Length(64)];
        c.Dice.Fill(insert);
        insert = c.Dice.OneIn(2) ? insert : default;
        r.Replace(at, remove, insert);
        r.Set(WireMap.JournalLength, (uint)(length - remove + insert.Length));
    }
}
