using FastZk.Vm.Profiling;

namespace FastZk.Vm.Tests.Profiling;

/// <summary>Rust's symbol names, old and new; everything else stays as it is.</summary>
public sealed class DemanglerTests
{
    [Theory]
    [InlineData("main", "main")]
    [InlineData("", "")]
    [InlineData("_Z3addii", "_Z3addii")]
    [InlineData("_ZN3foo3barEv", "_ZN3foo3barEv")]
    [InlineData("_ZN4core3fmt5Write9write_fmt17h0123456789abcdefE", "core::fmt::Write::write_fmt")]
    [InlineData("_ZN4core3fmt5Write9write_fmt17h0123456789abcdefE.llvm.123", "core::fmt::Write::write_fmt")]
    [InlineData("_ZN52_$LT$$RF$T$u20$as$u20$alloc..vec..Tr$LT$Item$GT$$GT$2ok17h0123456789abcdefE", "<&T as alloc::vec::Tr<Item>>::ok")]
    [InlineData("_ZN999core17h0123456789abcdefE", "_ZN999core17h0123456789abcdefE")]
    [InlineData("_RNvCshTgesv1pAQP_18key_ownership_rust4main", "key_ownership_rust::main")]
    [InlineData("_RNvNtNtCsbYWeUZq6p84_12fastzk_guest6sha2568compress3abc", "fastzk_guest::sha256::compress::abc")]
    [InlineData("_RNCNvC4main3runs_0", "main::run::{closure#1}")]
    [InlineData("_RNCNCNvC4main3run00", "main::run::{closure#0}::{closure#0}")]
    [InlineData("_RINvC3std4swapmE", "std::swap::<u32>")]
    [InlineData("_RINvC3std4swapRShTlNtB2_4TypeEE", "std::swap::<&[u8], (i32, std::Type)>")]
    [InlineData("_RNvMC3fooINtB2_3VecmE4push", "<foo::Vec<u32>>::push")]
    [InlineData("_RNvXC3fooNtB2_4TypeNtB2_5Trait4call", "<foo::Type as foo::Trait>::call")]
    [InlineData("_RNvYNtC3foo4TypeNtB4_5Trait4call", "<foo::Type as foo::Trait>::call")]
    [InlineData("_RINvC3foo3barAhj20_Klna_Kb1_E", "foo::bar::<[u8; 32], -10, true>")]
    [InlineData("_RINvC3foo3barFUKCmEuDNtB2_5Traitp4ItemmEL_PcQLs_xE", "foo::bar::<unsafe extern \"C\" fn(u32), dyn foo::Trait<Item = u32>, *const char, &mut i64>")]
    [InlineData("_RNvC3foo", "_RNvC3foo")]
    [InlineData("_RB_", "_RB_")]
    [InlineData("_R", "_R")]
    public void NamesAreReadable(string mangled, string expected) => Assert.Equal(expected, Demangler.Demangle(mangled));

    [Fact]
    public void AnyNameEndsSoon()
    {
        const string alphabet = "_RNIMXYBCEKTASFDLGsvmntu0123456789$.";
        var random = new Random(11);
        var changed = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var seed = (i % 4) switch { 0 => "_RINvC3foo3barFUKCmEuDNtB2_5Traitp4ItemmEL_PcQLs_xE", 1 => "_RNvXC3fooNtB2_4TypeNtB2_5Trait4call", 2 => "_ZN4core3fmt17h0123456789abcdefE", _ => "_RITTB3_B3_EB2_B2_E" };
            var name = seed.ToCharArray();
            for (var k = random.Next(1, 5); k > 0; k--)
            {
                name[random.Next(2, name.Length)] = alphabet[random.Next(alphabet.Length)];
            }

            var readable = Demangler.Demangle(new string(name));
            Assert.InRange(readable.Length, 1, 2500);
            changed += readable == new string(name) ? 0 : 1;
        }

        Assert.InRange(changed, 1000, 49_000);
    }
}
