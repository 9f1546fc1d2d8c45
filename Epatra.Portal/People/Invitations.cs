using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Mail;
using Epatra.Portal.Security;
using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.People;

/// <summary>Accounts of people who have still to choose a password, and the links with which they do. All of it is part of a transaction.</summary>
internal sealed class Invitations(PortalDbContext database, UserManager<PortalUser> users, Outbox outbox, TimeProvider time, IOptions<PortalOptions> portal)
{
    /// <summary>Days that a link works.</summary>
    public const int Days = 7;

    /// <summary>Longer lists are asked for in pieces: databases have a limit of parameters.</summary>
    private const int Piece = 500;

    /// <summary>The topic on which it is told that there are more people, or fewer.</summary>
    public const string Topic = "people";

    /// <summary>Those of the addresses that somebody has already, in the spelling by which addresses are compared.</summary>
    public async Task<HashSet<string>> TakenAsync(IEnumerable<string> addresses)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var piece in addresses.Select(users.NormalizeName).Distinct().Chunk(Piece))
        {
            taken.UnionWith((await database.Users.Where(u => piece.Contains(u.NormalizedUserName)).Select(u => u.NormalizedUserName!).ToListAsync()));
        }

        return taken;
    }

    /// <summary>Adds people, each with the right to enrol and with an invitation in the mail. Nobody may have one of the addresses.</summary>
    public IReadOnlyList<PortalUser> Invite(IEnumerable<Invitee> invitees, Effects effects)
    {
        List<PortalUser> added = [];
        foreach (var invitee in invitees)
        {
            var person = Add(invitee);
            Send(person, effects, canWait: true);
            added.Add(person);
        }

        effects.Publish(Topic, "");
        return added;
    }

    /// <summary>Adds somebody who may enrol, and has neither password nor invitation.</summary>
    public PortalUser Add(Invitee invitee)
    {
        var now = time.Now();
        var person = database.Users.Add(new PortalUser
        {
            UserName = invitee.Email,
            NormalizedUserName = users.NormalizeName(invitee.Email),
            Email = invitee.Email,
            NormalizedEmail = users.NormalizeEmail(invitee.Email),
            EmailConfirmed = true, // whoever invites vouches for it: it counts for caller proofs at once
            SecurityStamp = Guid.NewGuid().ToString(),
            Name = invitee.Name,
            Language = invitee.Language,
            Role = invitee.Role,
            Company = invitee.Company,
            PhoneNumber = invitee.Phone,
            CreatedAt = now,
            PasswordChangedAt = now,
        }).Entity;
        database.EnrollmentGrants.Add(new EnrollmentGrant { UserId = person.Id, Kind = GrantKind.First, CreatedAt = now });
        return person;
    }

    /// <summary>A new link for somebody who has no password yet; the one before is worthless.</summary>
    /// <param name="canWait">Whether it was not the person who asked for it.</param>
    public async Task ResendAsync(PortalUser person, Effects effects, bool canWait)
    {
        await EndAsync(person.Id, InvitationEnd.Replaced);
        Send(person, effects, canWait);
    }

    /// <summary>Makes the open link of a person worthless.</summary>
    public Task<int> EndAsync(string personId, InvitationEnd by)
    {
        var now = time.Now();
        return database.Invitations.Where(i => i.UserId == personId && i.EndedAt == null)
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.EndedAt, now).SetProperty(x => x.EndedBy, by));
    }

    private void Send(PortalUser person, Effects effects, bool canWait)
    {
        var (token, now) = (Token.New(), time.Now());
        database.Invitations.Add(new Invitation { UserId = person.Id, TokenHash = Token.Hash(token), CreatedAt = now, ExpiresAt = now.AddDays(Days) });
        effects.Audit(AuditKind.PersonInvited, person.Id, $"role {person.Role}");
        outbox.Add(person, () => Letter(person, portal.Value.Address($"/invitation?token={token}")) with { CanWait = canWait }, effects);
    }

    private Letter Letter(PortalUser person, string url) => new(
        string.Format(InvitationTexts.MailSubject, portal.Value.Name),
        [string.Format(AccountTexts.MailGreeting, person.Name), string.Format(InvitationTexts.MailText, portal.Value.Name, person.Email), InvitationTexts.MailNeeds],
        new LetterLink(InvitationTexts.MailAction, url),
        [string.Format(InvitationTexts.MailLife, Days), InvitationTexts.MailNotYou]);
}
