using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Security;

/// <summary>
/// Every field of every form, with everything that people, programs and attackers put into fields. A new form is one more
/// line in <see cref="Fields"/>; a new kind of nonsense one more in <see cref="Values"/>.
/// </summary>
[Collection(PortalFixture.Collection)]
public sealed class FieldTortureTests(PortalFixture portal)
{
    /// <summary>The form, its field, and whether what was typed into it comes back (never a password or a code).</summary>
    private static readonly TorturedField[] Fields =
    [
        new("sign-in", "Input.Email", ComesBack: true),
        new("sign-in", "Input.Password", ComesBack: false),
        new("code", "Input.Code", ComesBack: false),
        new("code", "Input.TrustBrowser", ComesBack: false),
        new("recovery", "Input.RecoveryCode", ComesBack: false),
        new("set-up", "Input.Name", ComesBack: true),
        new("set-up", "Input.Email", ComesBack: true),
        new("set-up", "Input.NewPassword", ComesBack: false),
        new("set-up", "Input.ConfirmPassword", ComesBack: false),
        new("set-up with a taken address", "Input.Name", ComesBack: true),
        new("language", "culture", ComesBack: false),
        new("language", "returnUrl", ComesBack: false),
        new("finish", "anything", ComesBack: false),
    ];

    private static readonly Dictionary<string, string?> Values = new()
    {
        ["no field"] = null,
        ["nothing"] = "",
        ["blanks"] = " \t ",
        ["60 kilobytes"] = new string('7', 60_000),
        ["10 megabytes"] = new string('7', 10_000_000),
        ["control characters"] = "1\0\u00012\u001b[2J\r\n3\u007f",
        ["right-to-left marks"] = "\u202e123456\u202c\u200f",
        ["emoji"] = "👩‍👩‍👧🔐",
        ["half an emoji"] = "\ud83d",
        ["HTML"] = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><b>",
        ["digits of other scripts"] = "١٢٣٤٥٦",
        ["full-width digits"] = "１２３４５６",
        ["a colon"] = "12:34:56",
        ["a format"] = "{0} %s ${x} {{y}}",
        ["SQL"] = "'; DROP TABLE \"Users\"; --",
        ["a path"] = "/../../etc/passwd\\\\host",
    };

    /// <summary>Each one comes from an address of its own, so that no limit hides what is looked for.</summary>
    private static int addresses;

    private PortalHost Host => portal.Sqlite;

    public static TheoryData<string, string, string> Torture()
    {
        var all = new TheoryData<string, string, string>();
        foreach (var (tortured, value) in Fields.SelectMany(tortured => Values.Keys.Append("twice").Select(value => (tortured, value))))
        {
            all.Add(tortured.Form, tortured.Name, value);
        }

        return all;
    }

    public static TheoryData<string> Names() => [.. Values.Keys];

