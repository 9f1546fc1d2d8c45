using Xunit;

namespace Epatra.Portal.Support.Proof;

public sealed class SupportCodeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
    private readonly byte[] seed = SupportCode.NewSeed();

    [Theory]
    [InlineData(0, true)]
    [InlineData(299, true)]
    [InlineData(300, true)]
    [InlineData(899, true)]
    [InlineData(900, false)]
    [InlineData(-1, false)]
    public void A_code_counts_while_it_is_shown_and_for_ten_minutes_more(int seconds, bool counts) =>
        Assert.Equal(counts, SupportCode.Fits(seed, SupportCode.At(seed, Now), Now.AddSeconds(seconds)));

    [Fact]
    public void There_is_a_new_one_every_five_minutes()
    {
        Assert.Equal(SupportCode.At(seed, Now), SupportCode.At(seed, Now.AddSeconds(299)));
        Assert.NotEqual(SupportCode.At(seed, Now), SupportCode.At(seed, Now.AddSeconds(300)));
    }

    [Fact]
    public void Another_browser_shows_another_code() => Assert.False(SupportCode.Fits(SupportCode.NewSeed(), SupportCode.At(seed, Now), Now));

    [Fact]
    public void Every_single_wrong_digit_is_found()
    {
        var code = SupportCode.At(seed, Now);
        foreach (var (place, digit) in Enumerable.Range(0, code.Length).SelectMany(place => "0123456789".Where(d => d != code[place]).Select(d => (place, d))))
        {
            Assert.Null(SupportCode.Normalize(code[..place] + digit + code[(place + 1)..]));
        }
    }

    [Theory]
    [InlineData("0794 6200", null)]
    [InlineData("07946", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("079462a1", null)]
    [InlineData("٠٧٩٤٦٢٣٢", null)]
    public void What_cannot_be_a_support_code_is_none(string? typed, string? normal) => Assert.Equal(normal, SupportCode.Normalize(typed));

    [Fact]
    public void It_is_read_with_spaces_and_dashes_between_its_digits()
    {
        var code = SupportCode.At(seed, Now);
        Assert.Equal(code, SupportCode.Normalize($" {code[..2]}-{code[2..4]}\u00A0{code[4..]} "));
        Assert.Equal(code, SupportCode.Normalize(SupportCode.Grouped(code)));
    }

    /// <summary>The example of the standard.</summary>
    [Fact]
    public void The_check_digit_is_that_of_ISO_7064_MOD_11_10() => Assert.Equal('5', SupportCode.CheckDigit("0794"));
}
