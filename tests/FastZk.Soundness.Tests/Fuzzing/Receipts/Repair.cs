using System.Buffers.Binary;
using FastZk.Circuits;
using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Lookup;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;
using FastZk.Stark.Verify;

namespace FastZk.Soundness.Tests.Fuzzing.Receipts;

/// <summary>
/// What a prover who changed something can still set right without its witness: nonces are ground anew, the last totals balance the buses and close the chains, a value of the
/// quotient fits the constraints. What is left to catch it are the openings.
/// </summary>
internal sealed class Repair : IDisposable
{
    private const int ScalarBits = 6;

    private readonly WorkerSet _workers = new(1);
    private readonly LogUpChallenge _challenge = new();

    /// <summary>Repairs the proof of an edited receipt whose head still parses; returns false where it does not, or is cut short.</summary>
    /// <param name="receipt">the receipt.</param>
    /// <param name="queries">whether the last nonce is ground as well: 2^20 hashes.</param>
    public bool Run(EditedReceipt receipt, bool queries)
    {
        var head = ReceiptFormat.TryDecode(receipt.Bytes, Verifier.DefaultMaxJournalBytes, out _);
        if (head is null)
        {
            return false;
        }

        var shape = head.Shape;
        var parameters = shape.Parameters;
        var pairs = 15 + shape.Present.Sum(t => t.OpenedAtPoint + t.OpenedAtNext);
        var at = head.ProofStart;
        var chained = shape.Present.Count(t => t.Pairs.Length > 0);
        if (receipt.Length - at < 5 * 32 + 8 * 16 + 20 * (shape.Present.Length + chained + pairs + parameters.FinalCoefficients) + 40 * parameters.Folds)
        {
            return false;
        }

        var statement = new RunStatement(head.Key.Bytes, head.Key.Entry, head.ExitCode, receipt.Bytes.Slice(head.JournalStart, head.JournalLength).ToArray());
        var transcript = new ProtocolTranscript(shape, statement.Statement, head.Key.Of(shape.Profile).Root, CircuitRoots.Of(shape));
        var scratch = new uint[5 * Math.Max(pairs, parameters.FinalCoefficients)];
        transcript.Root("main"u8, Digest());
        Grind("logup"u8, parameters.LogUpGrinding, ref transcript);
        _challenge.Set(transcript.Challenge("alpha"u8), transcript.Challenge("beta"u8), shape.System.LongestMessage);
        transcript.Root("auxiliary"u8, Digest());
        statement.BusSum(_challenge, out var balance);
        statement.Chain(_challenge, out var produced, out var consumed);
        var sums = shape.Present.Length;
        var totals = Elements(sums + chained, out var last);
        totals[sums - 1] -= totals[..sums].Aggregate(balance, (a, b) => a + b);
        Put(last - 20 * chained, totals[sums - 1]);
        totals[^1] = consumed * totals[sums..^1].Aggregate(produced, (a, b) => a * b).Inverse();
        Put(last, totals[^1]);
        transcript.Extensions("totals"u8, totals, scratch);
        Grind("gamma"u8, parameters.ConstraintGrinding, ref transcript);
        var gamma = transcript.Challenge("gamma"u8);
        transcript.Root("quotient"u8, Digest());
        Grind("zeta"u8, parameters.PointGrinding, ref transcript);
        var zeta = transcript.Point(shape);
        var values = Elements(pairs, out last);
        var expected = ConstraintCheck.Expected(shape, _challenge, gamma, zeta, totals, values, VerifierScratch.Rent());
        var step = zeta.Pow((ulong)(shape.Top - shape.Profile.PieceMask));
        var pieces = values.AsSpan(pairs - 15);
        var actual = ConstraintCheck.Combine(pieces[..5]) + step * (ConstraintCheck.Combine(pieces.Slice(5, 5)) + step * ConstraintCheck.Combine(pieces.Slice(10, 5)));
        pieces[0] += expected - actual;
        Put(last - 14 * 20, pieces[0]);
        transcript.Extensions("values"u8, values, scratch);
        Grind("lambda"u8, parameters.BatchGrinding, ref transcript);
        transcript.Challenge("lambda"u8);
        for (var k = 0; k < parameters.Folds; k++)
        {
            transcript.Root("fri"u8, Digest());
            Grind("fold"u8, parameters.FoldGrinding(k), ref transcript);
            transcript.Challenge("fold"u8);
        }

        transcript.Extensions("final"u8, Elements(parameters.FinalCoefficients, out _), scratch);
        if (queries)
        {
            Grind("queries"u8, SecurityParameters.QueryGrinding, ref transcript);
        }

        return true;

        Hash.Digest Digest() => Hash.Digest.FromBytes(receipt.Bytes.Slice((at += 32) - 32, 32));

        // Words outside the field are brought into it: a repaired proof is well formed.
        Fp5[] Elements(int count, out int lastAt)
        {
            var elements = new Fp5[count];
            Span<Fp> c = stackalloc Fp[5];
            foreach (ref var e in elements.AsSpan())
            {
                foreach (ref var x in c)
                {
                    var word = receipt.Word(at);
                    if (word >= Fp.Modulus)
                    {
                        receipt.Set(at, word % Fp.Modulus);
                    }

                    x = Fp.FromUInt32(word % Fp.Modulus);
                    at += 4;
                }

                e = new(c[0], c[1], c[2], c[3], c[4]);
            }

            lastAt = at - 20;
            return elements;
        }

        void Put(int offset, Fp5 value)
        {
            for (var k = 0; k < 5; k++)
            {
                receipt.Set(offset + 4 * k, value[k].ToUInt32());
            }
        }

        void Grind(ReadOnlySpan<byte> label, int bits, ref ProtocolTranscript t)
        {
            ulong nonce;
            if (bits > ScalarBits)
            {
                nonce = t.Grind(label, bits, _workers);
            }
            else
            {
                for (nonce = 0; !t.CheckNonce(label, bits, nonce); nonce++)
                {
                }
            }

            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, nonce);
            receipt.Set(at, bytes);
            at += 8;
        }
    }

    public void Dispose() => _workers.Dispose();
}
