using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Shell;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Reset;

namespace Epatra.Portal.Support.Person;

/// <summary>What the page of one person calls what the portal keeps.</summary>
internal static class PersonWords
{
    /// <summary>What holds for the account and is not as usual.</summary>
    /// <param name="zone">The portal's.</param>
    public static IEnumerable<string> Flags(PersonDetails person, TimeZoneInfo zone)
    {
        (DateTime? At, string Text)[] flags =
            [(person.DisabledAt, PersonTexts.FlagDisabled), (person.FrozenAt, PersonTexts.FlagFrozen), (person.UnderAttackUntil, PersonTexts.FlagAttack)];
        return flags.Where(flag => flag.At is not null).Select(flag => string.Format(flag.Text, LocalTime.DayAndTime(flag.At!.Value, zone)))
            .Concat(person.SharedMailbox ? [PersonTexts.FlagShared] : []);
    }

    public static string Name(Role role) => role switch
    {
        Role.User => PersonTexts.User,
        Role.Agent => PersonTexts.Agent,
        Role.Administrator => PersonTexts.Administrator,
    };

    /// <param name="language"><c>nl</c>, <c>fr</c> or <c>en</c>.</param>
    public static string Language(string language) => language switch
    {
        "nl" => PersonTexts.Dutch,
        "fr" => PersonTexts.French,
        _ => PersonTexts.English,
    };

    public static string Name(AuthenticatorState state) => state switch
    {
        AuthenticatorState.Pending => PersonTexts.StatePending,
        AuthenticatorState.Active => PersonTexts.StateActive,
        AuthenticatorState.Retired => PersonTexts.StateRetired,
        AuthenticatorState.Blocked => PersonTexts.StateBlocked,
    };

    /// <param name="seconds">Negative when the codes are late.</param>
    public static string Drift(int seconds) => string.Format(seconds < 0 ? PersonTexts.DriftLate : PersonTexts.DriftEarly, Diagnosis.WhyTexts.Amount(seconds));

    public static string Name(ResetProof proof) => proof switch
    {
        ResetProof.SupportCode => PersonTexts.ProofSupportCode,
        ResetProof.MailCode => PersonTexts.ProofMailCode,
        ResetProof.Both => PersonTexts.ProofBoth,
        ResetProof.Link => PersonTexts.ProofLink,
        ResetProof.CallBack => PersonTexts.ProofCallBack,
        ResetProof.Delay => PersonTexts.ProofDelay,
    };

    /// <summary>What became of a request; for <see cref="NamedText"/>.</summary>
    public static string State(RequestView request) => request.EndedBy is { } end ? Name(end)
        : request.TakenBy is { } agent ? string.Format(PersonTexts.TakenBy, UnicodeText.Named(agent)) : PersonTexts.Open;

    /// <summary>What became of a reset.</summary>
    public static string State(ResetView reset, TimeZoneInfo zone) => reset.State switch
    {
        ResetState.Proposed => PersonTexts.StateProposed,
        ResetState.Announced => string.Format(PersonTexts.StateAnnounced, reset.DueAt is { } due ? LocalTime.DayAndTime(due, zone) : "–"),
        ResetState.Done => PersonTexts.StateDone,
        ResetState.Undone => PersonTexts.StateUndone,
        ResetState.Cancelled => PersonTexts.StateCancelled,
    };

    private static string Name(RequestEnd end) => end switch
    {
        RequestEnd.Enrolled => PersonTexts.EndEnrolled,
        RequestEnd.SignedIn => PersonTexts.EndSignedIn,
        RequestEnd.Answered => PersonTexts.EndAnswered,
        RequestEnd.GivenUp => PersonTexts.EndGivenUp,
    };
}
