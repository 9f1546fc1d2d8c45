using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Shell;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Enrollment;

/// <summary>The steps of the wizard up to the code; each works for the holder of a grant behind the actor and for nobody else.</summary>
internal sealed class WizardSteps(
    PortalDbContext database,
    Transactions transactions,
    Actor actor,
    EnrollmentGrants grants,
    AuthenticatorSecrets secrets,
    Sessions sessions,
    TimeProvider time,
    IOptions<PortalOptions> portal)
{
    /// <summary>Secrets in a row that were given up and are remembered, to explain: nobody opens an entry before those.</summary>
    private const int MostGivenUp = 10;

    /// <summary>The topic on which every step of a person's wizards is told; the id is the run's.</summary>
    public static string Topic(string userId) => $"wizard/{userId}";

    /// <summary>The topic on which every step of everybody's wizards is told.</summary>
    public const string AnyTopic = "wizards";

    /// <summary>On the way in the code has just been proven; in a session this takes fresh proof.</summary>
    public bool MayRenewCodes => actor.Session is not { } session || sessions.IsFresh(session);

    /// <summary>Whether the wizard may be shown at all.</summary>
    public async Task<bool> MayEnterAsync() => WizardHolder.Of(actor) is { } holder
        && (await FindRunAsync(holder) is not null || await grants.FindOpenAsync(holder.UserId, holder.BrowserHash) is not null);

    /// <summary>What the wizard is for that is open to the actor.</summary>
    public async Task<WizardPurpose> PurposeAsync()
    {
        var holder = WizardHolder.Of(actor)!;
        var grant = await FindRunAsync(holder) is { } run ? await grants.GetAsync(run.GrantId) : await grants.FindOpenAsync(holder.UserId, holder.BrowserHash);
        return PurposeOf(grant);
    }

    /// <summary>Where the wizard stands; null when it is not, or no longer, open to the actor.</summary>
    public async Task<WizardView?> ReadAsync()
    {
        if (WizardHolder.Of(actor) is not { } holder || await FindRunAsync(holder) is not { } run)
        {
            return null;
        }

        var pending = await FindPendingAsync(holder);
        return new WizardView(run.Step, run.App, pending is null ? null : Entry(pending, holder), run.RecoveryCodesAt, MayRenewCodes) { Purpose = PurposeOf(await grants.GetAsync(run.GrantId)) };
    }

    /// <summary>Opens the wizard where it was left, or begins it.</summary>
    public async Task<WizardView?> OpenAsync()
    {
        await StepAsync(BeginAsync);
        return await ReadAsync();
    }

    /// <summary>Notes the app and, the first time, makes the secret.</summary>
    public Task ChooseAppAsync(AuthenticatorApp app) => StepAsync((holder, run, effects) => ChooseAsync(holder, run, app, effects));

    /// <summary>After a reset the app is known, and somebody waits for the QR code with a telephone at the ear.</summary>
    private async Task BeginAsync(WizardHolder holder, WizardRun run, Effects effects)
    {
        if (run.App is null && run.StepAt == run.StartedAt && await grants.KindAsync(run.GrantId) == GrantKind.Reset)
        {
            var last = await database.Authenticators.Where(a => a.UserId == holder.UserId && a.ConfirmedAt != null)
                .OrderByDescending(a => a.Number).Select(a => (AuthenticatorApp?)a.App).FirstOrDefaultAsync();
            await ChooseAsync(holder, run, last ?? AuthenticatorApp.Google, effects);
        }
    }

    private async Task ChooseAsync(WizardHolder holder, WizardRun run, AuthenticatorApp app, Effects effects)
    {
        run.App = app;
        MoveTo(run, WizardStep.Scan);
        if (await FindPendingAsync(holder) is { } pending)
        {
            pending.App = app;
            return;
        }

        var newest = await database.Authenticators.Where(a => a.UserId == holder.UserId).MaxAsync(a => (int?)a.Number) ?? 0;
        var authenticator = new Authenticator
        {
            UserId = holder.UserId,
            Number = newest + 1,
            App = app,
            State = AuthenticatorState.Pending,
            ProtectedSecret = secrets.Protect(Totp.NewSecret()),
            BrowserHash = holder.BrowserHash,
            CreatedAt = time.Now(),
        };
        database.Authenticators.Add(authenticator);
        effects.Audit(AuditKind.AuthenticatorPrepared, holder.UserId, $"authenticator {authenticator.Id} app {app}");
    }

    /// <summary>Next and back between choosing, scanning and the code.</summary>
    public Task GoToAsync(WizardStep step) => StepAsync(async (holder, run, _) =>
    {
        if (step == WizardStep.App || (step is WizardStep.Scan or WizardStep.Code && await FindPendingAsync(holder) is not null))
        {
            MoveTo(run, step);
        }
    });

    /// <summary>Gives up the secret that was shown; choosing an app makes a new one, with a name of its own in the app.</summary>
    public Task StartAgainAsync() => StepAsync(async (holder, run, effects) =>
    {
        if (await FindPendingAsync(holder) is { } pending)
        {
            (pending.State, pending.RetiredAt, pending.BrowserHash) = (AuthenticatorState.Retired, time.Now(), null);
            effects.Audit(AuditKind.AuthenticatorDiscarded, holder.UserId, $"authenticator {pending.Id}");
            await database.Authenticators.Where(a => a.UserId == holder.UserId && a.State == AuthenticatorState.Retired && a.ConfirmedAt == null && a.Number <= pending.Number - MostGivenUp)
                .ExecuteDeleteAsync();
        }

        (run.App, run.LastError) = (null, null);
        MoveTo(run, WizardStep.App);
    });

    /// <summary>The run of the wizard that is open to the holder: before the code by its grant, afterwards by the confirmation.</summary>
    public async Task<WizardRun?> FindRunAsync(WizardHolder holder)
    {
        var runs = database.WizardRuns.Where(r => r.UserId == holder.UserId && r.BrowserHash == holder.BrowserHash);
        if (holder.MayBeConfirmed && await runs.Where(r => r.RecoveryCodesAt != null && r.EndedAt == null).OrderByDescending(r => r.StartedAt).FirstOrDefaultAsync() is { } run)
        {
            return run;
        }

        var grant = await grants.FindOpenAsync(holder.UserId, holder.BrowserHash);
        return grant is null ? null : await runs.SingleOrDefaultAsync(r => r.GrantId == grant.Id);
    }

    public Task<Authenticator?> FindPendingAsync(WizardHolder holder) => database.Authenticators.SingleOrDefaultAsync(a =>
        a.UserId == holder.UserId && a.BrowserHash == holder.BrowserHash && a.State == AuthenticatorState.Pending);

    /// <summary>Tells the pages that watch the wizards of this person.</summary>
    public static void Tell(WizardRun run, Effects effects)
    {
        effects.Publish(Topic(run.UserId), run.Id.ToString());
        effects.Publish(AnyTopic, "");
    }

    public void MoveTo(WizardRun run, WizardStep step) => (run.Step, run.StepAt) = (step, time.Now());

    /// <summary>One change before the confirmation: under the grant's lock, told to whoever watches. Without a grant it does nothing.</summary>
    private async Task StepAsync(Func<WizardHolder, WizardRun, Effects, Task> change)
    {
        if (WizardHolder.Of(actor) is not { HalfWay: null or { ConfirmedAt: null } } holder || await grants.FindOpenAsync(holder.UserId, holder.BrowserHash) is not { } grant)
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

            var run = await FindRunAsync(holder) ?? Begin(holder, grant);
            await change(holder, run, effects);
            Tell(run, effects);
        });
    }

    private static WizardPurpose PurposeOf(EnrollmentGrant? grant) => grant switch
    {
        { ReplacesId: not null } => WizardPurpose.NewPhone,
        { Kind: GrantKind.Own } => WizardPurpose.OneMore,
        _ => WizardPurpose.TheOne,
    };

    private WizardRun Begin(WizardHolder holder, EnrollmentGrant grant)
    {
        var now = time.Now();
        return database.WizardRuns.Add(new WizardRun
        {
            UserId = holder.UserId,
            GrantId = grant.Id,
            BrowserHash = holder.BrowserHash,
            Step = WizardStep.App,
            StartedAt = now,
            StepAt = now,
        }).Entity;
    }

    private WizardEntry Entry(Authenticator pending, WizardHolder holder)
    {
        var address = OtpAuthUri.For(portal.Value.Name, holder.UserName, pending.Number, secrets.Unprotect(pending.ProtectedSecret));
        return new WizardEntry(address.Issuer, address.Account, address.Secret, address.ToString(), pending.Number);
    }
}
