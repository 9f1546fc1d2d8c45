using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Mail;
using Epatra.Portal.Security;
using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.MyAccount;

/// <summary>Asks for another mail address, which is also the user name. It counts when a link that was mailed there is confirmed.</summary>
internal sealed class EmailChange(
    PortalDbContext database, AccountGate gate, ILookupNormalizer normalizer, Outbox outbox, Alerts alerts, TimeProvider time, IOptions<PortalOptions> portal)
{
    public const int Hours = 24;

    /// <summary>Nobody's mailbox is to be filled from here.</summary>
    private const int MostInAnHour = 3;

    /// <summary>An address that somebody else has gets another mail, and the same answer on the page.</summary>
    public async Task<AccountOutcome> AskAsync(string? typed) => EmailAddress.Clean(typed) is not { } email
        ? AccountOutcome.NotUsable
        : await gate.RunAsync(AccountAct.ChangeEmail, async (session, effects) =>
        {
            var (user, now) = (session.User!, time.Now());
            var anHourAgo = now.AddHours(-1);
            if (normalizer.NormalizeEmail(email) == user.NormalizedEmail)
            {
                return AccountOutcome.Same;
            }

            if (await database.EmailLinks.CountAsync(l => l.UserId == user.Id && l.CreatedAt > anHourAgo && l.CreatedAt <= now) >= MostInAnHour)
            {
                return AccountOutcome.TooOften;
            }

            await MailAsync(user, email, now, effects);
            return AccountOutcome.Done;
        });

    private async Task MailAsync(PortalUser user, string email, DateTime now, Effects effects)
    {
        var (token, name) = (Token.New(), normalizer.NormalizeName(email));
        var taken = await database.Users.AnyAsync(u => u.NormalizedUserName == name);
        await database.EmailLinks.Where(l => l.UserId == user.Id && l.EndedAt == null).ExecuteUpdateAsync(l => l.SetProperty(x => x.EndedAt, now));
        database.EmailLinks.Add(new EmailLink { UserId = user.Id, TokenHash = Token.Hash(token), Email = email, CreatedAt = now, ExpiresAt = now.AddHours(Hours) });
        effects.Audit(AuditKind.EmailChangeAsked, user.Id);
        outbox.AddTo(email, user, () => taken ? TakenLetter() : Letter(portal.Value.Address($"/account/e-mail?token={token}")), effects);
        alerts.Tell(user, () => MyAccountTexts.EmailAskedSubject, () => string.Format(MyAccountTexts.EmailAskedText, email), effects);
    }

    /// <summary>Without a name: whoever asks chooses both the name and who gets this mail, and the company sends it.</summary>
    private static Letter Letter(string url) => new(
        MyAccountTexts.EmailLinkSubject,
        [MyAccountTexts.EmailLinkText],
        new LetterLink(MyAccountTexts.EmailLinkAction, url),
        [string.Format(MyAccountTexts.EmailLinkLife, Hours), MyAccountTexts.EmailLinkNotYou]);

    /// <summary>Does not say who asked.</summary>
    private static Letter TakenLetter() => new(MyAccountTexts.EmailTakenSubject, [MyAccountTexts.EmailTakenText, MyAccountTexts.EmailTakenNext]);
}
