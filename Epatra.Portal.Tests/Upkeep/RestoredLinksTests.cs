using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Door;
using Epatra.Portal.Fixtures;
using Epatra.Portal.MyAccount;
using Epatra.Portal.People;
using Epatra.Portal.People.Import;
using Epatra.Portal.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Epatra.Portal.Upkeep;

/// <summary>What was under way in a backup beside sign-ins and resets: whoever holds a part of it holds nothing after the restore.</summary>
public sealed class RestoredLinksTests : IAsyncLifetime
{
    private const string Application = "app.example.com";

    private readonly Site site = Site.Open();
    private readonly string company = ImportActions.NewCompany();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => site.DisposeAsync().AsTask();

    [Fact]
    public async Task A_restore_ends_links_to_another_address_invitations_imports_and_passes_of_the_door()
    {
        var database = await site.DatabaseAsync(nameof(DatabaseProvider.Sqlite));
        var host = site.Start(database);
        var (person, invited) = (await host.AddWithAuthenticatorAsync(), await host.InviteAsync(await host.AddAdministratorAsync()));
        var invitation = await host.LinkAsync(invited);
        var email = await AskForAnotherAddressAsync(host, person);
        var (browser, ticket, cookie) = await KnockAsync(host, person);
        await host.Services.GetServices<IHostedService>().OfType<ImportService>().Single().StopAsync(CancellationToken.None);
        var import = await host.BeginAsync($"name,email,company,password_hash,otpauth\nJan,{ImportActions.Email(company, 1)},{company},{ImportActions.OldHash()},otpauth://totp/Old:jan?secret={person.Secret}");
        Assert.Equal(1, await host.QueryAsync(db => db.ImportLines.CountAsync(l => l.PasswordHash != null && l.ProtectedSecret != null)));
        await Site.BackUpAsync(host, site.Backup);
        await site.StopAsync(host);
        var (exitCode, output, errors) = await site.ProgramAsync(database, [], "restore", site.Backup, "--force");
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("People who have to be invited anew, as they have no password: 1.", output);

        host = site.Start(database);
        Assert.Null(await host.RunAsync((DoorPasses passes) => passes.EnterAsync(Application, ticket, browser)));
        Assert.Null(await host.RunAsync((DoorPasses passes) => passes.FindAsync(Application, cookie)));
        Assert.Equal((ImportState.Cancelled, 0), await host.ImportAsync(import) is var over ? (over.State, over.Done) : default);
        Assert.Equal(0, await host.QueryAsync(db => db.ImportLines.CountAsync(l => l.PasswordHash != null || l.ProtectedSecret != null)));
        Assert.Empty(await host.EmailsAsync(company));
        await AssertNoOtherAddressAsync(host, person, email);
        await AssertInvitedAnewAsync(host, invited, invitation);
    }

    private static async Task<string> AskForAnotherAddressAsync(PortalHost host, TestPerson person)
    {
        var (token, now) = (Token.New(), host.Time.Now());
        await host.QueryAsync(db =>
        {
            db.EmailLinks.Add(new EmailLink { UserId = person.Id, TokenHash = Token.Hash(token), Email = $"new-{person.Email}", CreatedAt = now, ExpiresAt = now.AddHours(EmailChange.Hours) });
            return db.SaveChangesAsync();
        });
        return $"/account/e-mail?token={token}";
    }

    /// <summary>A ticket that was not used yet, and the cookie that another one gave.</summary>
    private static async Task<(string Browser, string Ticket, string Cookie)> KnockAsync(PortalHost host, TestPerson person)
    {
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        var session = await host.QueryAsync(db => db.Sessions.AsNoTracking().SingleAsync(s => s.UserId == person.Id));
        var browser = Token.New();
        Task<string> IssueAsync() => host.RunAsync(async (IServiceProvider services) =>
        {
            services.GetRequiredService<Actor>().Session = session;
            return await services.GetRequiredService<DoorPasses>().IssueAsync(Application, Token.Hash(browser));
        });
        var used = await IssueAsync();
        var cookie = await host.RunAsync((DoorPasses passes) => passes.EnterAsync(Application, used, browser));
        Assert.NotNull(await host.RunAsync((DoorPasses passes) => passes.FindAsync(Application, cookie!)));
        return (browser, await IssueAsync(), cookie!);
    }

    private static async Task AssertNoOtherAddressAsync(PortalHost host, TestPerson person, string link)
    {
        host.Time.Advance(TimeSpan.FromSeconds(90)); // past the codes that the restore refuses
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        await visitor.GoAsync(link);
        Assert.NotNull(visitor.Error);
        Assert.Null(visitor.Page.QuerySelector("[data-testid=email-form]"));
    }

    /// <summary>The mail that they have still leads on: to a new one.</summary>
    private static async Task AssertInvitedAnewAsync(PortalHost host, TestPerson invited, string old)
    {
        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync(old);
        Assert.Null(visitor.Page.QuerySelector("[data-testid=invitation-form]"));
        await visitor.SubmitAsync("renew-form");
        await visitor.GoAsync(await host.LinkAsync(invited));
        await visitor.ChooseAsync();
        Assert.Equal("/enroll", visitor.At);
    }
}
