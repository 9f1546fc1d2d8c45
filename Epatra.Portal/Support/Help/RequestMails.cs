using System.Globalization;
using System.Security.Cryptography;
using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Mail;
using Epatra.Portal.Shell;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Support.Help;

/// <summary>The mails around a request: the code for the person, the news for the desk.</summary>
internal sealed class RequestMails(PortalDbContext database, RequestSeeds seeds, Alerts alerts, Outbox outbox, TimeProvider time, IOptions<PortalOptions> portal)
{
    /// <summary>Codes that one mailbox gets in a day: nobody's is to be filled, nor may there be many to guess.</summary>
    private const int MostInADay = 10;

    /// <summary>Of them, and in all, for one request: nobody with the password alone uses up all that the owner has.</summary>
    private const int MostInABrowser = 5;

    /// <summary>More for a caller whose support code an agent has heard.</summary>
    private const int Reserve = 5;

    /// <summary>Requests of one person that go to the desk's mailbox in a day; more stand on the dashboard only.</summary>
    private const int MostToldInADay = 3;

    /// <summary>Mails a new code, whose hash takes the place of the one before.</summary>
    /// <returns>False when a mail proves nothing for this person, or when there were too many today.</returns>
    public async Task<bool> SendCodeAsync(PortalUser person, HelpRequest request, Effects effects)
    {
        var most = CallerProofs.HasSupportCode(request, time.Now()) ? MostInADay + Reserve : MostInADay;
        if (!CallerProofs.MailCounts(person, time.Now()) || request.CodesMailed >= MostInABrowser || await CountAsync(person.Id) >= most)
        {
            return false;
        }

        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("000000", CultureInfo.InvariantCulture);
        (request.MailCodeHash, request.MailedAt, request.WrongMailCodes) = (seeds.Hash(request, code), time.Now(), 0);
        request.CodesMailed++;
        effects.Audit(AuditKind.MailCodeMailed, person.Id, $"request {request.Id}");
        alerts.Tell(person, () => RequestTexts.CodeMailSubject, () => string.Format(RequestTexts.CodeMailText, code), effects);
        return true;
    }

    /// <summary>The request for the desk's own mailbox; an answer goes to whoever asked.</summary>
    public async Task TellDeskAsync(HelpRequest request, PortalUser? person, Effects effects)
    {
        var yesterday = time.Now().AddDays(-1);
        if (await database.HelpRequests.CountAsync(r => r.Email == request.Email && r.SentAt > yesterday) < MostToldInADay)
        {
            TellDesk(request, person, effects);
        }
    }

    private void TellDesk(HelpRequest request, PortalUser? person, Effects effects) => outbox.AddForSupport(
        () => new Letter(
            string.Format(RequestTexts.DeskMailSubject, person?.Name ?? request.Email),
            [
                string.Format(RequestTexts.DeskMailWho, person?.Name ?? RequestTexts.DeskMailUnknown, request.Email, person?.Company ?? "–"),
                RequestWords.What(request.Kind, request.Cause),
                .. request.Note is { } note ? [string.Format(RequestTexts.DeskMailNote, note)] : Array.Empty<string>(),
                RequestTexts.DeskMailCareful,
            ],
            new LetterLink(RequestTexts.DeskMailAction, portal.Value.Address(person is null ? "/support" : $"/support/people/{person.Id}"))),
        request.Email,
        effects);

    private async Task<int> CountAsync(string userId)
    {
        var yesterday = time.Now().AddDays(-1);
        return await database.HelpRequests.Where(r => r.UserId == userId && r.MailedAt > yesterday).SumAsync(r => r.CodesMailed);
    }
}
