using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.People;

/// <summary>People who are invited, and administrators who invite them.</summary>
internal static class Crowd
{
    public static Task<TestPerson> AddAdministratorAsync(this PortalHost host, string language = "en") => host.AddAgentAsync(Role.Administrator, language, "Ada Admin");

    /// <summary>Somebody who was invited, by an operation of an administrator.</summary>
    public static async Task<TestPerson> InviteAsync(this PortalHost host, TestPerson administrator, string language = "en", string? company = null, Role role = Role.User, string name = "Ines Invited")
    {
        var email = $"{Guid.NewGuid():N}@test.example";
        var (outcome, id) = await host.AsAsync(administrator, (PeopleInvite invite) => invite.InviteAsync(new(name, email, language, role, company)));
        Xunit.Assert.Equal(InviteOutcome.Done, outcome);
        return new TestPerson(id!, email, null);
    }

    /// <summary>So many people at once, the first of them the newest: of ten companies, one in a hundred locked.</summary>
    public static Task<int> FillAsync(this PortalHost host, string company, int count) => host.QueryAsync(db =>
    {
        var now = host.Time.Now();
        db.Users.AddRange(Enumerable.Range(1, count).Select(i => $"p{i}@test.example").Select((email, i) => new PortalUser
        {
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            Name = Numbered(i + 1),
            Language = "nl",
            Company = $"{company} {(i + 1) % 10}",
            CreatedAt = now.AddSeconds(-i - 1),
            PasswordHash = "none",
            DisabledAt = (i + 1) % 100 == 0 ? now : null,
        }));
        return db.SaveChangesAsync();
    });

    /// <summary>The name of one of those.</summary>
    public static string Numbered(int number) => $"Person {number:D5}";

    /// <summary>Path and query of the newest link that was mailed.</summary>
    public static async Task<string> LinkAsync(this PortalHost host, TestPerson person) => (await host.MailsAsync(person)).Last(mail => mail.Link("/invitation").Length > 0).Link("/invitation");

    /// <summary>Chooses a password on the page that is shown.</summary>
    public static Task ChooseAsync(this Visitor visitor, string password = TestPerson.Password) =>
        visitor.SubmitAsync("invitation-form", ("Input.NewPassword", password), ("Input.ConfirmPassword", password));

    public static Task<PersonState> StateAsync(this PortalHost host, TestPerson administrator, TestPerson person) =>
        host.AsAsync(administrator, async (PeopleList list) => Xunit.Assert.Single(await list.RowsAsync([person.Id])).State);

    /// <summary>An act on one person, by a fresh administrator.</summary>
    public static Task<PersonOutcome> ActAsync(this PortalHost host, TestPerson administrator, TestPerson person, PersonAction action) =>
        host.AsAsync(administrator, (PersonChanges changes) => changes.RunAsync(person.Id, action));

    /// <summary>A session that was just proven, whatever time the test has let pass.</summary>
    public static Task<int> FreshAsync(this PortalHost host, TestPerson administrator)
    {
        var now = host.Time.Now();
        return host.QueryAsync(db => db.Sessions.Where(s => s.UserId == administrator.Id && s.EndedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.ProofAt, now).SetProperty(x => x.LastSeenAt, now).SetProperty(x => x.ExpiresAt, now.AddHours(1))));
    }

    public static Task<PortalUser> FindAsync(this PortalHost host, TestPerson person) => host.QueryAsync(db => db.Users.AsNoTracking().SingleAsync(u => u.Id == person.Id));

    public static Task<int> SetAsync(this PortalHost host, TestPerson person, Action<PortalUser> change) => host.QueryAsync(async db =>
    {
        change(await db.Users.SingleAsync(u => u.Id == person.Id));
        return await db.SaveChangesAsync();
    });
}
