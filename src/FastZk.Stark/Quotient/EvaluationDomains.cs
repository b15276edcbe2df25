using FastZk.Stark.Commit;
using FastZk.Stark.Security;

namespace FastZk.Stark.Quotient;

/// <summary>
/// Where the quotient of one height is evaluated: two coset blocks of n points of the extension, which make a coset of 2n points, and the overflow coset.
/// </summary>
internal sealed class EvaluationDomains : IDisposable
{
    private readonly EvaluationDomain?[] _domains = new EvaluationDomain?[3];

    private EvaluationDomains()
    {
    }

    public EvaluationDomain this[int i] => _domains[i]!;

    public static EvaluationDomains Of(ProverContext context, Profile profile, int logHeight)
    {
        var all = new EvaluationDomains();
        try
        {
            context.Workers.For(3, i => all._domains[i] = i switch
            {
                0 => new(context.Pool, profile, logHeight, StarkConstants.Shift, logHeight),
                1 => new(context.Pool, profile, logHeight, StarkConstants.CosetShift(logHeight, profile.LogBlowup, profile.Blowup / 2), logHeight),
                _ => new(context.Pool, profile, logHeight, StarkConstants.OverflowShift, profile.LogOverflow),
            });
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
