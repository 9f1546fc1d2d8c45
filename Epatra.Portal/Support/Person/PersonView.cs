using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Diagnosis;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Reset;

namespace Epatra.Portal.Support.Person;

/// <summary>One person on the agent's screen: no secrets, no network addresses. All times are UTC.</summary>
/// <param name="Details">Null where the viewer sees name and role only.</param>
internal sealed record PersonView(string Id, string Name, Role Role, PersonDetails? Details);

/// <summary>What the desk sees of a person into whom it may look. All times are UTC.</summary>
internal sealed record PersonDetails
{
    public required string Email { get; init; }
    public string? Company { get; init; }

    /// <summary>The number on file, as it was given.</summary>
    public string? Phone { get; init; }

    public required string Language { get; init; }
    public required DateTime CreatedAt { get; init; }
    public DateTime? LastSignInAt { get; init; }
    public DateTime? DisabledAt { get; init; }
    public DateTime? FrozenAt { get; init; }
    public DateTime? UnderAttackUntil { get; init; }
    public bool SharedMailbox { get; init; }
    public DateTime? EmailChangedAt { get; init; }

    /// <summary>When the password was last set by a mailed link.</summary>
    public DateTime? PasswordResetAt { get; init; }

    /// <summary>Whether one was ever chosen.</summary>
    public bool HasPassword { get; init; }

    /// <summary>When the password expires or has expired; null when passwords do not.</summary>
    public DateTime? PasswordEndsAt { get; init; }

    public bool PasswordIsOver { get; init; }
    public int RecoveryCodesLeft { get; init; }
    public IReadOnlyList<WizardEvidence> Wizards { get; init; } = [];

    /// <summary>All that were ever confirmed and are still kept, the newest first.</summary>
    public IReadOnlyList<EntryEvidence> Entries { get; init; } = [];

    public IReadOnlyList<BrowserView> Trusted { get; init; } = [];
    public IReadOnlyList<BrowserView> Sessions { get; init; } = [];
    public IReadOnlyList<EventView> Events { get; init; } = [];
    public IReadOnlyList<RequestView> Requests { get; init; } = [];
    public IReadOnlyList<ResetView> Resets { get; init; } = [];

    /// <summary>What agents did, whether or not there is a reset to show for it.</summary>
    public IReadOnlyList<NoteView> Notes { get; init; } = [];
}

/// <param name="Browser">In words; null when nothing is known of it.</param>
/// <param name="Until">When the trust ends; null for a session.</param>
internal sealed record BrowserView(string? Browser, DateTime Since, DateTime? LastUsedAt, DateTime? Until = null);

/// <param name="By">Name of whoever did it; null where nobody was known, or the person is gone.</param>
internal sealed record EventView(DateTime At, AuditKind Kind, string? Details, string? ById, string? By);

/// <summary>A request that went to the desk.</summary>
/// <param name="Cause">Null where none was chosen.</param>
/// <param name="TakenBy">Name of the agent who has it; null for nobody.</param>
/// <param name="EndedBy">Null while it is open.</param>
internal sealed record RequestView(DateTime At, RequestKind Kind, Cause? Cause, string? Note, string? TakenBy, DateTime? EndedAt, RequestEnd? EndedBy);

/// <param name="DueAt">When an announced one takes effect.</param>
internal sealed record ResetView(DateTime At, Cause Cause, ResetProof Proof, string? Agent, string Note, ResetState State, DateTime? DueAt, DateTime? DoneAt);

/// <summary>Something that an agent did, with the reason.</summary>
/// <param name="Agent">Name of the agent.</param>
internal sealed record NoteView(DateTime At, DeskAction Action, Cause Cause, string? Agent, string Note);
