using Epatra.Portal.Shell;
using Epatra.Portal.Support;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Mail;

/// <summary>The last lines of a message: why somebody gets it, and whom to ask.</summary>
/// <param name="Why">One sentence.</param>
/// <param name="Contact">Address and telephone numbers of support.</param>
internal sealed record LetterFoot(string Why, string Contact);

/// <summary>A letter as plain text, for programs that show no HTML and people who want none.</summary>
internal sealed class LetterText(IOptions<PortalOptions> portal, IOptions<SupportOptions> support)
{
    /// <param name="forSupport">Whether it goes to the desk, and not to somebody with an account.</param>
    public LetterFoot Foot(bool forSupport) => new(
        string.Format(forSupport ? MailTexts.WhySupport : MailTexts.Why, portal.Value.Name),
        string.Format(MailTexts.Questions, string.Join(" · ", [support.Value.Mailbox, .. support.Value.Phones])));

    public static string Write(Letter letter, LetterFoot foot)
    {
        string[] link = letter.Link is { } to ? [$"{string.Format(ShellTexts.Colon, to.Text, "").TrimEnd()}\n{to.Url}"] : [];
        return string.Join("\n\n", [.. letter.Before, .. link, .. letter.After ?? [], $"-- \n{foot.Why}\n{foot.Contact}"]);
    }
}
