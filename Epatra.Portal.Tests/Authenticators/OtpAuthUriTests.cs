using System.Collections.Specialized;
using System.Security.Cryptography;
using System.Web;
using Xunit;

namespace Epatra.Portal.Authenticators;

public sealed class OtpAuthUriTests
{
    private const string Start = "otpauth://totp/";
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(20);

    public static TheoryData<string, string> Names => new()
    {
        { "Epatra Portal", "jan@firma.be" },
        { "Épâtra – Côté Zoé", "zoë.müller@société.example" },
        { "L'Épicerie", "o'brien@firma.be" },
        { "Peeters & Zonen + Co 100%", "jan+epatra%20&b@firma.be" },
        { "Portal: test", "domain:jan@firma.be" },
        { ": Portal :", ":jan:" },
        { "Portal 🔐", "jan 👩‍👩‍👧 peeters" },
        { "Портал 門戸", "用户@例子.example" },
        { "  Portal \t\n two  lines ", " jan@firma.be\r\n" },
        { "?#/\\\"<script>", "a?secret=x&issuer=y#z/..@firma.be" },
        { new string('é', 60), new string('x', 240) + "@firma.be" },
    };

    [Theory, MemberData(nameof(Names))]
    public void It_is_an_address_with_exactly_the_parameters_that_apps_read(string issuer, string account)
    {
        var address = new Uri(OtpAuthUri.For(issuer, account, 1, Secret).ToString());
        var parameters = HttpUtility.ParseQueryString(address.Query);

        Assert.Equal(("otpauth", "totp", ""), (address.Scheme, address.Host, address.Fragment));
        Assert.Equal("secret issuer algorithm digits period", string.Join(' ', parameters.AllKeys));
        Assert.Equal(Secret, Base32.Decode(parameters["secret"]!));
        Assert.Matches("^[A-Z2-7]{32}$", parameters["secret"]);
        Assert.Equal(("SHA1", "6", "30"), (parameters["algorithm"], parameters["digits"], parameters["period"]));
    }

    [Theory, MemberData(nameof(Names))]
    public void The_label_has_one_colon_with_nothing_around_it(string issuer, string account)
    {
        var label = Label(OtpAuthUri.For(issuer, account, 1, Secret));

        Assert.Equal(1, label.Count(c => c == ':'));
        Assert.DoesNotContain("%3A", label, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2, label.Split(':').Count(part => part.Length > 0 && Uri.UnescapeDataString(part) == Uri.UnescapeDataString(part).Trim()));
    }

    [Theory, MemberData(nameof(Names))]
    public void The_issuer_stands_there_twice_the_same_without_signs_that_apps_misread(string issuer, string account)
    {
        var address = OtpAuthUri.For(issuer, account, 1, Secret);
        var literal = address.ToString().Split("&issuer=")[1].Split('&')[0];

        Assert.Equal(Label(address).Split(':')[0], literal);
        Assert.Equal(address.Issuer, Query(address)["issuer"]);
        Assert.DoesNotContain(address.Issuer, c => ":+&%".Contains(c) || char.IsControl(c));
    }

    [Theory, MemberData(nameof(Names))]
    public void Spaces_are_percent_encoded_and_nothing_is_padded(string issuer, string account)
    {
        var address = OtpAuthUri.For(issuer, account, 2, Secret).ToString();

        Assert.Contains("%20%282%29?secret=", address);
        Assert.DoesNotContain('+', address);
        Assert.DoesNotContain(' ', address);
        Assert.Equal(5, address.Count(c => c == '='));
        Assert.All(address, c => Assert.True(char.IsAscii(c)));
    }

    [Fact]
    public void Accents_apostrophes_and_emoji_come_back_as_they_were()
    {
        var address = OtpAuthUri.For("L'Épicerie 🔐", "zoë+o'brien&co%@société.example", 1, Secret);

        Assert.Equal("L'Épicerie 🔐:zoë+o'brien&co%@société.example", Uri.UnescapeDataString(Label(address)));
        Assert.Equal("L'Épicerie 🔐", Query(address)["issuer"]);
    }

    [Fact]
    public void Signs_that_an_app_misreads_become_spaces() =>
        Assert.Equal(("Peeters Zonen Co 100", "domain jan@firma.be"),
            OtpAuthUri.For("Peeters & Zonen + Co: 100%", "domain:jan@firma.be", 1, Secret) is var uri ? (uri.Issuer, uri.Account) : default);

    [Theory]
    [InlineData(1, "jan@firma.be")]
    [InlineData(2, "jan@firma.be (2)")]
    [InlineData(1234567, "jan@firma.be (1234567)")]
    public void From_the_second_entry_on_the_name_has_its_number(int number, string account) =>
        Assert.Equal(account, OtpAuthUri.For("Portal", "jan@firma.be", number, Secret).Account);

    [Fact]
    public void A_name_that_is_too_long_is_cut_but_keeps_its_number()
    {
        var (second, third) = (OtpAuthUri.For("Portal", new string('a', 250), 2, Secret), OtpAuthUri.For("Portal", new string('a', 250), 3, Secret));

        Assert.Equal(new string('a', 110) + " (2)", second.Account);
        Assert.EndsWith(" (3)", third.Account);
        Assert.Equal(new string('i', 60), OtpAuthUri.For(new string('i', 90), "jan", 1, Secret).Issuer);
    }

    [Theory]
    [InlineData("🔐")]
    [InlineData("👩‍👩‍👧")]
    [InlineData("e\u0301")]
    public void A_cut_never_goes_through_a_sign(string sign)
    {
        var long200 = string.Concat(Enumerable.Repeat(sign, 200));
        foreach (var prefix in (string[])["", "x", "xy"])
        {
            var address = OtpAuthUri.For(prefix + long200, prefix + long200, 1, Secret);
            var (issuer, account) = (Query(address)["issuer"]!, Uri.UnescapeDataString(Label(address).Split(':')[1]));

            Assert.DoesNotContain('\ufffd', issuer + account);
            Assert.Equal(Fitting(prefix, sign, 60), issuer);
            Assert.Equal(Fitting(prefix, sign, 110), account);
        }
    }

    [Fact]
    public void However_it_is_written_the_address_stays_short_enough_for_a_phone_at_arms_length() =>
        Assert.All((string[])["a", "é", "用", "👩‍👩‍👧"], sign =>
            Assert.InRange(OtpAuthUri.For(string.Concat(Enumerable.Repeat(sign, 60)), string.Concat(Enumerable.Repeat(sign, 256)), 9, Secret).ToString().Length, 0, 380));

    /// <summary>As many whole signs as fit into so many letters of the address.</summary>
    private static string Fitting(string prefix, string sign, int letters) =>
        prefix + string.Concat(Enumerable.Repeat(sign, (letters - prefix.Length) / Uri.EscapeDataString(sign).Length));

    private static string Label(OtpAuthUri address)
    {
        var text = address.ToString();
        Assert.StartsWith(Start, text);
        return text[Start.Length..text.IndexOf('?', StringComparison.Ordinal)];
    }

    private static NameValueCollection Query(OtpAuthUri address) => HttpUtility.ParseQueryString(new Uri(address.ToString()).Query);
}
