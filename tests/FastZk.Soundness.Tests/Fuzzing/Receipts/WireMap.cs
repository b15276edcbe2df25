using FastZk.Circuits;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;
using FastZk.Stark.Verify;

namespace FastZk.Soundness.Tests.Fuzzing.Receipts;

/// <summary>Where each part of a receipt lies: the head by its description in docs/protocol.md, the proof by the map of the proof system's tests.</summary>
internal sealed class WireMap
{
    /// <summary>Offsets in the head that no length moves.</summary>
    public const int Version = 4, ProfileId = 6, Heights = 7;

    /// <summary>Offsets in the program key.</summary>
    public const int KeyEntry = 4, KeyProfiles = 8, KeyProfileBytes = 35;

    private readonly List<WirePart> _parts = [];

    private WireMap()
    {
    }

    /// <summary>All parts, in order; they cover the receipt.</summary>
    public IReadOnlyList<WirePart> Parts => _parts;

    /// <summary>Parts that share a name.</summary>
    public WirePart[][] Groups { get; private set; } = [];

    /// <summary>Groups of the head; of what stands before the query indexes are drawn; of what stands behind.</summary>
    public WirePart[][] HeadGroups { get; private set; } = [];

    /// <inheritdoc cref="HeadGroups"/>
    public WirePart[][] CommittedGroups { get; private set; } = [];

    /// <inheritdoc cref="HeadGroups"/>
    public WirePart[][] OpenedGroups { get; private set; } = [];

    /// <summary>log2 of the highest table.</summary>
    public int LogTop { get; private set; }

    public static int Tables => Rv32Circuit.System.Tables.Length;
    public static int HeightBytes => ProofShape.PackedHeightBytes(Rv32Circuit.System);
    public static int Key => Heights + HeightBytes;
    public static int ExitCode => Key + ProgramKey.Size;
    public static int JournalLength => ExitCode + 4;
    public static int Journal => JournalLength + 4;

    /// <summary>Offset of a profile's entry in the key: id, two heights, root.</summary>
    public static int KeyOf(Profile profile) => Key + KeyProfiles + KeyProfileBytes * (profile.Id - 1);

    /// <summary>The first part of that name.</summary>
    public WirePart this[string name] => _parts.First(p => p.Name == name);

    /// <summary>Maps a receipt that gets as far as drawing its query indexes.</summary>
    public static WireMap Of(byte[] receipt)
    {
        var head = ReceiptFormat.TryDecode(receipt, Verifier.DefaultMaxJournalBytes, out var reason) ?? throw new InvalidOperationException(reason);
        var map = new WireMap();
        map.AddHead(head);
        map.LogTop = head.Shape.LogTop;
        var statement = new RunStatement(head.Key.Bytes, head.Key.Entry, head.ExitCode, receipt.AsMemory(head.JournalStart, head.JournalLength));
        var (program, circuit) = (head.Key.Of(head.Shape.Profile).Root, CircuitRoots.Of(head.Shape));
        var recorder = new IndexRecorder(new ProtocolTranscript(head.Shape, statement.Statement, program, circuit));
        StarkVerifier.Verify(recorder, head.Shape, statement, program, circuit, receipt.AsSpan(head.ProofStart));
        var proof = new Stark.Tests.Toy.ProofMap(head.Shape, recorder.Drawn ?? throw new InvalidOperationException("The receipt draws no query indexes."));
        foreach (var p in proof.Parts)
        {
            map._parts.Add(new(p.Name, KindOf(p.Name), head.ProofStart + p.Start, p.Length));
        }

        if (map._parts[^1].End != receipt.Length)
        {
            throw new InvalidOperationException("The map does not cover the receipt.");
        }

        map.Group();
        return map;
    }

    private void Group()
    {
        Groups = [.. _parts.Where(p => p.Length > 0).GroupBy(p => p.Name).Select(g => g.ToArray())];
        var opened = this["nonce queries"].End;
        HeadGroups = [.. Groups.Where(g => g[0].Kind == PartKind.Head)];
        CommittedGroups = [.. Groups.Where(g => g[0].Kind != PartKind.Head && g[0].Start < opened)];
        OpenedGroups = [.. Groups.Where(g => g[0].Start >= opened)];
    }

    private void AddHead(ReceiptHead head)
    {
        var at = 0;
        void Add(string name, int length)
        {
            _parts.Add(new(name, PartKind.Head, at, length));
            at += length;
        }

        Add("magic", 4);
        Add("version", 2);
        Add("profile", 1);
        Add("heights", HeightBytes);
        Add("key versions", 4);
        Add("key entry", 4);
        foreach (var p in Profile.All)
        {
            Add($"key {p.Name} id", 1);
            Add($"key {p.Name} heights", 2);
            Add($"key {p.Name} root", 32);
        }

        Add("exit code", 4);
        Add("journal length", 4);
        Add("journal", head.JournalLength);
    }

    private static PartKind KindOf(string name) =>
        name.StartsWith("nonce", StringComparison.Ordinal) ? PartKind.Nonce
        : name.Contains("salt", StringComparison.Ordinal) ? PartKind.Salt
        : name.Contains("root", StringComparison.Ordinal) || name.Contains("path", StringComparison.Ordinal) ? PartKind.Digest
        : PartKind.Field;
}
