using System.Globalization;
using System.Net;
using Epatra.Portal.Language;
using Epatra.Portal.Shell;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Mail;

/// <summary>
/// A letter in the look of the portal: one column, its colours, nothing that is loaded from elsewhere. Mail programs know
/// tables and styles on the elements; the dark look is for those that know more.
/// </summary>
internal sealed class LetterHtml(IOptions<PortalOptions> portal)
{
    /// <summary>The colours of portal.css.</summary>
    private const string Styles =
        """
        @media (prefers-color-scheme: dark) {
          .ground { background: #0e1719 !important; }
          .paper { background: #162226 !important; }
          .ink { color: #e6eeef !important; }
          .soft { color: #a3b5b9 !important; }
          .accent { color: #62c6d6 !important; }
          .button { background: #62c6d6 !important; color: #06262c !important; }
        }
        """;

    private const string Font = "font-family: system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

    public string Write(Letter letter, LetterFoot foot) => Encode(
        $"""
        <!DOCTYPE html>
        <html lang="{Languages.Current}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="supported-color-schemes" content="light dark">
        <title>{letter.Subject}</title>
        <style>{new Html(Styles)}</style>
        </head>
        <body class="ground" style="margin: 0; padding: 0; background: #f4f6f6">
        <div role="main">
        <table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" style="background: #f4f6f6; {new Html(Font)}">
        <tr><td align="center" style="padding: 24px 12px">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width: 600px; text-align: left">
        <tr><td class="accent" style="padding: 0 24px 12px; color: #0b6171; font-size: 16px; font-weight: 600">{portal.Value.Name}</td></tr>
        <tr><td class="paper ink" style="padding: 28px 24px; border-radius: 12px; background: #ffffff; color: #17262a; font-size: 16px; line-height: 1.5; overflow-wrap: anywhere">
        <h1 style="margin: 0 0 16px; font-size: 22px; line-height: 1.3; font-weight: 600">{letter.Subject}</h1>
        {Paragraphs(letter.Before)}{Link(letter.Link)}{Paragraphs(letter.After ?? [])}
        </td></tr>
        <tr><td class="soft" style="padding: 16px 24px; color: #51656a; font-size: 14px; line-height: 1.5">{foot.Why}<br>{foot.Contact}</td></tr>
        </table>
        </td></tr>
        </table>
        </div>
        </body>
        </html>
        """).Text;

    private static Html Paragraphs(IEnumerable<string> paragraphs) => new(string.Join('\n', paragraphs.Select(paragraph =>
        Encode($"""<p style="margin: 0 0 16px">{Lines(paragraph)}</p>""").Text)));

    private static Html Lines(string paragraph) => new(string.Join("<br>", paragraph.ReplaceLineEndings("\n").Split('\n').Select(line => Encode($"{line}").Text)));

    /// <summary>The button, and its address in full: not every program shows buttons, and not everybody trusts them.</summary>
    private static Html Link(LetterLink? link) => link is null ? new("") : Encode(
        $"""

        <p style="margin: 24px 0"><a class="button" href="{link.Url}" style="display: inline-block; padding: 12px 22px; border-radius: 8px; background: #0b6171; color: #ffffff; font-weight: 600; text-decoration: none">{link.Text}</a></p>
        <p class="soft" style="margin: 0 0 16px; color: #51656a; font-size: 14px; word-break: break-word">{MailTexts.ButtonFails}<br>{link.Url}</p>

        """);

    /// <summary>Whatever comes into the template is text, unless it says that it is HTML.</summary>
    private static Html Encode(FormattableString template) => new(string.Format(
        CultureInfo.InvariantCulture, template.Format, [.. template.GetArguments().Select(part => part is Html html ? html.Text : WebUtility.HtmlEncode($"{part}"))]));

    private sealed record Html(string Text);
}
