using Epatra.Portal.Fixtures;
using Epatra.Portal.Language;
using Epatra.Portal.Shell;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Epatra.Portal.Mail;

/// <summary>What arrives, as Python's parser reads the files of the pick-up folder.</summary>
[Collection(PortalFixture.Collection)]
public sealed class LetterTests(PortalFixture portal)
{
    private const string Alphabets = "Zoë Ünïcødé – Ёжик Щукин, Αθήνα, 日本 \U0001F600 ﬁ";

    private readonly string subject = $"About {Guid.NewGuid()}";

    private PortalHost Host => portal.Sqlite;

    [Theory]
    [InlineData("nl", "Je krijgt dit bericht omdat je een account hebt bij Epatra Portal.", "Vragen? support@ticportal.nl · +31(0)78 - 68 11 420 · +32(0)3 - 808 08 35")]
    [InlineData("fr", "Vous recevez ce message parce que vous avez un compte sur Epatra Portal.", "Des questions\u00a0? support@ticportal.nl · +31(0)78 - 68 11 420 · +32(0)3 - 808 08 35")]
    [InlineData("en", "You get this message because you have an account at Epatra Portal.", "Questions? support@ticportal.nl · +31(0)78 - 68 11 420 · +32(0)3 - 808 08 35")]
    public async Task A_mail_has_both_parts_in_the_persons_language_and_the_headers_that_programs_look_at(string language, string why, string contact)
    {
        var person = await Host.AddWithAuthenticatorAsync(language);
        await Host.WriteAsync(person, new Letter(subject, ["Before."], new("Press", "https://portal.example/x?a=1&b=2"), ["After."]));
        var (mail, row) = (await Host.FileAsync(subject), await Host.SentAsync(subject));

        Assert.Equal($"Before.\n\nPress{(language == "fr" ? "\u00a0" : "")}:\nhttps://portal.example/x?a=1&b=2\n\nAfter.\n\n-- \n{why}\n{contact}", mail.Text);
        Assert.Contains($"<html lang=\"{language}\">", mail.Html);
        Assert.Contains("<a class=\"button\" href=\"https://portal.example/x?a=1&amp;b=2\"", mail.Html);
        Assert.Equal(("multipart/alternative", "text/plain utf-8|text/html utf-8"), (mail.Kind, string.Join('|', mail.Parts)));
        Assert.Empty(mail.Defects);
        Assert.Equal(("Epatra Portal <portal@epatra.example>", person.Email, "support@ticportal.nl"), (mail.Header("From"), mail.Header("To"), mail.Header("Reply-To")));
        Assert.Equal((subject, $"<{row.Id}@localhost>"), (mail.Subject, mail.Header("Message-ID")));
        Assert.Equal(("auto-generated", language, "1.0"), (mail.Header("Auto-Submitted"), mail.Header("Content-Language"), mail.Header("MIME-Version")));
        Assert.True(DateTimeOffset.TryParse(mail.Header("Date"), System.Globalization.CultureInfo.InvariantCulture, out _));
    }

    [Fact]
    public async Task Mail_to_support_is_in_the_language_of_the_portal_and_its_answer_goes_to_the_person()
    {
        await Host.WriteAsync((services, effects) =>
        {
            services.GetRequiredService<Outbox>().AddForSupport(() => new Letter(subject, [Languages.Current]), "robin@test.example", effects);
            return Task.CompletedTask;
        });
        var mail = await Host.FileAsync(subject);
        Assert.Equal(("support@ticportal.nl", "robin@test.example", "nl"), (mail.Header("To"), mail.Header("Reply-To"), mail.Header("Content-Language")));
        Assert.StartsWith("nl\n\n-- \nEpatra Portal stuurt dit bericht naar de ondersteuning.", mail.Text);
        Assert.Null((await Host.SentAsync(subject)).UserId);
    }

    [Fact]
    public async Task Every_alphabet_arrives_as_it_was_written_in_lines_that_every_server_takes()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        var (longSubject, longLine) = (subject + string.Concat(Enumerable.Repeat(" " + Alphabets, 8)), string.Concat(Enumerable.Repeat(Alphabets, 200)));
        await Host.WriteAsync(person, new Letter(longSubject, [$"Hello {Alphabets},", longLine, ".", "=20 a=b\n.\nFrom me"]));

