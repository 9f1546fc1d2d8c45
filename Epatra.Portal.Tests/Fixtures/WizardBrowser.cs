using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Security;
using Epatra.Portal.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Epatra.Portal.Fixtures;

/// <summary>A browser of somebody in the wizard, without pages: it signs in half-way and runs operations as a circuit does.</summary>
internal sealed class WizardBrowser(PortalHost host, TestPerson person)
{
    private string halfWay = "";

    /// <summary>The lasting token of the browser.</summary>
    public string Browser { get; } = Token.New();

    public static async Task<WizardBrowser> OpenAsync(PortalHost host, TestPerson person)
    {
        var browser = new WizardBrowser(host, person);
        await browser.SignInAsync();
        return browser;
    }

    /// <summary>The password; each one begins a new half-way sign-in of the same browser.</summary>
    public async Task SignInAsync() => halfWay = (await host.RunAsync<PasswordSignIn, PasswordAnswer>(password =>
        password.TryAsync(person.Email, TestPerson.Password, Browser, "/"))).Entry!.HalfWayToken!;

    /// <summary>One operation in a scope of its own, after looking up who is behind it.</summary>
    public async Task<T> RunAsync<TService, T>(Func<TService, Task<T>> operation)
        where TService : notnull
    {
        await using var scope = host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<Actor>().HalfWay = await services.GetRequiredService<HalfWaySignIns>().FindAsync(halfWay);
        return await operation(services.GetRequiredService<TService>());
    }

    public Task<WizardView?> OpenWizardAsync() => RunAsync<WizardSteps, WizardView?>(steps => steps.OpenAsync());

    /// <summary>One step, and what the wizard shows after it.</summary>
    public Task<WizardView?> StepAsync(Func<WizardSteps, Task> step) => RunAsync<WizardSteps, WizardView?>(async steps =>
    {
        await step(steps);
        return await steps.ReadAsync();
    });

    /// <summary>Chooses an app and so asks for a secret.</summary>
    public Task<WizardView?> ChooseAsync(AuthenticatorApp app = AuthenticatorApp.Google) => StepAsync(steps => steps.ChooseAppAsync(app));

    public Task<ConfirmResult?> ConfirmAsync(string code) => RunAsync<WizardConfirmation, ConfirmResult?>(wizard => wizard.ConfirmAsync(code));

    public Task<Session?> FinishAsync() => RunAsync<WizardConfirmation, Session?>(async wizard => (await wizard.FinishAsync())?.Session);

    /// <summary>The code that an app would show now for the secret on the page.</summary>
    public Task<string> CodeAsync(WizardView? view) => Phone.CodeAsync(view!.Entry!.Key, host.Time.GetUtcNow());

    /// <summary>From the choice of the app to the accepted code.</summary>
    public async Task<ConfirmResult?> EnrollAsync() => await ConfirmAsync(await CodeAsync(await ChooseAsync()));
}
