using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Epatra.Portal.Passwords;
using Epatra.Portal.SignIn;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Accounts;

[Collection(SetUpCollection.Name)]
public sealed class SetUpAgainTests(PortalFixture portal)
{
    public static TheoryData<string> Databases => PortalFixture.Databases;

    [Theory, MemberData(nameof(Databases))]
    public async Task Somebody_who_never_enrolled_begins_anew_with_a_new_link_and_the_old_password_is_worthless(string database)
    {
        var host = portal.On(database);
        var email = SetUpTests.NewEmail();
        using var first = await SetUpTests.OpenedAsync(host);
        await first.SubmitAsync("set-up-form", SetUpTests.Typed(email, password: "First-Password-1", again: "First-Password-1"));
        var person = new TestPerson((await SetUpTests.FindAsync(host, email)).Id, email, null);
        await first.SignInWithPasswordAsync(person, password: "First-Password-1");
        Assert.Equal("/enroll", first.At);
        var half = await host.QueryAsync(db => db.HalfWaySignIns.SingleAsync(h => h.UserId == person.Id && h.EndedAt == null));
        using var wizard = new Ear(host.Services, HalfWaySignIns.Topic(half.Id));

        using var second = first.Copy();
        await second.GoAsync(await SetUpTests.LinkAsync(host));
        await second.SubmitAsync("set-up-form", SetUpTests.Typed(email));
        Assert.Equal("/sign-in?notice=set-up", second.At);
        await wizard.UntilAsync(half.Id.ToString());
        await first.GoAsync("/enroll");
        Assert.StartsWith("/sign-in", first.At);
        await first.SignInWithPasswordAsync(person, password: "First-Password-1");
        Assert.NotNull(first.Error);
        await second.SignInWithPasswordAsync(person);
        Assert.Equal("/enroll", second.At);
        Assert.Equal(1, await host.QueryAsync(db => db.EnrollmentGrants.CountAsync(grant => grant.UserId == person.Id && grant.UsedAt == null)));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task The_only_administrator_whose_account_is_frozen_begins_anew_and_no_earlier_app_counts(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        await host.SetRoleAsync(person, Role.Administrator);
        var now = host.Time.Now();
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.FrozenAt, now).SetProperty(x => x.FrozenEventAt, now)));

        using var visitor = await SetUpTests.OpenedAsync(host);
        await visitor.SubmitAsync("set-up-form", SetUpTests.Typed(person.Email));
        Assert.Equal("/sign-in?notice=set-up", visitor.At);

        await visitor.SignInWithPasswordAsync(person);
        Assert.Equal("/enroll", visitor.At);
        Assert.All(await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).ToListAsync()), a => Assert.Equal(AuthenticatorState.Retired, a.State));
    }

    [Fact]
    public async Task A_sign_in_with_the_old_password_that_is_under_way_does_not_outlive_the_link()
    {
        var host = portal.PostgreSql;
        var person = await host.AddWithAuthenticatorAsync();
        await host.AddRecoveryCodesAsync(person);
        await host.SetRoleAsync(person, Role.Administrator);
        var now = host.Time.Now();
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.FrozenAt, now).SetProperty(x => x.FrozenEventAt, now)));
        using var visitor = await PostDuringAsync(host, person, database =>
        {
            database.HalfWaySignIns.Add(new HalfWaySignIn { UserId = person.Id, TokenHash = person.Id, BrowserHash = "thief", Purpose = HalfWayPurpose.Code, CreatedAt = now, ExpiresAt = now.AddMinutes(15), ReturnUrl = "/" });
            return database.SaveChangesAsync();
        });

        Assert.Equal("/sign-in?notice=set-up", visitor.At);
        Assert.NotNull(await host.QueryAsync(db => db.HalfWaySignIns.Where(h => h.TokenHash == person.Id).Select(h => h.EndedAt).SingleAsync()));
        Assert.Equal(0, await host.RunAsync((RecoveryCodes recovery) => recovery.LeftAsync(person.Id)));
    }

    [Fact]
    public async Task An_administrator_who_is_locked_while_the_link_waits_stays_locked()
    {
        var host = portal.PostgreSql;
        var person = await host.AddWithGrantAsync();
        await host.SetRoleAsync(person, Role.Administrator);
        var now = host.Time.Now();
        using var visitor = await PostDuringAsync(host, person, database => database.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, now)));

        Assert.Contains("Use another one", visitor.Error);
        Assert.NotNull(await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).Select(u => u.DisabledAt).SingleAsync()));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Of_an_administrator_who_lost_the_authenticator_everything_ends(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var trusting = await host.TrustingAsync(person);
        host.Time.Advance(TimeSpan.FromSeconds(30));
        using var signedIn = new Visitor(host.Address);
        await signedIn.SignInAsync(person, host);
        Assert.Equal("/", signedIn.At);
        await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AuthenticatorState.Retired)));
        await host.SetRoleAsync(person, Role.Administrator);

        using var visitor = await SetUpTests.OpenedAsync(host);
        await visitor.SubmitAsync("set-up-form", SetUpTests.Typed(person.Email));

        Assert.Equal("/sign-in?notice=set-up", visitor.At);
        await signedIn.GoAsync("/");
        Assert.StartsWith("/sign-in", signedIn.At);
        var revoked = await host.QueryAsync(db => db.AuditEntries.SingleAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.AccessRevoked));
        Assert.Equal("reason PasswordChange sessions 1 trusted browsers 1 half-way sign-ins 0", revoked.Details);
    }

    [Fact]
    public async Task The_link_is_over_when_an_administrator_enrols_while_the_password_is_hashed()
    {
        await using var host = await PortalHost.StartAsync();
        using var hasher = new HeldHasher();
        await using var scope = host.Services.CreateAsyncScope();
        var passwords = ActivatorUtilities.CreateInstance<PasswordCheck>(scope.ServiceProvider, hasher);
        var setUp = ActivatorUtilities.CreateInstance<SetUp>(scope.ServiceProvider, passwords);
        var email = SetUpTests.NewEmail();
        var use = setUp.UseAsync(await setUp.PrepareAsync(), "Ada Lovelace", email, TestPerson.Password);
        await hasher.Asked.WaitAsync(Ear.Guard);
        await host.SetRoleAsync(await host.AddWithAuthenticatorAsync(), Role.Administrator);
        hasher.Release();

        Assert.Equal(SetUpOutcome.LinkIsOver, (await use).Outcome);
        Assert.False(await host.QueryAsync(db => db.Users.AnyAsync(user => user.Email == email)));
    }

    /// <summary>Posts the link for somebody of whom something else is under way, which ends when the link waits for it.</summary>
    private static async Task<Visitor> PostDuringAsync(PortalHost host, TestPerson person, Func<PortalDbContext, Task> change)
    {
        var visitor = await SetUpTests.OpenedAsync(host);
        await using var scope = host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        await using var underWay = await database.Database.BeginTransactionAsync();
        await scope.ServiceProvider.GetRequiredService<FailureCounts>().HoldAsync(person.Id);
        var post = visitor.SubmitAsync("set-up-form", SetUpTests.Typed(person.Email));
        while (!post.IsCompleted && await WaitingAsync(host) == 0)
        {
            await Task.Yield();
        }

        await change(database);
        await underWay.CommitAsync();
        await post;
        return visitor;
    }

    private static Task<int> WaitingAsync(PortalHost host) => host.QueryAsync(db => db.Database
        .SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'""").SingleAsync());

    /// <summary>Begins a hash, and ends it when the test says so.</summary>
    private sealed class HeldHasher : PasswordHasher<PortalUser>, IDisposable
    {
        private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim released = new();

        public Task Asked => asked.Task;

        public void Release() => released.Set();

        public override string HashPassword(PortalUser user, string password)
        {
            asked.SetResult();
            released.Wait();
            return base.HashPassword(user, password);
        }

        public void Dispose() => released.Dispose();
    }
}