    [Theory, MemberData(nameof(Torture))]
    public async Task Nothing_that_stands_in_a_field_breaks_anything(string form, string field, string value)
    {
        var typed = Fields.Single(one => one.Form == form && one.Name == field);
        foreach (var host in new[] { portal.Sqlite, portal.PostgreSql })
        {
            var person = await (form == "finish" ? host.AddWithGrantAsync("fr") : host.AddWithAuthenticatorAsync("fr"));
            using var visitor = new Visitor(host.Address, "fr", $"10.66.{addresses / 256}.{addresses++ % 256}");
            var request = await PrepareAsync(host, visitor, form, person, field, value == "twice" ? ["123456", "123456"] : Values[value] is { } text ? [text] : []);

            using var answer = await visitor.SendAsync(request);

            await AssertAnswerAsync(answer, typed, value);
            await AssertNothingDoneAsync(host, person, visitor, form);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Nothing_that_comes_over_a_circuit_as_a_code_breaks_anything(string value)
    {
        foreach (var host in new[] { portal.Sqlite, portal.PostgreSql })
        {
            var wizard = await WizardBrowser.OpenAsync(host, await host.AddWithGrantAsync());
            var view = await wizard.ChooseAsync();

            Assert.Equal(CodeOutcome.NotACode, (await wizard.ConfirmAsync(Values[value]!))!.Answer.Outcome);

            Assert.Equal(CodeOutcome.Accepted, (await wizard.ConfirmAsync(await wizard.CodeAsync(view)))!.Answer.Outcome); // the way on is open
        }
    }

    [Theory]
    [InlineData("nl", "", TestPerson.Password, "Vul je e-mailadres in.")]
    [InlineData("fr", "", "", "Saisissez votre adresse e-mail.")]
    [InlineData("en", "  ", TestPerson.Password, "Type your e-mail address.")]
    [InlineData("nl", "jan@firma.example", "", "Vul je wachtwoord in.")]
    [InlineData("fr", "jan@firma.example", "", "Saisissez votre mot de passe.")]
    [InlineData("en", "jan@firma.example", "", "Type your password.")]
    public async Task A_field_that_was_left_empty_is_named(string language, string email, string password, string told)
    {
        using var visitor = new Visitor(Host.Address, language);
        var entries = await Host.QueryAsync(db => db.AuditEntries.CountAsync());
        await visitor.GoAsync("/sign-in");

        await visitor.SubmitAsync("sign-in-form", ("Input.Email", email), ("Input.Password", password));

        Assert.Equal(told, visitor.Error);
        Assert.Equal(email, visitor.Page.QuerySelector("[name='Input.Email']")!.GetAttribute("value") ?? "");
        Assert.Equal("true", visitor.Page.QuerySelector(email.Trim().Length == 0 ? "#email" : "#password")!.GetAttribute("aria-invalid"));
        Assert.Equal(entries, await Host.QueryAsync(db => db.AuditEntries.CountAsync())); // nobody tried anything
    }

    private static async Task<HttpRequestMessage> PrepareAsync(
        PortalHost host, Visitor visitor, string form, TestPerson person, string field, string[] values)
    {
        if (IsHalfWay(form))
        {
            await visitor.SignInWithPasswordAsync(person);
        }
        else
        {
            await visitor.GoAsync("/sign-in");
        }

        var (path, rest) = form switch
        {
            "sign-in" => ("/sign-in", new[] { ("_handler", "sign-in"), ("Input.Email", person.Email), ("Input.Password", TestPerson.Password) }),
            "code" => ("/sign-in/code", [("_handler", "code"), ("Input.Code", "000000")]),
            "recovery" => ("/sign-in/recovery", [("_handler", "recovery")]),
            "set-up" => await SetUpAsync(host, "new." + person.Email),
            "set-up with a taken address" => await SetUpAsync(host, person.Email),
            "language" => ("/language", [("culture", "xx"), ("returnUrl", "/help")]),
            _ => ("/enroll/finish", []),
        };
        var fields = rest.Where(one => one.Item1 != field).Append(visitor.Token).Concat(values.Select(value => (field, value)));
        return new HttpRequestMessage(HttpMethod.Post, path) { Content = Form(fields), Headers = { ExpectContinue = true } };
    }

    /// <summary>Filled in so that only the tortured field can be refused: the rest goes into the database.</summary>
    private static async Task<(string Path, (string, string)[] Fields)> SetUpAsync(PortalHost host, string email)
    {
        // The administrators of other tests would close the link.
        await host.QueryAsync(db => db.Users.Where(u => u.Role == Role.Administrator).ExecuteUpdateAsync(u => u.SetProperty(x => x.Role, Role.User)));
        var token = await host.RunAsync((SetUp setUp) => setUp.PrepareAsync());
        var (name, password) = ("Ada Lovelace", TestPerson.Password);
        return ($"/set-up?token={token}", [("_handler", "set-up"), ("Input.Name", name), ("Input.Email", email), ("Input.NewPassword", password), ("Input.ConfirmPassword", password)]);
    }

    private static bool IsHalfWay(string form) => form is "code" or "recovery" or "finish";

    private static ByteArrayContent Form(IEnumerable<(string Name, string Value)> fields)
    {
        var body = string.Join('&', fields.Select(field => $"{field.Name}={WebUtility.UrlEncode(field.Value)}"));
        return new ByteArrayContent(Encoding.ASCII.GetBytes(body)) { Headers = { ContentType = new("application/x-www-form-urlencoded") } };
    }

    /// <summary>A page in French: a refusal with its message, or the way to another page.</summary>
    private static async Task AssertAnswerAsync(HttpResponseMessage answer, TorturedField field, string value)
    {
        var html = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode < 500, html);
        Assert.DoesNotContain("<script>alert", html);
        if (value == "10 megabytes")
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        }

        if (answer.StatusCode == HttpStatusCode.Redirect)
        {
            var own = Regex.Escape(answer.RequestMessage!.RequestUri!.GetLeftPart(UriPartial.Authority));
            Assert.Matches($@"^({own})?/(?![/\\])[!-~]*$", answer.Headers.Location!.OriginalString);
            Assert.True(answer.Headers.Location.OriginalString.Length < 5000);
            return;
        }

        Assert.Contains("<html lang=\"fr\">", html);
        Assert.True(answer.StatusCode != HttpStatusCode.OK || html.Contains("data-testid=\"error\"", StringComparison.Ordinal));
        if (answer.StatusCode == HttpStatusCode.OK && value is "HTML" or "emoji" or "a colon")
        {
            Assert.Equal(field.ComesBack, WebUtility.HtmlDecode(html).Contains(Values[value]!, StringComparison.Ordinal));
        }
    }

    /// <summary>No sign-in, no half of one, and the person's own way in is open as before.</summary>
    private static async Task AssertNothingDoneAsync(PortalHost host, TestPerson person, Visitor visitor, string form)
    {
        Assert.False(await host.QueryAsync(db => db.Sessions.AnyAsync(s => s.UserId == person.Id)));
        Assert.Null(visitor.Cookie("language"));
        Assert.Equal(IsHalfWay(form) ? 1 : 0, await host.QueryAsync(db => db.HalfWaySignIns.CountAsync(h => h.UserId == person.Id && h.EndedAt == null)));
    }

    private sealed record TorturedField(string Form, string Name, bool ComesBack);
}
