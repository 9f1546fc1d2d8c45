using System.Text.Json;
using Epatra.Portal.Audit;
using Epatra.Portal.Shell;

namespace Epatra.Portal.MyAccount;

/// <summary>The own account in words and addresses.</summary>
internal static class AccountWords
{
    /// <summary>As it stands in addresses, such as <c>new-phone</c>.</summary>
    public static string Name(AccountAct act) => JsonNamingPolicy.KebabCaseLower.ConvertName(act.ToString());

    public static AccountAct? Act(string? name) => Enum.GetValues<AccountAct>().Where(act => Name(act) == name).Select(act => (AccountAct?)act).SingleOrDefault();

    public static string Path(AccountAct act, Guid? id = null) => id is null ? $"/account/{Name(act)}" : $"/account/{Name(act)}?id={id}";

    /// <summary>Whether a code is asked that is not older than five minutes.</summary>
    public static bool NeedsProof(AccountAct act) => act is not (AccountAct.RenameAuthenticator or AccountAct.ChangeName);

    public static string Of(AccountAct act) => act switch
    {
        AccountAct.AddAuthenticator => MyAccountTexts.Add,
        AccountAct.NewPhone => MyAccountTexts.NewPhone,
        AccountAct.RenameAuthenticator => MyAccountTexts.Rename,
        AccountAct.RemoveAuthenticator => MyAccountTexts.Remove,
        AccountAct.NewRecoveryCodes => MyAccountTexts.NewCodes,
        AccountAct.ChangeName => MyAccountTexts.ChangeName,
        AccountAct.ChangeEmail => MyAccountTexts.ChangeEmail,
    };

    /// <summary>What it does, before it is done.</summary>
    public static string Lead(AccountAct act) => act switch
    {
        AccountAct.AddAuthenticator => MyAccountTexts.AddLead,
        AccountAct.NewPhone => MyAccountTexts.NewPhoneLead,
        AccountAct.RenameAuthenticator => MyAccountTexts.RenameLead,
        AccountAct.RemoveAuthenticator => MyAccountTexts.RemoveLead,
        AccountAct.NewRecoveryCodes => MyAccountTexts.NewCodesLead,
        AccountAct.ChangeName => MyAccountTexts.ChangeNameLead,
        AccountAct.ChangeEmail => string.Format(MyAccountTexts.ChangeEmailLead, EmailChange.Hours),
    };

    /// <summary>Of the field for what is typed; null where nothing is.</summary>
    public static string? Field(AccountAct act) => act switch
    {
        AccountAct.RenameAuthenticator => MyAccountTexts.AuthenticatorName,
        AccountAct.ChangeName => MyAccountTexts.YourName,
        AccountAct.ChangeEmail => MyAccountTexts.NewEmail,
        AccountAct.AddAuthenticator or AccountAct.NewPhone or AccountAct.RemoveAuthenticator or AccountAct.NewRecoveryCodes => null,
    };

    public static string Button(AccountAct act) => act switch
    {
        AccountAct.AddAuthenticator or AccountAct.NewPhone => MyAccountTexts.ToWizard,
        AccountAct.RemoveAuthenticator => MyAccountTexts.Remove,
        AccountAct.NewRecoveryCodes => MyAccountTexts.NewCodes,
        AccountAct.ChangeEmail => MyAccountTexts.SendLink,
        AccountAct.RenameAuthenticator or AccountAct.ChangeName => MyAccountTexts.Save,
    };

    /// <summary>Why it was not done; null when it was.</summary>
    public static string? Problem(AccountAct act, AccountOutcome outcome) => outcome switch
    {
        AccountOutcome.Done => null,
        AccountOutcome.NotFresh => SignIn.SignInTexts.NotFresh,
        AccountOutcome.NotThere => MyAccountTexts.NotThere,
        AccountOutcome.LastOne => MyAccountTexts.LastOne,
        AccountOutcome.TooMany => string.Format(MyAccountTexts.TooMany, AuthenticatorChanges.Most),
        AccountOutcome.NotUsable => act == AccountAct.ChangeEmail ? Accounts.AccountTexts.EmailNeeded : Accounts.AccountTexts.NameNeeded,
        AccountOutcome.Same => MyAccountTexts.SameEmail,
        AccountOutcome.TooOften => MyAccountTexts.TooOften,
        AccountOutcome.Busy => Authenticators.AuthenticatorTexts.Busy,
    };

    /// <summary>What was done, as the page says it afterwards; null for what the address does not say rightly.</summary>
    public static string? Notice(string? done) => done switch
    {
        "revoked" => MyAccountTexts.Revoked,
        "not-revoked" => MyAccountTexts.NotRevoked,
        "e-mail" => MyAccountTexts.EmailDone,
        _ => Act(done) switch
        {
            AccountAct.RenameAuthenticator or AccountAct.ChangeName => MyAccountTexts.Saved,
            AccountAct.RemoveAuthenticator => MyAccountTexts.Removed,
            AccountAct.ChangeEmail => MyAccountTexts.EmailSent,
            null or AccountAct.AddAuthenticator or AccountAct.NewPhone or AccountAct.NewRecoveryCodes => null,
        },
    };

    /// <summary>Without the name of the day, which makes a list restless.</summary>
    public static string Moment(DateTime utc, TimeZoneInfo zone) => $"{LocalTime.Day(utc, zone)}, {LocalTime.ClockTime(utc, zone)}";

    public static string Left(int codes) => codes switch
    {
        0 => MyAccountTexts.NoneLeft,
        1 => MyAccountTexts.OneLeft,
        _ => string.Format(MyAccountTexts.ManyLeft, codes),
    };

    /// <summary>Of a right code: what it says about the clock of its app.</summary>
    public static string Offset(int steps) => steps switch
    {
        0 => MyAccountTexts.OffsetNone,
        < 0 => MyAccountTexts.OffsetBehind,
        _ => MyAccountTexts.OffsetAhead,
    };

    /// <param name="happened">What.</param>
    /// <param name="name">Of the person.</param>
    public static string Sentence(OwnEvent happened, string name)
    {
        var sentence = AuditWords.Sentence(happened.Kind, name, happened.By switch
        {
            EventActor.Portal => null,
            EventActor.Person => name,
            EventActor.Support => MyAccountTexts.Support,
        });
        return AuditWords.Reason(happened.Kind, happened.Details) is { } reason ? $"{sentence} ({reason})" : sentence;
    }
}
