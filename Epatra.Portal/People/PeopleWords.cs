using Epatra.Portal.Enrollment;
using Epatra.Portal.Shell;

namespace Epatra.Portal.People;

/// <summary>States, acts and their outcomes, as administrators read them.</summary>
internal static class PeopleWords
{
    public static string State(ListedPerson row) => row is { State: PersonState.PasswordSet, Step: { } step }
        ? string.Format(PeopleTexts.StateWizard, StepTexts.Short(step))
        : State(row.State);

    public static string State(PersonState state) => state switch
    {
        PersonState.Invited => PeopleTexts.StateInvited,
        PersonState.Opened => PeopleTexts.StateOpened,
        PersonState.InvitationOver => PeopleTexts.StateInvitationOver,
        PersonState.Withdrawn => PeopleTexts.StateWithdrawn,
        PersonState.PasswordSet => PeopleTexts.StatePasswordSet,
        PersonState.Active => PeopleTexts.StateActive,
        PersonState.Locked => PeopleTexts.StateLocked,
        PersonState.Frozen => PeopleTexts.StateFrozen,
    };

    /// <summary>The last part of the address of an act.</summary>
    public static string Path(PersonAction action) => action.ToString().ToLowerInvariant();

    public static PersonAction? Action(string? path) => Enum.GetValues<PersonAction>().Where(action => Path(action) == path).Select(action => (PersonAction?)action).FirstOrDefault();

    public static string Name(PersonAction action) => action switch
    {
        PersonAction.Details => PeopleTexts.ActDetails,
        PersonAction.Role => PeopleTexts.ActRole,
        PersonAction.Reach => PeopleTexts.ActReach,
        PersonAction.Lock => PeopleTexts.ActLock,
        PersonAction.Unlock => PeopleTexts.ActUnlock,
        PersonAction.Freeze => PeopleTexts.ActFreeze,
        PersonAction.Resend => PeopleTexts.ActResend,
        PersonAction.Withdraw => PeopleTexts.ActWithdraw,
        PersonAction.Expiry => PeopleTexts.ActExpiry,
        PersonAction.Delete => PeopleTexts.ActDelete,
        PersonAction.Export => PeopleTexts.ActExport,
    };

    /// <summary>What it brings about.</summary>
    public static string Lead(PersonAction action) => action switch
    {
        PersonAction.Details => "",
        PersonAction.Role => PeopleTexts.LeadRole,
        PersonAction.Reach => PeopleTexts.LeadReach,
        PersonAction.Lock => PeopleTexts.LeadLock,
        PersonAction.Unlock => PeopleTexts.LeadUnlock,
        PersonAction.Freeze => PeopleTexts.LeadFreeze,
        PersonAction.Resend => string.Format(PeopleTexts.LeadResend, Invitations.Days),
        PersonAction.Withdraw => PeopleTexts.LeadWithdraw,
        PersonAction.Expiry => "",
        PersonAction.Delete => PeopleTexts.LeadDelete,
        PersonAction.Export => PeopleTexts.LeadExport,
    };

    /// <summary>Whom an agent helps; for <see cref="NamedText"/>.</summary>
    public static string Reach(PersonOnSheet agent) => !agent.Person.LimitedToCompanies ? PeopleTexts.ReachAll
        : agent.Companies.Count == 0 ? PeopleTexts.ReachNobody
        : string.Join(", ", agent.Companies.Select(UnicodeText.Named));

    /// <summary>Why nothing was done; null when it was.</summary>
    public static string? Refused(PersonOutcome outcome) => outcome switch
    {
        PersonOutcome.Done => null,
        PersonOutcome.NotFresh => SignIn.SignInTexts.NotFresh,
        PersonOutcome.Oneself => PeopleTexts.WhyOneself,
        PersonOutcome.LastAdministrator => PeopleTexts.WhyLast,
        PersonOutcome.NothingToDo => PeopleTexts.WhyNothing,
        PersonOutcome.HasPassword => PeopleTexts.WhyHasPassword,
        PersonOutcome.HasNoPassword => PeopleTexts.WhyHasNoPassword,
        PersonOutcome.JustSent => string.Format(PeopleTexts.WhyJustSent, (int)PeopleRules.BetweenInvitations.TotalMinutes),
        PersonOutcome.IsLocked => PeopleTexts.WhyLocked,
        PersonOutcome.NoAgent => PeopleTexts.WhyNoAgent,
        PersonOutcome.NoCompany => PeopleTexts.CompanyWrong,
        PersonOutcome.Gone => PeopleTexts.WhyGone,
    };
}
