using FastZk.Circuits;
using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Fri;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;
using FastZk.Stark.Verify;

namespace FastZk.Soundness.Tests.ZeroKnowledge;

/// <summary>The opened rows of one height of a hidden tree.</summary>
/// <param name="Tree">which tree.</param>
/// <param name="Log">log2 of the tables' height.</param>
/// <param name="Places">indexes in the domain, ascending.</param>
/// <param name="Columns">columns of a row.</param>
/// <param name="Values">canonical values, row by row.</param>
/// <param name="Salts">eight words a row, or nothing.</param>
internal sealed record OpenedRowGroup(OpenedTree Tree, int Log, int[] Places, int Columns, uint[] Values, uint[] Salts);

/// <summary>
/// All that a receipt reveals besides its statement, read as the verifier reads it. Only what hides something: openings of preprocessed columns are public.
/// </summary>
internal sealed class OpenedReceipt
{
    private OpenedReceipt(ProofShape shape) => Shape = shape;

    public ProofShape Shape { get; }

    /// <summary>The query indexes as they were drawn.</summary>
    public int[] Indexes { get; private set; } = [];

    /// <summary>T_t of the tables that are present: five words each.</summary>
    public uint[] Totals { get; private set; } = [];

    /// <summary>Out-of-domain values of hidden columns and pieces, five words each.</summary>
    public uint[] Values { get; private set; } = [];

    /// <summary>Coefficients of the final polynomial, five words each.</summary>
    public uint[] Final { get; private set; } = [];

    public List<OpenedRowGroup> Groups { get; } = [];

    /// <summary>Opened leaves of each FRI layer: forty words each.</summary>
    public List<uint[]> Leaves { get; } = [];

    /// <summary>Roots and path digests of hidden trees and of FRI layers.</summary>
    public List<Digest> Digests { get; } = [];

    /// <summary>Reads a receipt, which must verify.</summary>
    public static OpenedReceipt Of(Receipt receipt)
    {
        var head = receipt.Head;
        var shape = head.Shape;
        var statement = new RunStatement(head.Key.Bytes, head.Key.Entry, head.ExitCode, receipt.Journal);
        var roots = (Program: head.Key.Of(shape.Profile).Root, Circuit: CircuitRoots.Of(shape));
        var recorder = new IndexRecorder(new(shape, statement.Statement, roots.Program, roots.Circuit));
        var proof = receipt.Span[head.ProofStart..];
        if (StarkVerifier.Verify(recorder, shape, statement, roots.Program, roots.Circuit, proof) is { } reason)
        {
            throw new InvalidOperationException($"The receipt does not verify: {reason}.");
        }

        var opened = new OpenedReceipt(shape) { Indexes = recorder.Drawn! };
        var reader = new ProofReader(proof);
        opened.Read(ref reader);
        if (reader.Failed || reader.Remaining != 0)
        {
            throw new InvalidOperationException("The receipt has another layout.");
        }

        return opened;
    }

    private void Read(ref ProofReader reader)
    {
        var p = Shape.Parameters;
        Digests.Add(reader.Digest());
        reader.UInt64();
        Digests.Add(reader.Digest());
        Totals = Words(ref reader, Fp5.Degree * (Shape.Present.Length + Shape.Present.Count(t => t.Pairs.Length > 0)));
        reader.UInt64();
        Digests.Add(reader.Digest());
        reader.UInt64();
        var values = new List<uint>();
        foreach (var t in Shape.Present)
        {
            Words(ref reader, Fp5.Degree * t.FixedColumns);
            values.AddRange(Words(ref reader, Fp5.Degree * (t.OpenedAtPoint - t.FixedColumns + t.OpenedAtNext)));
        }

        values.AddRange(Words(ref reader, 3 * Fp5.Degree * Fp5.Degree));
        Values = [.. values];
        reader.UInt64();
        for (var k = 0; k < p.Folds; k++)
        {
            Digests.Add(reader.Digest());
            reader.UInt64();
        }

        Final = Words(ref reader, Fp5.Degree * p.FinalCoefficients);
        reader.UInt64();
        foreach (var tree in Enum.GetValues<OpenedTree>())
        {
            ReadTree(tree, ref reader);
        }

        for (var k = 0; k < p.Folds; k++)
        {
            var leaves = IndexSet.Reduce(Indexes, FriLayout.LogLeaves(Shape, k));
            Leaves.Add(Words(ref reader, leaves.Length * FriLayout.Arity * Fp5.Degree));
            ReadPath(FriLayout.LogLeaves(Shape, k), leaves, true, ref reader);
        }
    }

    private void ReadTree(OpenedTree tree, ref ProofReader reader)
    {
        var hidden = tree >= OpenedTree.Main;
        int[] logs = [.. Enumerable.Range(0, ProofShape.MaxLogTop + 1).Where(l => RowLayout.Columns(Shape, tree, l) > 0).OrderDescending()];
        foreach (var log in logs)
        {
            var places = IndexSet.Reduce(Indexes, log + Shape.Profile.LogBlowup);
            var columns = RowLayout.Columns(Shape, tree, log);
            var values = new List<uint>();
            var salts = new List<uint>();
            for (var i = 0; i < places.Length; i++)
            {
                for (var w = 0; hidden && log == logs[0] && w < SaltSource.Words; w++)
                {
                    salts.Add(reader.UInt32());
                }

                values.AddRange(Words(ref reader, columns));
            }

            if (hidden)
            {
                Groups.Add(new(tree, log, places, columns, [.. values], [.. salts]));
            }
        }

        var size = logs[0] + Shape.Profile.LogBlowup;
        ReadPath(size, IndexSet.Reduce(Indexes, size), hidden, ref reader);
    }

    private void ReadPath(int logSize, int[] leaves, bool hidden, ref ProofReader reader)
    {
        var count = MultiProof.CountDigests(logSize, leaves, new int[MultiProof.ScratchIndexes(leaves.Length)]);
        for (var i = 0; i < count; i++)
        {
            var digest = reader.Digest();
            if (hidden)
            {
                Digests.Add(digest);
            }
        }
    }

    private static uint[] Words(ref ProofReader reader, int count)
    {
        var words = new uint[count];
        foreach (ref var w in words.AsSpan())
        {
            w = reader.Field().ToUInt32();
        }

        return words;
    }
}
