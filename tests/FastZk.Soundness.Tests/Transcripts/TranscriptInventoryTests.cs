using System.Text;
using FastZk.Docs.Tests;
using FastZk.Field;
using FastZk.Hash;
using FastZk.Soundness.Tests.Report;
using FastZk.Stark.Fri;
using FastZk.Stark.Lookup;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;
using FastZk.Stark.Verify;

namespace FastZk.Soundness.Tests.Transcripts;

/// <summary>S16: the transcript of real receipts absorbs every item before the challenges that depend on it.</summary>
public sealed class TranscriptInventoryTests
{
    private static readonly Fp5 Some = new(Fp.One, Fp.Generator, Fp.Zero, Fp.One, Fp.One);

    /// <summary>Both profiles.</summary>
    public static TheoryData<byte> Profiles => [.. Profile.All.Select(p => p.Id)];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void S16_AReplayOfTheInventoryDrawsTheVerifiersChallenges(byte profile)
    {
        // The prover's receipt is accepted, so these are its challenges too.
        var proof = RealProof.Of(profile);
        var tape = proof.Record();
        var chain = default(Hash.Transcript);
        var (challenges, drawn) = (new Queue<Fp5>(tape.Challenges), Array.Empty<int>());
        foreach (var (item, fold) in Inventory.Of(proof.Shape))
        {
            var label = Encoding.ASCII.GetBytes(item.Label);
            switch (item.Kind)
            {
                case StepKind.Absorb when item.Label == "protocol":
                    chain = new(Encoding.UTF8.GetString(item.Data!(proof, fold)));
                    break;
                case StepKind.Absorb:
                    chain.Absorb(label, item.Data!(proof, fold));
                    break;
                case StepKind.Nonce:
                    Assert.True(chain.CheckAndAbsorbNonce(label, Grinding(proof.Shape.Parameters, item.Label, fold), BitConverter.ToUInt64(item.Data!(proof, fold))));
                    break;
                case StepKind.Challenge:
                    var words = new uint[Fp5.Degree];
                    chain.SampleExtension(label, words);
                    var expected = challenges.Dequeue();
                    Assert.Equal(Enumerable.Range(0, Fp5.Degree).Select(k => expected[k].ToUInt32()), words);
                    break;
                default:
                    drawn = new int[proof.Shape.Parameters.Queries];
                    chain.SampleIndexes(label, proof.Shape.LogTop + proof.Shape.Profile.LogBlowup, drawn);
                    break;
            }
        }

        Assert.Empty(challenges);
        Assert.Equal(tape.Indexes, drawn);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void S16_TheVerifierAbsorbsAndDrawsWhatTheInventoryListsInItsOrder(byte profile)
    {
        var proof = RealProof.Of(profile);
        Assert.Null(proof.VerifyFrozen(proof.Record(), out var shadow));
        Assert.Equal(Inventory.Of(proof.Shape).Select(i => (i.Item.Label, IsDrawn: i.Item.Kind is StepKind.Challenge or StepKind.Indexes)), shadow.Events.Select(e => (e.Label, e.IsDrawn)));
        Assert.Equal(Inventory.Of(proof.Shape).Where(i => i.Item.Data is not null).Select(i => Convert.ToHexString(i.Item.Data!(proof, i.Fold))),
            shadow.Events.Where(e => !e.IsDrawn).Select(e => e.Bytes));
    }

    /// <summary>Every item of every profile, by the label at which its change is first seen.</summary>
    public static TheoryData<byte, string> Items()
    {
        var data = new TheoryData<byte, string>();
        foreach (var profile in Profile.All)
        {
            var folds = Enumerable.Range(0, RealProof.Of(profile.Id).Shape.Parameters.Folds).ToArray();
            string[] items =
            [
                "statement: exit code", "statement: journal", "statement: journal length", "statement: entry", "statement: key", "program: root", "circuit: root",
                "main: path", "main: salt", "auxiliary: path", "auxiliary: salt", "totals: two", "quotient: path", "quotient: salt", "values: pieces", "final: coefficients",
                "logup: nonce", "gamma: nonce", "zeta: nonce", "lambda: nonce", "queries: nonce", .. folds.Select(k => $"fri: path {k}"), .. folds.Select(k => $"fold: nonce fold {k}"),
            ];
            foreach (var item in items)
            {
                data.Add(profile.Id, item);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Items))]
    public void S16_AChangeThatFrozenChallengesAcceptMovesAllChallengesBehindIt(byte profile, string item)
    {
        var honest = RealProof.Of(profile);
        var tape = honest.Record();
        Assert.Null(honest.VerifyFrozen(tape, out var before));
        var forged = Forge(honest, tape, item, out var isConsistent);
        Assert.Equal(isConsistent, forged.VerifyFrozen(tape, out var after) is null);
        Assert.NotNull(forged.Verify());

        Assert.Equal(before.Events.Count, after.Events.Count);
        var first = Enumerable.Range(0, before.Events.Count).First(i => before.Events[i] != after.Events[i]);
        Assert.False(before.Events[first].IsDrawn);
        Assert.Equal(item[..item.IndexOf(':', StringComparison.Ordinal)], before.Events[first].Label);
        var drawn = Enumerable.Range(first, before.Events.Count - first).Where(i => before.Events[i].IsDrawn).ToArray();
        Assert.NotEmpty(drawn);
        Assert.All(drawn, i => Assert.NotEqual(before.Events[i], after.Events[i]));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void S16_EveryByteOfTheStatementAndEveryHeightMovesTheTranscript(byte profile)
    {
        // A change of heights moves all else in a proof, so that none is consistent: here the state itself is looked at.
        var proof = RealProof.Of(profile);
        var states = new HashSet<Digest>();
        var count = 0;
        Add(proof.Shape, proof.Statement.Statement);
        for (var i = 0; i < proof.Statement.Statement.Length; i++)
        {
            var changed = proof.Statement.Statement.ToArray();
            changed[i] ^= 1;
            Add(proof.Shape, changed);
        }

        Add(proof.Shape, [.. proof.Statement.Statement, 0]);
        for (var t = 0; t < proof.Shape.System.Tables.Length; t++)
        {
            var heights = Enumerable.Range(0, proof.Shape.System.Tables.Length).Select(i => (sbyte)proof.Shape.LogHeight(i)).ToArray();
            heights[t] = (sbyte)(heights[t] < 0 ? proof.Shape.Profile.LogMinHeight : heights[t] + 1);
            // With the circuit's tables of another N there is no shape.
            if (ProofShape.Create(proof.Shape.System, proof.Shape.Profile, heights, proof.Shape.PublicTuples, out _) is { } shape)
            {
                Add(shape, proof.Statement.Statement);
            }
        }

        Assert.Equal(count, states.Count);
        Assert.True(count > proof.Statement.Statement.Length + 100);

        void Add(ProofShape shape, ReadOnlySpan<byte> statement)
        {
            count++;
            states.Add(new ProtocolTranscript(shape, statement, proof.ProgramRoot, proof.CircuitRoot).State);
        }
    }

    [Fact]
    public void TheTableOfTheDocumentIsUpToDate() => GeneratedPart.AssertUpToDate(Repository.Path(ReportTests.Document), "transcript", Inventory.Table());

    private static int Grinding(SecurityParameters p, string label, int fold) => label switch
    {
        "logup" => p.LogUpGrinding,
        "gamma" => p.ConstraintGrinding,
        "zeta" => p.PointGrinding,
        "lambda" => p.BatchGrinding,
        "fold" => p.FoldGrinding(fold),
        _ => SecurityParameters.QueryGrinding,
    };

    private static RealProof Forge(RealProof honest, TranscriptTape tape, string item, out bool isConsistent)
    {
        isConsistent = true;
        var surgery = new ProofSurgery(honest.Shape, honest.Bytes, tape);
        switch (item)
        {
            case "statement: exit code":
                return Balanced(honest, honest with { ExitCode = 1 }, tape, surgery);
            case "statement: journal":
                return Balanced(honest, honest with { Journal = [1, 2, 3, 5] }, tape, surgery);
            case "statement: journal length":
                var heights = Enumerable.Range(0, honest.Shape.System.Tables.Length).Select(i => (sbyte)honest.Shape.LogHeight(i)).ToArray();
                var longer = ProofShape.Create(honest.Shape.System, honest.Shape.Profile, heights, honest.Shape.PublicTuples + 1, out _)!;
                return Balanced(honest, honest with { Journal = [1, 2, 3, 4, 5], Shape = longer }, tape, surgery);
            case "statement: entry":
                return Balanced(honest, honest with { Key = Key(honest, 4) }, tape, surgery);
            case "statement: key":
                // The last byte: of the other profile's root, or of this one's, which stands for itself elsewhere.
                return honest with { Key = Key(honest, ProgramKey.Size - 1) };
            case "program: root":
                return honest with { ProgramRoot = surgery.ChangeTree(OpenedTree.Program, "Program path"), Bytes = surgery.Bytes };
            case "circuit: root":
                return honest with { CircuitRoot = surgery.ChangeTree(OpenedTree.Circuit, "Circuit path"), Bytes = surgery.Bytes };
            case "totals: two":
                surgery.MoveTotal(0, 3, Some);
                break;
            case "values: pieces":
                surgery.ChangePieces(Fp5.Zero, Some);
                break;
            case "final: coefficients":
                isConsistent = ChangeFinal(honest.Shape, tape, surgery);
                break;
            default:
                Change(surgery, item);
                break;
        }

        return honest with { Bytes = surgery.Bytes };
    }

    private static void Change(ProofSurgery surgery, string item)
    {
        var (label, what) = (item[..item.IndexOf(':', StringComparison.Ordinal)], item[(item.IndexOf(':', StringComparison.Ordinal) + 2)..]);
        if (label == "fri")
        {
            surgery.ChangeFri(int.Parse(what.AsSpan(5), System.Globalization.CultureInfo.InvariantCulture));
        }
        else if (what.StartsWith("nonce", StringComparison.Ordinal))
        {
            surgery.Bytes[surgery.Map[label == "fold" ? what : $"nonce {label}"].Start] ^= 1;
        }
        else
        {
            var tree = Enum.Parse<OpenedTree>(label, ignoreCase: true);
            surgery.ChangeTree(tree, $"{label} root", $"{tree} {what}");
        }
    }

    // Another statement, another sum of its fractions and other ends of its chains: the first table's totals take the difference.
    private static RealProof Balanced(RealProof honest, RealProof forged, TranscriptTape tape, ProofSurgery surgery)
    {
        var challenge = new LogUpChallenge(tape.Challenges[0], tape.Challenges[1], honest.Shape.System.LongestMessage);
        Assert.True(honest.Statement.BusSum(challenge, out var before));
        Assert.True(forged.Statement.BusSum(challenge, out var after));
        surgery.AddToTotals((0, before - after));
        honest.Statement.Chain(challenge, out var begin, out var end);
        forged.Statement.Chain(challenge, out var otherBegin, out var otherEnd);
        surgery.MultiplyProduct(begin * otherEnd * (otherBegin * end).Inverse());
        return forged with { Bytes = surgery.Bytes };
    }

    private static ProgramKey Key(RealProof honest, int at)
    {
        var bytes = honest.Key.Bytes.ToArray();
        bytes[at] ^= 4;
        return ProgramKey.TryDecode(bytes, out _)!;
    }

    // Adds a polynomial that vanishes wherever the last fold is looked at. True when there is one of so few coefficients.
    private static bool ChangeFinal(ProofShape shape, TranscriptTape tape, ProofSurgery surgery)
    {
        var folds = shape.Parameters.Folds;
        var log = FriLayout.LogRows(shape, folds) + shape.Profile.LogBlowup;
        var places = IndexSet.Reduce(tape.Indexes, log);
        var isPossible = places.Length < shape.Parameters.FinalCoefficients;
        var coefficients = new List<Fp> { Fp.One };
        foreach (var place in isPossible ? places : [])
        {
            // Times (X - x).
            var x = FriLayout.Shift(folds) * Fp.RootOfUnity(log).Pow((ulong)place);
            coefficients.Add(Fp.Zero);
            for (var i = coefficients.Count - 1; i >= 0; i--)
            {
                coefficients[i] = (i > 0 ? coefficients[i - 1] : Fp.Zero) - x * coefficients[i];
            }
        }

        for (var i = 0; i < coefficients.Count; i++)
        {
            surgery.Add(surgery.Map["final"].Start + 20 * i, Some * coefficients[i]);
        }

        return isPossible;
    }
}
