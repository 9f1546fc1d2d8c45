using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Security;

/// <summary>Portals of their own, whose logs are read.</summary>
public sealed class LogSecretsTests
{
    private const string WrongPassword = "Verkeerd-Geheim-31!";

    [Theory]
    [InlineData("Debug", "Information")]
    [InlineData("Trace", "Debug")]
    public async Task The_log_has_no_password_code_key_token_cookie_or_address_of_anybody(string own, string others)
    {
        await using var host = await PortalHost.StartAsync(
            DatabaseProvider.Sqlite,
            ("Logging:LogLevel:Epatra.Portal", own),
            ("Logging:LogLevel:Microsoft.EntityFrameworkCore", others),
            ("Logging:LogLevel:Microsoft.AspNetCore.Authentication", others),
            ("Logging:LogLevel:Microsoft.AspNetCore.Antiforgery", others),
            ("Logging:LogLevel:Microsoft.AspNetCore.Components", others),
            ("Logging:LogLevel:Default", "Information"));
        var log = LogLines.Of(host);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);

        var secrets = await SignInAsync(host, visitor, person);
        secrets.AddRange(await EnrollAsync(host));
        secrets.AddRange(await RecoverAsync(host));
        secrets.AddRange(await TrustAsync(host));
        secrets.AddRange(await SetUpAsync(host));

        Assert.NotEmpty(log.All);
        Assert.All(secrets, secret => Assert.True(secret.Length >= 6));
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(log.All, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>Everything that can be typed on the way in, wrong and right.</summary>
    private static async Task<List<string>> SignInAsync(PortalHost host, Visitor visitor, TestPerson person)
    {
        await visitor.SignInWithPasswordAsync(person, password: WrongPassword);
        await visitor.SubmitAsync("sign-in-form", ("Input.Email", person.Email), ("Input.Password", TestPerson.Password), ("Input.Password", WrongPassword));
        await visitor.PostAsync("/sign-in", ("_handler", "sign-in"), ("Input.Email", person.Email), ("Input.Password", TestPerson.Password));
        await visitor.SignInWithPasswordAsync(person);
        var (wrong, code) = (await Phone.WrongCodeAsync(person.Secret!, host.Time.GetUtcNow()), await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow()));
        var secrets = new List<string> { person.Email, TestPerson.Password, WrongPassword, person.Secret!, wrong, code, visitor.Token.Value, "not-a-code-at-all" };
        secrets.AddRange(new[] { "antiforgery", "browser", "half-way" }.Select(name => visitor.Cookie(name)!));
        await visitor.SubmitCodeAsync("not-a-code-at-all");
        await visitor.SubmitCodeAsync(wrong);
        using var copy = visitor.Copy();
        await copy.GoAsync("/sign-in/code");
        await visitor.SubmitCodeAsync(code);
        await copy.SubmitCodeAsync(code);
        Assert.Equal("/", visitor.At);
        secrets.Add(visitor.Cookie("session")!);
        await visitor.PressAsync("sign-out");
        return secrets;
    }

    /// <summary>What the wizard shows and asks.</summary>
    private static async Task<List<string>> EnrollAsync(PortalHost host)
    {
        var person = await host.AddWithGrantAsync();
        var wizard = await WizardBrowser.OpenAsync(host, person);
        var view = await wizard.ChooseAsync();
        var (code, wrong) = (await wizard.CodeAsync(view), await Phone.WrongCodeAsync(view!.Entry!.Key, host.Time.GetUtcNow()));
        await wizard.ConfirmAsync(wrong);
        var result = await wizard.ConfirmAsync(code);
        await wizard.FinishAsync();
        return [person.Email, wizard.Browser, view.Entry.Key, code, wrong, .. result!.RecoveryCodes!];
    }

    /// <summary>Recovery codes, wrong and right, as they are typed and as they are compared.</summary>
    private static async Task<List<string>> RecoverAsync(PortalHost host)
    {
        var person = await host.AddWithAuthenticatorAsync();
        var right = (await host.AddRecoveryCodesAsync(person))[0];
        var typed = new[] { "no-recovery-code", "ABCD-EFGH-JKLM-NPQR", right };
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person);
        foreach (var code in typed)
        {
            await visitor.GoAsync("/sign-in/recovery");
            await visitor.SubmitAsync("recovery-form", ("Input.RecoveryCode", code));
        }

        Assert.Equal("/enroll", visitor.At);
        return [person.Email, visitor.Cookie("session")!, .. typed, .. typed.Select(code => code.Replace("-", ""))];
    }

    /// <summary>The token of a trusted browser, the one that takes its place, and a stolen one.</summary>
    private static async Task<List<string>> TrustAsync(PortalHost host)
    {
        var (person, thief) = (await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync());
        using var visitor = await host.TrustingAsync(person);
        var first = visitor.Token(person)!;
        host.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.True(await visitor.PasswordIsEnoughAsync(person));
        Assert.NotEqual(first, visitor.Token(person));
        using var renamed = Trust.With(host, thief, visitor.Token(person)!);
        Assert.False(await renamed.PasswordIsEnoughAsync(thief));
        return [person.Email, thief.Email, first, visitor.Token(person)!];
    }

    /// <summary>The link to the first administrator's page, opened, used and used again.</summary>
    private static async Task<List<string>> SetUpAsync(PortalHost host)
    {
        const string Email = "eerste.beheerder@test.example", Password = "Gekozen-Geheim-41!";
        var token = await host.RunAsync((SetUp setUp) => setUp.PrepareAsync());
        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync($"/set-up?token={token}");
        var again = visitor.Prepare("set-up-form", Typed(Password));
        await visitor.SubmitAsync("set-up-form", Typed(WrongPassword));
        await visitor.SubmitAsync("set-up-form", Typed(Password));
        Assert.Equal("/sign-in?notice=set-up", visitor.At);
        using var refused = await visitor.SendAsync(again);
        return [token, Email, Password];

        static (string, string)[] Typed(string confirmed) =>
            [("Input.Name", "Ada Lovelace"), ("Input.Email", Email), ("Input.NewPassword", Password), ("Input.ConfirmPassword", confirmed)];
    }
}
