using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Reset;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Support.Dashboard;

/// <summary>Reads what goes on at this moment, in a few queries for everybody who watches.</summary>
internal sealed class DashboardQueries(PortalDbContext database, TimeProvider time)
{
    /// <summary>More than the desk can look at; the figures count all.</summary>
    private const int Most = 500;

    /// <summary>The longest life of a half-way sign-in.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromHours(2);

    /// <summary>How long somebody may look at one step before it is taken for left, where no half-way sign-in tells.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private IQueryable<HelpRequest> OpenRequests => database.HelpRequests.Where(r => r.EndedAt == null && r.SentAt != null);

    /// <summary>Oldest first.</summary>
    public Task<List<WaitingRequest>> RequestsAsync() => OpenRequests
        .OrderBy(r => r.UserId == null).ThenBy(r => r.SentAt).Take(Most) // addresses that nobody has must not crowd the others out
        .Select(r => new WaitingRequest(r.Id, r.Kind, r.Cause, r.Note, r.Email, r.UserId, r.User!.Name, (Role?)r.User.Role, r.User.Company, r.SentAt!.Value, r.TakenById, r.TakenBy!.Name)).ToListAsync();

    /// <summary>All of them, also those beyond what the lists hold.</summary>
    public async Task<IReadOnlyList<CompanyFigures>> CountAsync()
    {
        var requests = await OpenRequests.GroupBy(r => r.User!.Company).Select(of => new CompanyFigures(of.Key, of.Count(), 0)).ToListAsync();
        var wizards = await OpenWizards.GroupBy(r => r.User!.Company).Select(of => new CompanyFigures(of.Key, 0, of.Count())).ToListAsync();
        return [.. requests, .. wizards];
    }

    /// <summary>Those with refused codes first, and the longest of them before the others.</summary>
    public async Task<List<StuckPerson>> StuckAsync()
    {
        var wizards = await WizardsAsync();
        var inWizard = wizards.Select(w => w.UserId).ToHashSet();
        var signIns = (await RefusalsAsync()).Where(r => !inWizard.Contains(r.UserId)).GroupBy(r => r.HalfWayId)
            .Select(tried => tried.First() with { Attempts = tried.Count(), Since = tried.Min(r => r.Since) })
            .Select(r => new StuckPerson(r.HalfWayId, r.UserId, r.Name, r.Role, r.Company, Step: null, App: null, r.Attempts, r.LastError, r.Since));
        return [.. wizards.Concat(signIns).OrderByDescending(p => p.LastError is not null).ThenBy(p => p.Since)];
    }

    public Task<List<OpenReset>> ResetsAsync() => database.Resets.Where(r => r.State == ResetState.Proposed || r.State == ResetState.Announced).OrderBy(r => r.AskedAt).Take(Most)
        .Select(r => new OpenReset(r.Id, r.UserId, r.User!.Name, r.User.Role, r.User.Company, r.Agent!.Name, r.State, r.AskedAt, r.DueAt)).ToListAsync();

    private IQueryable<WizardRun> OpenWizards
    {
        get
        {
            var now = time.Now();
            var patient = now - Patience;
            return database.OpenWizards(now)
                .Where(r => r.StepAt > patient || database.HalfWaySignIns.Any(h => h.BrowserHash == r.BrowserHash && h.UserId == r.UserId && h.EndedAt == null && h.ExpiresAt > now));
        }
    }

    private Task<List<StuckPerson>> WizardsAsync() => OpenWizards.OrderByDescending(r => r.StepAt).Take(Most)
        .Select(r => new StuckPerson(r.Id, r.UserId, r.User!.Name, r.User.Role, r.User.Company, r.Step, r.App, r.Attempts, r.LastError, r.StepAt)).ToListAsync();

    /// <summary>Refused codes of sign-ins that are still open, the newest first.</summary>
    private Task<List<Refusal>> RefusalsAsync()
    {
        var now = time.Now();
        var recent = now - Recent;
        return (
            from code in database.CodeDiagnoses
            join halfWay in database.HalfWaySignIns on code.HalfWayId equals halfWay.Id
            where code.At > recent && halfWay.EndedAt == null && halfWay.ExpiresAt > now && halfWay.ConfirmedAt == null
            orderby code.At descending
            select new Refusal(halfWay.Id, code.UserId, halfWay.User!.Name, halfWay.User.Role, halfWay.User.Company, code.Outcome, 1, code.At)).Take(Most).ToListAsync();
    }

    private sealed record Refusal(Guid HalfWayId, string UserId, string Name, Role Role, string? Company, CodeOutcome LastError, int Attempts, DateTime Since);
}
