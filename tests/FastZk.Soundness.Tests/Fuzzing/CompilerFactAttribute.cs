using FastZk.Soundness.Tests.Fuzzing.Receipts;

namespace FastZk.Soundness.Tests.Fuzzing;

/// <summary>A test that builds native/verifier; skipped, and reported so, where there is no gcc.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CompilerFactAttribute : FactAttribute
{
    public CompilerFactAttribute() => Skip = CVerifier.IsThere ? null : "gcc is not installed";
}
