using System.Runtime.CompilerServices;

namespace FastZk.Vm.Tests.Support;

/// <summary>FASTZK_TEST_TRANSLATION=eager or never in the environment runs the whole suite that way.</summary>
internal static class TranslationSwitch
{
    [ModuleInitializer]
    internal static void Apply()
    {
        TranslationPolicy.Default = Environment.GetEnvironmentVariable("FASTZK_TEST_TRANSLATION") switch
        {
            "eager" => TranslationPolicy.Eager,
            "never" => TranslationPolicy.Never,
            _ => TranslationPolicy.Default,
        };
    }
}
