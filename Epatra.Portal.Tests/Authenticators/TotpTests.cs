using System.Text;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Authenticators;

public sealed class TotpTests
{
    /// <summary>The secret of both RFCs.</summary>
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>RFC 6238 appendix B, SHA-1: the last six of its eight digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_rfc_6238_before_and_after_2038(long seconds, string code) =>
        Assert.Equal(code, Totp.Code(Secret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    /// <summary>RFC 4226 appendix D.</summary>
    [Theory]
    [InlineData(0, "755224")]
    [InlineData(1, "287082")]
    [InlineData(2, "359152")]
    [InlineData(3, "969429")]
    [InlineData(4, "338314")]
    [InlineData(5, "254676")]
    [InlineData(6, "287922")]
    [InlineData(7, "162583")]
    [InlineData(8, "399871")]
    [InlineData(9, "520489")]
    public void Codes_are_those_of_rfc_4226(long counter, string code) => Assert.Equal(code, Totp.Code(Secret, counter));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(29, 0)]
    [InlineData(30, 1)]
    [InlineData(59, 1)]
    [InlineData(20000000000, 666666666)]
    public void A_step_is_thirty_seconds(long seconds, long step) => Assert.Equal(step, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds)));

    [Fact]
    public async Task Codes_are_those_of_another_program_for_secrets_of_the_portals_own()
    {
        var secret = Totp.NewSecret();
        var moment = DateTimeOffset.FromUnixTimeSeconds(4102444800); // 2100
        Assert.Equal(20, secret.Length);
        Assert.Equal(await Phone.CodeAsync(Base32.Encode(secret), moment), Totp.Code(secret, Totp.StepAt(moment)));
    }

    [Fact]
    public void New_secrets_differ() => Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => Base32.Encode(Totp.NewSecret())).Distinct().Count());

    [Theory]
    [InlineData(3, null)]
    [InlineData(4, 4L)]
    [InlineData(5, 5L)]
    [InlineData(6, 6L)]
    [InlineData(7, null)]
    public void One_step_before_and_one_after_are_accepted_and_two_are_not(long step, long? match) =>
        Assert.Equal(match, Totp.MatchingStep(Secret, Totp.Code(Secret, step), currentStep: 5));

    /// <summary>The steps 910737 and 910738 of this secret have the same code, found by search.</summary>
    [Theory]
    [InlineData(910737)]
    [InlineData(910738)]
    public void The_current_step_goes_before_a_neighbour_of_the_same_code(long current) =>
        Assert.Equal(current, Totp.MatchingStep(Secret, "911617", current));

    [Theory]
    [InlineData("")]
    [InlineData("5924")]
    [InlineData("05924")]
    [InlineData("0059240")]
    [InlineData("٠٠٥٩٢٤")]
    public void A_leading_zero_belongs_to_the_code(string other)
    {
        Assert.Equal(41152263, Totp.MatchingStep(Secret, "005924", currentStep: 41152263));
        Assert.Null(Totp.MatchingStep(Secret, other, currentStep: 41152263));
    }

    [Theory]
    [InlineData("005924")]
    [InlineData("005 924")]
    [InlineData(" 00 59 24 ")]
    [InlineData("005\u00a0924")]
    [InlineData("005\u202f924")]
    [InlineData("\t005\t924\r\n")]
    public void Spaces_of_every_kind_do_not_matter(string typed) => Assert.Equal("005924", Totp.Normalize(typed));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("      ")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("12345a")]
    [InlineData("l23456")]
    [InlineData("-12345")]
    [InlineData("+12345")]
    [InlineData("12.345")]
    [InlineData("123-456")]
    [InlineData("١٢٣٤٥٦")]
    [InlineData("１２３４５６")]
    public void Everything_else_is_not_a_code(string? typed) => Assert.Null(Totp.Normalize(typed));
}
