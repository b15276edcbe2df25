using FastZk.Stark.Commit;
using FastZk.Stark.Security;

namespace FastZk.Stark.Quotient;

/// <summary>
/// Where the quotient of one height is evaluated: k coset blocks of n points of the extension, which make a coset of k·n points, and the overflow coset,
/// which stands last.
/// </summary>
internal sealed class EvaluationDomains : IDisposable
{
    private readonly EvaluationDomain?[] _domains;

    private EvaluationDomains(int count) => _domains = new EvaluationDomain?[count];

    public EvaluationDomain this[int i] => _domains[i]!;

    /// <summary>The domains of a height; blocks is k.</summary>
    public static EvaluationDomains Of(ProverContext context, Profile profile, int logHeight, int blocks)
    {
        var all = new EvaluationDomains(blocks + 1);
        try
        {
            context.Workers.For(blocks + 1, i => all._domains[i] = i < blocks
                ? new(context.Pool, profile, logHeight, StarkConstants.CosetShift(logHeight, profile.LogBlowup, i * (profile.Blowup / blocks)), logHeight)
                : new(context.Pool, profile, logHeight, StarkConstants.OverflowShift, profile.LogOverflow));
            return all;
        }
        catch
        {
            all.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var d in _domains)
        {
            d?.Dispose();
        }
    }
}
