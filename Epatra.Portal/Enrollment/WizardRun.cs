using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Enrollment;

public enum WizardStep
{
    App,
    Scan,
    Code,
    Recovery,
    Done,
}

/// <summary>One walk through the wizard in one browser: where it stands, for the page that comes back and for the desk.</summary>
internal sealed class WizardRun
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string UserId { get; init; }
    public PortalUser? User { get; init; }
    public required Guid GrantId { get; init; }
    public required string BrowserHash { get; init; }
    public required WizardStep Step { get; set; }
    public AuthenticatorApp? App { get; set; }
    public required DateTime StartedAt { get; init; }

    /// <summary>Since when it is at its step.</summary>
    public required DateTime StepAt { get; set; }

    /// <summary>Codes that were tried.</summary>
    public int Attempts { get; set; }

    public CodeOutcome? LastError { get; set; }

    /// <summary>When the set of recovery codes was made that counts.</summary>
    public DateTime? RecoveryCodesAt { get; set; }

    /// <summary>When its last button was pressed.</summary>
    public DateTime? EndedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<WizardRun>
    {
        public void Configure(EntityTypeBuilder<WizardRun> run)
        {
            run.HasOne(r => r.User).WithMany().HasForeignKey(r => r.UserId);
            run.HasOne<EnrollmentGrant>().WithMany().HasForeignKey(r => r.GrantId);
            run.HasIndex(r => new { r.GrantId, r.BrowserHash }).IsUnique();
            run.HasIndex(r => new { r.EndedAt, r.StepAt });
        }
    }
}

internal static class WizardRunQueries
{
    /// <summary>Since a step that is longer ago the page was left.</summary>
    public static readonly TimeSpan LeftAfter = TimeSpan.FromHours(2);

    /// <summary>The wizards that somebody may still be in: those whose last step is not long ago, and whose grant still stands or was used for them.</summary>
    public static IQueryable<WizardRun> OpenWizards(this PortalDbContext database, DateTime now)
    {
        var since = now - LeftAfter;
        return database.WizardRuns.Where(r => r.EndedAt == null && r.StepAt > since)
            .Where(r => r.RecoveryCodesAt != null || database.EnrollmentGrants.Any(g => g.Id == r.GrantId && g.UsedAt == null && (g.ExpiresAt == null || g.ExpiresAt > now)));
    }
}
