using Epatra.Portal.Authenticators;
using Epatra.Portal.Enrollment;

namespace Epatra.Portal.Support.Diagnosis;

/// <summary>What is known about one person's way in, read at one moment. All times are UTC.</summary>
internal sealed record PersonEvidence
{
    /// <summary>The person's own: <c>nl</c>, <c>fr</c> or <c>en</c>.</summary>
    public required string Language { get; init; }

    public DateTime? DisabledAt { get; init; }
    public DateTime? FrozenAt { get; init; }

    /// <summary>When that happened which was not the person's own doing; null when the desk or an administrator froze the account.</summary>
    public DateTime? FrozenEventAt { get; init; }

    /// <summary>Of somebody who has no password yet; null for everybody else.</summary>
    public InvitationEvidence? Invitation { get; init; }

    /// <summary>When the password expires or has expired; null when passwords do not.</summary>
    public DateTime? PasswordEndsAt { get; init; }

    /// <summary>After a freeze, whatever the age of the old one.</summary>
    public bool NewPasswordNeeded { get; init; }

    /// <summary>When an announced reset takes effect; null when none is announced.</summary>
    public DateTime? ResetDueAt { get; init; }

    /// <summary>All that were ever confirmed, the newest last.</summary>
    public IReadOnlyList<EntryEvidence> Entries { get; init; } = [];

    /// <summary>Refused codes of the last day since the last one that was accepted, the newest first.</summary>
    public IReadOnlyList<RefusedCode> Refused { get; init; } = [];

    public int WrongPasswords { get; init; }
    public DateTime? PasswordsPausedUntil { get; init; }

    /// <summary>Refused codes in a row; at <see cref="SignIn.FailureCounts.Block"/> the authenticators are blocked.</summary>
    public int RefusedCodes { get; init; }

    public DateTime? CodesPausedUntil { get; init; }

    /// <summary>Seconds by which the clock of the newest browser is off, negative when it is behind; null when it was not measured today.</summary>
    public int? BrowserClockSeconds { get; init; }

    /// <summary>Null when none is open.</summary>
    public WizardEvidence? Wizard { get; init; }

    /// <summary>The newest one that is not used; null when there is none.</summary>
    public GrantEvidence? Grant { get; init; }

    /// <summary>What the person has asked the desk last, and is not answered yet.</summary>
    public RequestEvidence? Request { get; init; }

    /// <summary>Names of browsers in which the person has been signed in, the newest first.</summary>
    public IReadOnlyList<string> Browsers { get; init; } = [];

    public int RecoveryCodesLeft { get; init; }

    /// <summary>The newest that signs in, or would if it were not blocked.</summary>
    public EntryEvidence? Entry => Entries.LastOrDefault(e => e.State is AuthenticatorState.Active or AuthenticatorState.Blocked);

    /// <summary>When the last code was accepted.</summary>
    public DateTime? LastCodeAt => Entries.Max(e => e.LastUsedAt);
}

/// <param name="Account">Name of the entry in the app.</param>
/// <param name="LastUsedAt">When a code of it was last accepted; null for one that was never confirmed.</param>
/// <param name="DriftSeconds">By which its accepted codes were off on average; null when that says nothing.</param>
internal sealed record EntryEvidence(
    string Account, AuthenticatorApp App, AuthenticatorState State, DateTime Since, DateTime? LastUsedAt = null, DateTime? RetiredAt = null, int? DriftSeconds = null)
{
    /// <summary>Not one that was only shown and then given up.</summary>
    public bool IsConfirmed => LastUsedAt is not null;
}

/// <param name="Steps">Time steps from the portal's time to that of the code; null when it is of none of the hour around now.</param>
/// <param name="Entry">Whose code it was; null when of none.</param>
internal sealed record RefusedCode(DateTime At, CodeOutcome Outcome, int? Steps = null, EntryEvidence? Entry = null);

/// <param name="StepAt">Since when it is at its step.</param>
/// <param name="Attempts">Codes that were tried.</param>
internal sealed record WizardEvidence(WizardStep Step, DateTime StepAt, int Attempts = 0, CodeOutcome? LastError = null, AuthenticatorApp? App = null);

/// <summary>Leave to enrol an authenticator.</summary>
/// <param name="ExpiresAt">Null where there is no limit.</param>
internal sealed record GrantEvidence(GrantKind Kind, DateTime CreatedAt, DateTime? ExpiresAt = null);

/// <param name="Until">When its link expires or has expired; null when none is open.</param>
internal sealed record InvitationEvidence(DateTime? Until);

/// <param name="Browser">In words; null when nothing is known of it.</param>
internal sealed record RequestEvidence(DateTime At, Cause? Cause = null, string? Browser = null);
