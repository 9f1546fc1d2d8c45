using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Shell;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Enrollment;

/// <summary>The steps of the wizard up to the code; each works for the half-way sign-in behind the actor and for nobody else.</summary>
internal sealed class WizardSteps(
    PortalDbContext database,
    Transactions transactions,
    Actor actor,
    EnrollmentGrants grants,
    AuthenticatorSecrets secrets,
    TimeProvider time,
    IOptions<PortalOptions> portal)
{
    /// <summary>The topic on which every step of a person's wizards is told; the id is the run's.</summary>
    public static string Topic(string userId) => $"wizard/{userId}";

    /// <summary>Whether the wizard may be shown at all.</summary>
    public async Task<bool> MayEnterAsync() => actor.HalfWay is { } halfWay
        && (halfWay.ConfirmedAt is not null || await grants.FindOpenAsync(halfWay.UserId, halfWay.BrowserHash) is not null);

    /// <summary>Where the wizard stands; null when it is not, or no longer, open to the actor.</summary>
    public async Task<WizardView?> ReadAsync()
    {
        if (actor.HalfWay is not { } halfWay || await FindRunAsync(halfWay) is not { } run)
        {
            return null;
        }

        var pending = await FindPendingAsync(halfWay);
        return new WizardView(run.Step, run.App, pending is null ? null : Entry(pending, halfWay), run.RecoveryCodesAt);
    }

    /// <summary>Opens the wizard where it was left, or begins it.</summary>
    public async Task<WizardView?> OpenAsync()
    {
        await StepAsync((_, _, _) => Task.CompletedTask);
        return await ReadAsync();
    }

    /// <summary>Notes the app and, the first time, makes the secret.</summary>
    public Task ChooseAppAsync(AuthenticatorApp app) => StepAsync(async (halfWay, run, effects) =>
    {
        run.App = app;
        MoveTo(run, WizardStep.Scan);
        if (await FindPendingAsync(halfWay) is { } pending)
        {
            pending.App = app;
            return;
        }

        var newest = await database.Authenticators.Where(a => a.UserId == halfWay.UserId).MaxAsync(a => (int?)a.Number) ?? 0;
        var authenticator = new Authenticator
        {
            UserId = halfWay.UserId,
            Number = newest + 1,
            App = app,
            State = AuthenticatorState.Pending,
            ProtectedSecret = secrets.Protect(Totp.NewSecret()),
            BrowserHash = halfWay.BrowserHash,
            CreatedAt = time.Now(),
        };
        database.Authenticators.Add(authenticator);
        effects.Audit(AuditKind.AuthenticatorPrepared, halfWay.UserId, $"authenticator {authenticator.Id} app {app}");
    });

    /// <summary>Next and back between choosing, scanning and the code.</summary>
    public Task GoToAsync(WizardStep step) => StepAsync(async (halfWay, run, _) =>
    {
        if (step == WizardStep.App || (step is WizardStep.Scan or WizardStep.Code && await FindPendingAsync(halfWay) is not null))
        {
            MoveTo(run, step);
        }
    });

    /// <summary>Gives up the secret that was shown; choosing an app makes a new one, with a name of its own in the app.</summary>
    public Task StartAgainAsync() => StepAsync(async (halfWay, run, effects) =>
    {
        if (await FindPendingAsync(halfWay) is { } pending)
        {
            (pending.State, pending.RetiredAt, pending.BrowserHash) = (AuthenticatorState.Retired, time.Now(), null);
            effects.Audit(AuditKind.AuthenticatorDiscarded, halfWay.UserId, $"authenticator {pending.Id}");
        }

        (run.App, run.LastError) = (null, null);
        MoveTo(run, WizardStep.App);
    });

    /// <summary>The run of the wizard that is open to this half-way sign-in: before the code by its grant, afterwards by the confirmation.</summary>
    public async Task<WizardRun?> FindRunAsync(HalfWaySignIn halfWay)
    {
        var runs = database.WizardRuns.Where(r => r.UserId == halfWay.UserId && r.BrowserHash == halfWay.BrowserHash);
        if (halfWay.ConfirmedAt is not null)
        {
            return await runs.Where(r => r.RecoveryCodesAt != null).OrderByDescending(r => r.StartedAt).FirstOrDefaultAsync();
        }

        var grant = await grants.FindOpenAsync(halfWay.UserId, halfWay.BrowserHash);
        return grant is null ? null : await runs.SingleOrDefaultAsync(r => r.GrantId == grant.Id);
    }

    public Task<Authenticator?> FindPendingAsync(HalfWaySignIn halfWay) => database.Authenticators.SingleOrDefaultAsync(a =>
        a.UserId == halfWay.UserId && a.BrowserHash == halfWay.BrowserHash && a.State == AuthenticatorState.Pending);

    /// <summary>Tells the pages that watch the wizards of this person.</summary>
    public static void Tell(WizardRun run, Effects effects) => effects.Publish(Topic(run.UserId), run.Id.ToString());

    public void MoveTo(WizardRun run, WizardStep step) => (run.Step, run.StepAt) = (step, time.Now());

    /// <summary>One change before the confirmation: under the grant's lock, told to whoever watches. Without a grant it does nothing.</summary>
    private async Task StepAsync(Func<HalfWaySignIn, WizardRun, Effects, Task> change)
    {
        if (actor.HalfWay is not { ConfirmedAt: null } halfWay || await grants.FindOpenAsync(halfWay.UserId, halfWay.BrowserHash) is not { } grant)
        {
            return;
        }

        await transactions.RunAsync(async effects =>
        {
            if (!await grants.HoldAsync(grant.Id))
            {
                effects.Undo();
                return;
            }

            var run = await FindRunAsync(halfWay) ?? Begin(halfWay, grant);
            await change(halfWay, run, effects);
            Tell(run, effects);
        });
    }

    private WizardRun Begin(HalfWaySignIn halfWay, EnrollmentGrant grant)
    {
        var now = time.Now();
        return database.WizardRuns.Add(new WizardRun
        {
            UserId = halfWay.UserId,
            GrantId = grant.Id,
            BrowserHash = halfWay.BrowserHash,
            Step = WizardStep.App,
            StartedAt = now,
            StepAt = now,
        }).Entity;
    }

    private WizardEntry Entry(Authenticator pending, HalfWaySignIn halfWay)
    {
        var address = OtpAuthUri.For(portal.Value.Name, halfWay.User!.UserName!, pending.Number, secrets.Unprotect(pending.ProtectedSecret));
        return new WizardEntry(address.Issuer, address.Account, address.Secret, address.ToString(), pending.Number);
    }
}
