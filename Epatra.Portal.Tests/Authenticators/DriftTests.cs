using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Authenticators;

public sealed class DriftTests
{
    private const long Now = 59_000_000;
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 20).Select(i => (byte)i)];

    [Theory]
    [InlineData(-2)]
    [InlineData(2)]
    [InlineData(-9)]
    [InlineData(9)]
    [InlineData(-121)] // an hour late, and a step for the typing
    [InlineData(120)]
    public void A_code_of_the_hour_around_now_is_recognised(int offset) =>
        Assert.Equal(offset, Drift.Find(Secret, Totp.Code(Secret, Now + offset), Now));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(-130)]
    [InlineData(130)]
    public void A_code_that_is_accepted_or_of_another_hour_is_not(int offset) =>
        Assert.Null(Drift.Find(Secret, Totp.Code(Secret, Now + offset), Now));

    [Fact]
    public async Task The_phone_of_somebody_whose_clock_is_off_is_recognised()
    {
        var (now, secret) = (DateTimeOffset.FromUnixTimeSeconds(1_800_000_000), Base32.Encode(Secret));
        var code = await Phone.CodeAsync(secret, now.AddMinutes(-4));
        Assert.Equal(-8, Drift.Find(Secret, code, Totp.StepAt(now)));
    }

    [Fact]
    public void By_chance_about_one_wrong_code_in_four_thousand_fits()
    {
        var fitting = Enumerable.Range(0, 1_000_000 / 50).Count(number => Drift.Find(Secret, $"{number * 50:D6}", Now) is not null);
        Assert.InRange(20_000 / (double)fitting, 2_000, 12_000);
    }

    [Theory]
    [InlineData("", 1, "1")]
    [InlineData("0 0 0 0 0 0 0 0 0 -1", 1, "0 0 0 0 0 0 0 0 -1 1")]
    public void The_offsets_of_the_last_ten_accepted_codes_are_kept(string before, int offset, string after) =>
        Assert.Equal(after, Drift.Remember(before, offset));

    [Theory]
    [InlineData("")]
    [InlineData("-1 -1 -1")] // too few
    [InlineData("0 -1 0 -1 0 -1")] // somebody who types slowly
    [InlineData("0 0 0 0 0 0 1")]
    public void There_is_nothing_to_warn_of(string offsets) => Assert.Null(Drift.Warning(offsets));

    [Theory]
    [InlineData("-1 -1 -1 -1", -30)]
    [InlineData("-1 -1 -1 0 -1 -1", -25)]
    [InlineData("1 0 1 0", 15)]
    [InlineData("1 1 1 1 1 1 1 1 1 1", 30)]
    public void A_clock_that_is_off_is_seen_before_it_hurts(string offsets, int seconds) => Assert.Equal(seconds, Drift.Warning(offsets));
}