        var mail = await Host.FileAsync(longSubject);
        Assert.Equal(longSubject, mail.Subject);
        Assert.StartsWith($"Hello {Alphabets},\n\n{longLine}\n\n.\n\n=20 a=b\n.\nFrom me\n\n-- \n", mail.Text);
        Assert.Contains($"Hello {Alphabets},", System.Net.WebUtility.HtmlDecode(mail.Html));
        Assert.Empty(mail.Defects);
        Assert.All(mail.Raw.Split("\r\n"), line => Assert.True(line.Length <= 998 && line.All(char.IsAscii), line));
    }

    [Fact]
    public async Task What_people_type_is_text_in_the_HTML_part_and_nothing_is_loaded_from_elsewhere()
    {
        const string Name = "<script>alert(1)</script> & \"O'Neill\" {0} <img src=x>";
        var person = await Host.AddWithAuthenticatorAsync();
        await Host.WriteAsync(person, new Letter($"{subject} {Name}", [Name, $"1\n{Name}"], new(Name, "https://portal.example/\"><script>"), [Name]));

        var mail = await Host.FileAsync($"{subject} {Name}");
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(mail.Html);
        Assert.Empty(page.QuerySelectorAll("script, img, link, iframe, object, form, [src], [background], [onclick]"));
        Assert.Equal(6, System.Text.RegularExpressions.Regex.Count(page.Body!.TextContent, System.Text.RegularExpressions.Regex.Escape(Name)) + (page.Title!.Contains(Name, StringComparison.Ordinal) ? 1 : 0));
        Assert.Equal("https://portal.example/\"><script>", Assert.Single(page.QuerySelectorAll("a")).GetAttribute("href"));
        Assert.DoesNotContain("url(", mail.Html);
        Assert.DoesNotContain("@import", mail.Html);
    }

    [Theory]
    [InlineData("\r\nBcc: evil@test.example")]
    [InlineData("\nBcc: evil@test.example")]
    [InlineData("\rBcc: evil@test.example")]
    [InlineData("\r\n\r\nAnother text")]
    [InlineData("\u0085Bcc: evil@test.example")]
    [InlineData("\u2028Bcc: evil@test.example")]
    [InlineData("\0\u000bBcc: evil@test.example")]
    [InlineData("\r\n Bcc: evil@test.example")]
    public async Task No_name_and_no_address_brings_a_header_of_its_own(string evil)
    {
        await Host.WriteAsync((services, effects) =>
        {
            services.GetRequiredService<Outbox>().AddForSupport(() => new Letter($"{subject}{evil} é", ["Text."]), $"robin@test.example{evil}", effects);
            return Task.CompletedTask;
        });
        var seen = $"{subject} {MailHeaders.OneLine(evil)} é";
        var mail = await Host.FileAsync(seen);
        Assert.Equal(seen, mail.Subject);
        Assert.Equal(
            ["Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To", "X-Receiver", "X-Sender"],
            mail.HeaderNames.Order(StringComparer.Ordinal));
        Assert.StartsWith("Text.", mail.Text);
    }

    [Theory]
    [InlineData("robin@test.example\r\nBcc: evil@test.example")]
    [InlineData("\"a\r\n b\"@test.example")]
    [InlineData("Robin <robin@test.example>")]
    [InlineData("robin@test.example, evil@test.example")]
    [InlineData("robin")]
    [InlineData("")]
    public void An_address_that_is_more_or_less_than_one_gets_nothing(string address) =>
        Assert.Throws<FormatException>(() => Headers("Epatra Portal").Write(Mail(address)));

    [Theory]
    [InlineData("Épatra \"Portal\", Ёжик")]
    [InlineData("Portal\r\nBcc: evil@test.example")]
    public void The_name_of_the_portal_is_the_senders_whatever_is_in_it(string name)
    {
        using var message = Headers(name).Write(Mail("robin@test.example"));
        Assert.Equal((MailHeaders.OneLine(name), "portal@epatra.example"), (message.From!.DisplayName, message.From.Address));
        Assert.Equal("portal.example", message.Headers["Message-ID"]!.Split('@')[1].TrimEnd('>'));
    }

    [Fact]
    public async Task Nobody_reads_a_mail_in_the_database()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        await Host.WriteAsync(person, new Letter(subject, ["Before."], new("Press", "https://portal.example/secret-token")));
        var row = await Host.QueryAsync(data => data.OutboxMails.AsNoTracking().SingleAsync(mail => mail.Subject == subject));
        Assert.All([row.ProtectedText, row.ProtectedHtml], body => Assert.DoesNotContain("secret-token", body));
        Assert.Contains("secret-token", Host.Services.GetRequiredService<MailBodies>().Unprotect(row.ProtectedText));
    }

    private static MailHeaders Headers(string name) =>
        new(Options.Create(new MailOptions()), Options.Create(new PortalOptions { Name = name, PublicUrl = "https://portal.example:8443/x" }));

    private static OutboxMail Mail(string recipient) => new()
    {
        Recipient = recipient,
        Language = "nl",
        Subject = "s",
        ProtectedText = "",
        ProtectedHtml = "",
        CreatedAt = default,
        DueAt = default,
    };
}
