using Epatra.Portal.Data;
using Epatra.Portal.Mail;
using Epatra.Portal.Security;
using Epatra.Portal.Shell;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Accounts;

/// <summary>Mails that tell people what happened to their account, each with a link to say 'this was not me'.</summary>
internal sealed class Alerts(PortalDbContext database, Outbox outbox, Actor actor, TimeProvider time, IOptions<PortalOptions> portal)
{
    /// <summary>Long enough for somebody who was away.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromDays(30);

    /// <summary>Part of the transaction of what happened.</summary>
    /// <param name="user">Whose account.</param>
    /// <param name="subject">One line, asked for in the person's language.</param>
    /// <param name="what">What happened, likewise.</param>
    /// <param name="effects">Of the transaction.</param>
    public void Tell(PortalUser user, Func<string> subject, Func<string> what, Effects effects)
    {
        var (token, now) = (Token.New(), time.Now());
        database.NotMeLinks.Add(new NotMeLink { UserId = user.Id, TokenHash = Token.Hash(token), EventAt = now, ExpiresAt = now + Life });
        outbox.AddEverywhere(user, () => new Letter(
            subject(),
            [string.Format(AccountTexts.MailGreeting, user.Name), what(), Circumstances(now), AccountTexts.MailWasYou, AccountTexts.MailNotYou],
            new LetterLink(AccountTexts.NotMeAction, portal.Value.Address($"/not-me?token={token}"))), effects);
    }

    private string Circumstances(DateTime now) => BrowserName.Of(actor.UserAgent) is { } browser
        ? string.Format(AccountTexts.MailWhenAndWhere, LocalTime.DayAndTime(now, portal.Value.Zone), browser)
        : string.Format(AccountTexts.MailWhen, LocalTime.DayAndTime(now, portal.Value.Zone));
}
