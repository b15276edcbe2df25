using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark;
using FastZk.Stark.Security;
using FastZk.Vm.Tests.Support;

namespace FastZk.Soundness.Tests.Fuzzing.Receipts;

/// <summary>
/// The receipts that mutations start from: of programs that between them use every table but Keccak's, whose receipts are several times as large as all others,
/// with several exit codes and journals, in both profiles, made with known seeds. Twins (one run under two seeds) have parts that fit each other.
/// </summary>
internal static class SeedReceipts
{
    private static readonly Lazy<SeedReceipt[]> Made = new(Make);

    /// <summary>All seeds; made once a process, which takes some seconds.</summary>
    public static SeedReceipt[] All => Made.Value;

    private static SeedReceipt[] Make()
    {
        var seeds = new List<SeedReceipt>();
        using (Prover fast = New(Profile.Fast, 0), fastTwin = New(Profile.Fast, 1), compact = New(Profile.Compact, 0), compactTwin = New(Profile.Compact, 1))
        {
            var small = EdgePrograms.All.Where(p => !p.Key.StartsWith("keccak", StringComparison.Ordinal));
            foreach (var (name, (elf, input, _)) in small.OrderBy(p => p.Key, StringComparer.Ordinal))
            {
                seeds.Add(Prove(fast, $"fast, {name}", elf, input));
            }

            foreach (var name in new[] { "ecalls", "register operations", "loads and stores" })
            {
                var (elf, input, _) = EdgePrograms.All[name];
                seeds.Add(Prove(compact, $"compact, {name}", elf, input));
            }

            for (var k = 0; k < 3; k++)
            {
                var elf = RandomPrograms.Terminating(7100 + k, items: 30);
                seeds.Add(Prove(fast, $"fast, random program {k}", elf, new byte[64]));
            }

            var exit = EdgePrograms.All["exit at once"];
            seeds.Add(Prove(fastTwin, "fast, exit at once, twin", exit.Elf, exit.Input));
            seeds.Add(Prove(compact, "compact, exit at once", exit.Elf, exit.Input));
            seeds.Add(Prove(compactTwin, "compact, exit at once, twin", exit.Elf, exit.Input));
            var guest = FastZk.Tests.Guests.Elf("key_ownership");
            seeds.Add(Prove(fast, "fast, key_ownership", guest, new byte[64]));
            seeds.Add(Prove(compact, "compact, key_ownership", guest, new byte[64]));
        }

        seeds.AddRange(Lies());
        return [.. seeds];
    }

    private static Prover New(Profile profile, byte seed) => new(new() { Profile = profile, Seed = [.. Enumerable.Repeat(seed, 32)] });

    private static SeedReceipt Prove(Prover prover, string name, byte[] elf, byte[] input)
    {
        using var program = GuestProgram.Load(elf);
        var receipt = prover.Prove(program, input);
        return new(name, program.ImageId, receipt.ExitCode, receipt.ToBytes(), honest: true);
    }

    // Provers that lie where only the last checks of the verifier can see it: mutations of their receipts begin behind the grinding.
    private static IEnumerable<SeedReceipt> Lies()
    {
        yield return Lie("values off, their sum right", new()
        {
            // P_0's value is Σ x^k·v_k: -x on v_0 and 1 on v_1 leave it, so only FRI can tell.
            Values = v =>
            {
                v[^15] -= Fp5.X;
                v[^14] += Fp5.One;
            },
        });
        foreach (var layer in new[] { 0, 1, 2 })
        {
            yield return Lie($"layer {layer} not the fold", new()
            {
                Layer = (k, values) =>
                {
                    if (k == layer)
                    {
                        foreach (ref var w in values.Column(0)[(int)(values.Rows / 2)..])
                        {
                            w = (Fp.FromRawUnchecked(w) + Fp.One).Raw;
                        }
                    }
                },
            });
        }
    }

    private static SeedReceipt Lie(string name, ProverFaults faults)
    {
        var (elf, input, exitCode) = EdgePrograms.All["exit at once"];
        using var program = GuestProgram.Load(elf);
        using var w = new WitnessChecks(program.Elf, input, Rv32Circuit.LogSlender);
        return new($"lie, {name}", program.ImageId, exitCode, FastZk.Tests.MaliciousProver.Prove(program, w, new byte[32], faults), honest: false);
    }
}
