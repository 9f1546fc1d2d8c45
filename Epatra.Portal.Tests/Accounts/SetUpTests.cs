using System.Net;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Accounts;

[Collection(SetUpCollection.Name)]
public sealed class SetUpTests(PortalFixture portal)
{
    public static TheoryData<string> Databases => PortalFixture.Databases;

    private PortalHost Host => portal.Sqlite;

    [Theory, MemberData(nameof(Databases))]
    public async Task The_link_makes_an_administrator_who_signs_in_and_gets_into_the_wizard(string database)
    {
        var host = portal.On(database);
        using var visitor = await OpenedAsync(host);
        var email = NewEmail();

        await visitor.SubmitAsync("set-up-form", Typed(email));
        Assert.Equal("/sign-in?notice=set-up", visitor.At);
        Assert.StartsWith("Your account is ready", visitor.Text("notice"));
        var made = await FindAsync(host, email);
        Assert.Equal((Role.Administrator, "Ada Lovelace", "en", true, email), (made.Role, made.Name, made.Language, made.EmailConfirmed, made.UserName));
        Assert.Equal(host.LocalDay(host.Time.Now()).AddMonths(6), host.LocalDay(made.PasswordExpiresAt!.Value));
        Assert.Equal(AuditKind.AdministratorSetUp, (await Chain.ReadValidAsync(host))[^1].Kind);

        await visitor.SignInWithPasswordAsync(new TestPerson(made.Id, email, null));
        Assert.Equal("/enroll", visitor.At);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Of_two_who_post_at_once_one_becomes_administrator(string database)
    {
        var host = portal.On(database);
        using var visitor = await OpenedAsync(host);
        var emails = Enumerable.Range(0, 8).Select(_ => NewEmail()).ToList();
        var answers = await Task.WhenAll(emails.Select(email => visitor.SendAsync(visitor.Prepare("set-up-form", Typed(email)))));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Redirect);
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.OK));
        Assert.Equal(1, await host.QueryAsync(db => db.Users.CountAsync(user => emails.Contains(user.Email!))));
    }

    [Fact]
    public async Task Looking_at_the_page_uses_nothing_up()
    {
        using var visitor = await OpenedAsync(Host);
        var entries = (await Chain.ReadValidAsync(Host)).Count;
        await visitor.GoAsync(visitor.At);

        Assert.Equal(entries, (await Chain.ReadValidAsync(Host)).Count);
        await visitor.SubmitAsync("set-up-form", Typed(NewEmail()));
        Assert.Equal("/sign-in?notice=set-up", visitor.At);
    }

    [Fact]
    public async Task A_used_an_old_a_replaced_and_an_unknown_link_say_how_to_get_a_new_one()
    {
        using var used = await OpenedAsync(Host);
        var link = used.At;
        var late = used.Prepare("set-up-form", Typed(NewEmail()));
        await used.SubmitAsync("set-up-form", Typed(NewEmail()));
        await IsOverAsync(used, link);
        var entries = (await Chain.ReadValidAsync(Host)).Count;
        Assert.Equal(HttpStatusCode.OK, (await used.SendAsync(late)).StatusCode);
        Assert.Equal([AuditKind.SetUpRefused], (await Chain.ReadValidAsync(Host)).Skip(entries).Select(entry => entry.Kind));

        using var replaced = await OpenedAsync(Host);
        using var old = await OpenedAsync(Host);
        await IsOverAsync(replaced, replaced.At);
        Host.Time.Advance(TimeSpan.FromHours(24));
        await IsOverAsync(old, old.At);
        await IsOverAsync(old, "/set-up");
        await IsOverAsync(old, "/set-up?token=made-up");
    }

    [Theory]
    [InlineData("Type your name", "", "{0}", TestPerson.Password, TestPerson.Password)]
    [InlineData("Type your name", "  ", "{0}", TestPerson.Password, TestPerson.Password)]
    [InlineData("Type your name", "\u202e\u0001", "{0}", TestPerson.Password, TestPerson.Password)]
    [InlineData("Type an e-mail address", "Ada", "", TestPerson.Password, TestPerson.Password)]
    [InlineData("Type an e-mail address", "Ada", "ada", TestPerson.Password, TestPerson.Password)]
    [InlineData("too short", "Ada", "{0}", "Seven-7", "Seven-7")]
    [InlineData("not the same", "Ada", "{0}", TestPerson.Password, TestPerson.Password + " ")]
    public async Task A_mistake_is_named_keeps_what_was_typed_and_uses_nothing_up(string error, string name, string email, string password, string again)
    {
        using var visitor = await OpenedAsync(Host);
        var address = string.Format(email, NewEmail());
        await visitor.SubmitAsync("set-up-form", Typed(address, name, password, again));

        Assert.Contains(error, visitor.Error);
        Assert.Equal(address, visitor.Page.QuerySelector("[name='Input.Email']")!.GetAttribute("value") ?? "");
        Assert.DoesNotContain(password, visitor.Html);
        await visitor.SubmitAsync("set-up-form", Typed(NewEmail()));
        Assert.Equal("/sign-in?notice=set-up", visitor.At);
    }

    [Theory]
    [InlineData("name", "", "{0}", TestPerson.Password, TestPerson.Password)]
    [InlineData("email", "Ada", "ada", TestPerson.Password, TestPerson.Password)]
    [InlineData("new-password", "Ada", "{0}", "Seven-7", "Seven-7")]
    [InlineData("new-password confirm-password", "Ada", "{0}", TestPerson.Password, TestPerson.Password + " ")]
    public async Task Only_the_field_that_is_wrong_is_marked_and_gets_the_focus(string wrong, string name, string email, string password, string again)
    {
        using var visitor = await OpenedAsync(Host);
        Assert.Equal(("", "", "name"), Marks(visitor));
        await visitor.SubmitAsync("set-up-form", Typed(string.Format(email, NewEmail()), name, password, again));

        Assert.Equal((wrong, wrong, wrong.Split(' ')[0]), Marks(visitor));
        Assert.Contains("password-rules", visitor.Page.QuerySelector("#new-password")!.GetAttribute("aria-describedby"));
    }

    [Fact]
    public async Task A_password_of_more_than_128_characters_is_refused()
    {
        using var visitor = await OpenedAsync(Host);
        var tooLong = new string('x', 129);
        await visitor.SubmitAsync("set-up-form", Typed(NewEmail(), password: tooLong, again: tooLong));
        Assert.Contains("at most 128", visitor.Error);
    }

    [Fact]
    public async Task The_address_of_somebody_else_is_refused_and_uses_nothing_up()
    {
        var person = await Host.AddWithGrantAsync();
        using var visitor = await OpenedAsync(Host);
        await visitor.SubmitAsync("set-up-form", Typed(person.Email));

        Assert.Contains("Use another one", visitor.Error);
        Assert.Equal(("email", "email", "email"), Marks(visitor));
        Assert.Equal(Role.User, (await FindAsync(Host, person.Email)).Role);
        await visitor.SubmitAsync("set-up-form", Typed(NewEmail()));
        Assert.Equal("/sign-in?notice=set-up", visitor.At);
    }

    [Fact]
    public async Task Once_an_administrator_has_an_authenticator_no_link_opens()
    {
        await using var host = await PortalHost.StartAsync();
        using var visitor = await OpenedAsync(host);
        var person = await host.AddWithAuthenticatorAsync();
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Role, Role.Administrator)));

        await IsOverAsync(visitor, visitor.At);
        Assert.False(await host.RunAsync((SetUp setUp) => setUp.IsNeededAsync()));
        await host.QueryAsync(db => db.Authenticators.ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AuthenticatorState.Retired)));
        Assert.True(await host.RunAsync((SetUp setUp) => setUp.IsNeededAsync()));
    }

    [Theory]
    [InlineData("nl", "De eerste beheerder", "Deze link is niet meer geldig.")]
    [InlineData("fr", "Le premier administrateur", "Ce lien n'est plus valable.")]
    public async Task The_page_speaks_the_languages_of_the_portal(string language, string title, string over)
    {
        using var visitor = new Visitor(Host.Address, language);
        await visitor.GoAsync(await LinkAsync(Host));
        Assert.Equal(title, visitor.Page.QuerySelector("h1")!.TextContent);
        await visitor.GoAsync("/set-up");
        Assert.Equal(over, visitor.Error);
    }

    /// <summary>The ids of the fields that are called wrong, that the error describes, and that have the focus.</summary>
    private static (string Wrong, string Described, string Focus) Marks(Visitor visitor) =>
        (Ids(visitor, "[aria-invalid=true]"), Ids(visitor, "[aria-describedby~=refused]"), Ids(visitor, "[autofocus]"));

    private static string Ids(Visitor visitor, string mark) => string.Join(' ', visitor.Page.QuerySelectorAll("input" + mark).Select(field => field.Id));

    internal static string NewEmail() => $"{Guid.NewGuid():N}@test.example";

    internal static (string, string)[] Typed(string email, string name = "Ada Lovelace", string password = TestPerson.Password, string? again = null) =>
        [("Input.Name", name), ("Input.Email", email), ("Input.NewPassword", password), ("Input.ConfirmPassword", again ?? password)];

    internal static async Task<string> LinkAsync(PortalHost host) => "/set-up?token=" + await host.RunAsync((SetUp setUp) => setUp.PrepareAsync());

    internal static async Task<Visitor> OpenedAsync(PortalHost host)
    {
        var visitor = new Visitor(host.Address);
        await visitor.GoAsync(await LinkAsync(host));
        Assert.NotNull(visitor.Page.QuerySelector("[data-testid=set-up-form]"));
        return visitor;
    }

    private static async Task IsOverAsync(Visitor visitor, string link)
    {
        await visitor.GoAsync(link);
        Assert.Equal((HttpStatusCode.OK, "This link is no longer valid."), (visitor.Response.StatusCode, visitor.Error));
        Assert.Contains("Restart the portal", visitor.Page.Body!.TextContent);
        Assert.Null(visitor.Page.QuerySelector("[data-testid=set-up-form]"));
    }

    internal static Task<PortalUser> FindAsync(PortalHost host, string email) => host.QueryAsync(db => db.Users.AsNoTracking().SingleAsync(user => user.Email == email));
}

/// <summary>Portals of their own: an administrator of another test would close the link.</summary>
[CollectionDefinition(Name)]
public sealed class SetUpCollection : ICollectionFixture<PortalFixture>
{
    public const string Name = "set-up";
}
