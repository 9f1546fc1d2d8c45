using Epatra.Portal.Accounts;

namespace Epatra.Portal.People.Import;

/// <summary>Imports, as people read about them.</summary>
internal static class ImportWords
{
    /// <summary>Every reason why a line is left out, a sentence each.</summary>
    public static IReadOnlyList<string> Problems(ImportLine line) =>
        [.. Enum.GetValues<ImportProblems>().Where(problem => problem != ImportProblems.None && line.Problems.HasFlag(problem)).Select(problem => Text(problem, line))];

    public static string Fault(ImportFault fault) => fault switch
    {
        ImportFault.Empty => ImportTexts.FaultEmpty,
        ImportFault.NoHeadings => ImportTexts.FaultNoHeadings,
        ImportFault.NoPeople => ImportTexts.FaultNoPeople,
    };

    /// <summary>Why an import did not begin; null when it did.</summary>
    public static string? Problem(ImportStart start) => start switch
    {
        ImportStart.Begun => null,
        ImportStart.NotFresh => SignIn.SignInTexts.NotFresh,
        ImportStart.NotReady => ImportTexts.BegunBefore,
    };

    public static string State(ImportState state) => state switch
    {
        ImportState.Reading or ImportState.Ready => ImportTexts.StateReady,
        ImportState.Running => ImportTexts.StateRunning,
        ImportState.Done => ImportTexts.StateDone,
        ImportState.Cancelled => ImportTexts.StateCancelled,
    };

    /// <summary>How long it still takes, roughly.</summary>
    public static string Remaining(TimeSpan time) =>
        time < TimeSpan.FromSeconds(60) ? ImportTexts.LessThanAMinute : string.Format(ImportTexts.Minutes, Math.Ceiling(time.TotalMinutes));

    private static string Text(ImportProblems problem, ImportLine line) => problem switch
    {
        ImportProblems.None => "",
        ImportProblems.OpenQuote => ImportTexts.OpenQuote,
        ImportProblems.LineTooLong => string.Format(ImportTexts.LineTooLong, ShortLines.Longest),
        ImportProblems.TooManyValues => ImportTexts.TooManyValues,
        ImportProblems.Unreadable => ImportTexts.Unreadable,
        ImportProblems.NameMissing => ImportTexts.NameMissing,
        ImportProblems.NameTooLong => string.Format(ImportTexts.NameTooLong, TypedName.Longest),
        ImportProblems.EmailMissing => ImportTexts.EmailMissing,
        ImportProblems.EmailMalformed => string.Format(ImportTexts.EmailMalformed, line.Email),
        ImportProblems.EmailTooLong => string.Format(ImportTexts.EmailTooLong, EmailAddress.Longest),
        ImportProblems.CompanyTooLong => string.Format(ImportTexts.CompanyTooLong, TypedName.Longest),
        ImportProblems.LanguageUnknown => string.Format(ImportTexts.LanguageUnknown, line.Language),
        ImportProblems.RoleUnknown => string.Format(ImportTexts.RoleUnknown, line.Role),
        ImportProblems.PhoneMalformed => string.Format(ImportTexts.PhoneMalformed, line.Phone),
        ImportProblems.HashUnreadable => ImportTexts.HashUnreadable,
        ImportProblems.KeyUnreadable => ImportTexts.KeyUnreadable,
        ImportProblems.KeyUnsupported => ImportTexts.KeyUnsupported,
        ImportProblems.KeyTooShort => ImportTexts.KeyTooShort,
        ImportProblems.RoleBringsSecrets => ImportTexts.RoleBringsSecrets,
        ImportProblems.Duplicate => ImportTexts.Duplicate,
        ImportProblems.HasAccount => ImportTexts.HasAccount,
    };
}
