using AngleSharp.Dom;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.MyAccount;

/// <summary>What tests do on the pages about the own account.</summary>
internal static class AccountVisits
{
    /// <summary>A browser in which the person has just typed a code.</summary>
    public static async Task<Visitor> AtHomeAsync(this PortalHost host, TestPerson person)
    {
        host.Time.Advance(TimeSpan.FromSeconds(30)); // a code of its own
        var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        Assert.Equal("/", visitor.At);
        return visitor;
    }

    /// <summary>Time enough for a code to be no fresh proof any more.</summary>
    public static void GrowStale(this PortalHost host) => host.Time.Advance(TimeSpan.FromMinutes(6));

    /// <summary>Opens the page of an act and sends its form.</summary>
    public static async Task DoAsync(this Visitor visitor, AccountAct act, Guid? id = null, string? text = null, string? code = null)
    {
        await visitor.GoAsync(AccountWords.Path(act, id));
        await visitor.SubmitAsync("account-form", [.. Field("Input.Text", text), .. Field("Input.Code", code)]);
    }

    /// <summary>From the grant to the confirmed authenticator, in the newest session.</summary>
    /// <returns>The secret in the app.</returns>
    public static async Task<string> EnrollAsync(this PortalHost host, TestPerson person)
    {
        var view = await host.BeginAsync(person);
        var code = await Phone.CodeAsync(view!.Entry!.Key, host.Time.GetUtcNow());
        Assert.Equal(CodeOutcome.Accepted, (await host.AsAsync(person, (WizardConfirmation wizard) => wizard.ConfirmAsync(code)))?.Answer.Outcome);
        return view.Entry.Key;
    }

    /// <summary>From the grant to the QR code, in the newest session.</summary>
    public static Task<WizardView?> BeginAsync(this PortalHost host, TestPerson person) => host.AsAsync<WizardSteps, WizardView?>(person, async steps =>
    {
        await steps.OpenAsync();
        await steps.ChooseAppAsync(AuthenticatorApp.Google);
        return await steps.ReadAsync();
    });

    public static Task<List<Authenticator>> AuthenticatorsAsync(this PortalHost host, TestPerson person) =>
        host.QueryAsync(db => db.Authenticators.AsNoTracking().Where(a => a.UserId == person.Id).OrderBy(a => a.Number).ToListAsync());

    public static async Task<Guid> FirstAsync(this PortalHost host, TestPerson person) => (await host.AuthenticatorsAsync(person))[0].Id;

    public static Task<Accounts.PortalUser> UserAsync(this PortalHost host, TestPerson person) => host.QueryAsync(db => db.Users.AsNoTracking().SingleAsync(u => u.Id == person.Id));

    /// <summary>Rows of a list, as they read.</summary>
    public static IReadOnlyList<string> Rows(this Visitor visitor, string testId) =>
        [.. visitor.Page.QuerySelectorAll($"li[data-testid={testId}]").Select(row => string.Join(' ', row.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];

    /// <summary>Presses a button of a row.</summary>
    public static async Task RevokeAsync(this Visitor visitor, IElement row)
    {
        var button = row.QuerySelector("[data-testid=revoke]")!;
        await visitor.SubmitAsync("revoke-form", (button.GetAttribute("name")!, button.GetAttribute("value")!));
    }

    private static (string Name, string Value)[] Field(string name, string? value) => value is null ? [] : [(name, value)];
}
