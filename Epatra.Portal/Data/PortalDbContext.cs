using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Door;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Mail;
using Epatra.Portal.MyAccount;
using Epatra.Portal.Passwords;
using Epatra.Portal.People;
using Epatra.Portal.People.Import;
using Epatra.Portal.Security;
using Epatra.Portal.SignIn;
using Epatra.Portal.Support;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Reset;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Epatra.Portal.Data;

/// <summary>Everything the portal keeps. The two databases differ only in their thin contexts and their migrations.</summary>
internal abstract class PortalDbContext : IdentityUserContext<PortalUser>
{
    protected PortalDbContext(DbContextOptions options)
        : base(options) => Database.AutoSavepointsEnabled = false; // a transaction that fails is undone as a whole, and two round trips are saved

    public DbSet<SearchEntry> SearchEntries => Set<SearchEntry>();
    public DbSet<SetUpLink> SetUpLinks => Set<SetUpLink>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<DoorPass> DoorPasses => Set<DoorPass>();
    public DbSet<TrustedBrowser> TrustedBrowsers => Set<TrustedBrowser>();
    public DbSet<HalfWaySignIn> HalfWaySignIns => Set<HalfWaySignIn>();
    public DbSet<FailureCount> FailureCounts => Set<FailureCount>();
    public DbSet<Authenticator> Authenticators => Set<Authenticator>();
    public DbSet<CodeDiagnosis> CodeDiagnoses => Set<CodeDiagnosis>();
    public DbSet<CodeUse> CodeUses => Set<CodeUse>();
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<EnrollmentGrant> EnrollmentGrants => Set<EnrollmentGrant>();
    public DbSet<WizardRun> WizardRuns => Set<WizardRun>();
    public DbSet<OldPassword> OldPasswords => Set<OldPassword>();
    public DbSet<PasswordLink> PasswordLinks => Set<PasswordLink>();
    public DbSet<ForgottenPassword> ForgottenPasswords => Set<ForgottenPassword>();
    public DbSet<ExpiryReminder> ExpiryReminders => Set<ExpiryReminder>();
    public DbSet<EmailLink> EmailLinks => Set<EmailLink>();
    public DbSet<NotMeLink> NotMeLinks => Set<NotMeLink>();
    public DbSet<HelpRequest> HelpRequests => Set<HelpRequest>();
    public DbSet<AuthenticatorReset> Resets => Set<AuthenticatorReset>();
    public DbSet<AgentCompany> AgentCompanies => Set<AgentCompany>();
    public DbSet<DeskNote> DeskNotes => Set<DeskNote>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<PeopleImport> Imports => Set<PeopleImport>();
    public DbSet<ImportLine> ImportLines => Set<ImportLine>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<OutboxMail> OutboxMails => Set<OutboxMail>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnConfiguring(DbContextOptionsBuilder options) => options.AddInterceptors(SearchEntry.Upkeep.Instance);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(PortalDbContext).Assembly);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        configuration.Properties<DateTime>().HaveConversion<UtcMilliseconds>();
        configuration.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
    }

    /// <summary>SQLite gives times back without a kind, PostgreSQL cuts them to microseconds: hashes over rows would differ.</summary>
    private sealed class UtcMilliseconds() : ValueConverter<DateTime, DateTime>(
        value => Clock.WholeMilliseconds(value), value => DateTime.SpecifyKind(value, DateTimeKind.Utc));
}

internal sealed class SqlitePortalDbContext(DbContextOptions<SqlitePortalDbContext> options) : PortalDbContext(options);

internal sealed class PostgreSqlPortalDbContext(DbContextOptions<PostgreSqlPortalDbContext> options) : PortalDbContext(options);
