namespace Epatra.Portal.Support.Help;

/// <summary>Requests in words.</summary>
internal static class RequestWords
{
    /// <summary>The three of the company's own explanation.</summary>
    public static readonly IReadOnlyList<Cause> Causes = [Cause.NewPhone, Cause.EntryLost, Cause.Clock];

    public static string TestId(Cause cause) => cause switch
    {
        Cause.NewPhone => "cause-new-phone",
        Cause.EntryLost => "cause-entry-lost",
        Cause.Clock => "cause-clock",
        Cause.Other => "cause-other",
    };

    /// <summary>How far a request has come, for the person who waits.</summary>
    public static string Of(RequestState state) => state switch
    {
        RequestState.Open => RequestTexts.StateOpen,
        RequestState.Sent => RequestTexts.StateSent,
        RequestState.Taken => RequestTexts.StateTaken,
        RequestState.MailConfirmed => RequestTexts.StateMailConfirmed,
        RequestState.Announced => RequestTexts.StateAnnounced,
        RequestState.Reset => RequestTexts.StateReset,
    };

    /// <summary>A cause as whoever asks for help says it.</summary>
    public static string Of(Cause cause) => cause switch
    {
        Cause.NewPhone => SupportTexts.NewPhone,
        Cause.EntryLost => SupportTexts.EntryLost,
        Cause.Clock => SupportTexts.Clock,
        Cause.Other => RequestTexts.CauseOther,
    };

    /// <summary>A cause as the desk says it, in lists and figures.</summary>
    public static string ForDesk(Cause cause) => cause switch
    {
        Cause.NewPhone => RequestTexts.CauseNewPhone,
        Cause.EntryLost => RequestTexts.CauseEntryLost,
        Cause.Clock => RequestTexts.CauseClock,
        Cause.Other => RequestTexts.CauseOther,
    };

    /// <summary>Why a mailed code was not taken; null when it was.</summary>
    public static string? Problem(MailCodeOutcome outcome) => outcome switch
    {
        MailCodeOutcome.Accepted or MailCodeOutcome.AcceptedAndReset => null,
        MailCodeOutcome.Wrong => RequestTexts.MailCodeWrong,
        MailCodeOutcome.Void => RequestTexts.MailCodeVoid,
        MailCodeOutcome.Over => RequestTexts.MailCodeOver,
    };

    /// <summary>What is asked, as the desk says it.</summary>
    public static string What(RequestKind kind, Cause? cause) => kind switch
    {
        RequestKind.OwnLogin => RequestTexts.WantsOwnLogin,
        RequestKind.CannotGetIn => cause is { } known ? string.Format(RequestTexts.CannotGetInBecause, ForDesk(known)) : RequestTexts.CannotGetIn,
    };
}
