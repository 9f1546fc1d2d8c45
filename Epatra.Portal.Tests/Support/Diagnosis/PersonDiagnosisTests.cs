using Epatra.Portal.Authenticators;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Support.Actions;
using Xunit;

namespace Epatra.Portal.Support.Diagnosis;

/// <summary>The ranking alone: evidence in, causes out.</summary>
public sealed class PersonDiagnosisTests
{
    private static readonly DateTime Now = new(2026, 3, 3, 12, 0, 0, DateTimeKind.Utc);
    private static readonly EntryEvidence Phone = new("robin (2)", AuthenticatorApp.Google, AuthenticatorState.Active, Now.AddDays(-60), Now.AddDays(-2));
    private static readonly EntryEvidence Extension = Phone with { App = AuthenticatorApp.BrowserExtension };
    private static readonly EntryEvidence Old = Phone with { Account = "robin", State = AuthenticatorState.Retired, RetiredAt = Now.AddDays(-10) };
    private static readonly PersonEvidence Fine = new() { Language = "en", Entries = [Phone] };

    /// <summary>Each cause alone: what is known, the cause, the action that fits.</summary>
    private static readonly Dictionary<string, (PersonEvidence Evidence, Trouble Trouble, DeskAction? Action)> Alone = new()
    {
        ["disabled"] = (Fine with { DisabledAt = Now }, Trouble.Disabled, null),
        ["frozen"] = (Fine with { FrozenAt = Now, FrozenEventAt = Now.AddDays(-1) }, Trouble.Frozen, DeskAction.Unfreeze),
        ["frozen by the desk"] = (Fine with { FrozenAt = Now }, Trouble.Frozen, DeskAction.Reset),
        ["invited"] = (Fine with { Entries = [], Invitation = new(Now.AddDays(6)), Grant = new(GrantKind.First, Now) }, Trouble.NoPassword, null),
        ["invited, too long ago"] = (Fine with { Entries = [], Invitation = new(Now) }, Trouble.NoPassword, DeskAction.PasswordLink),
        ["invited, and the invitation is gone"] = (Fine with { Entries = [], Invitation = new(null) }, Trouble.NoPassword, DeskAction.PasswordLink),
        ["in the wizard"] = (Fine with { Wizard = new(WizardStep.Scan, Now.AddMinutes(-4)) }, Trouble.InWizard, null),
        ["in the wizard, nothing before"] = (Fine with { Entries = [], Wizard = new(WizardStep.Code, Now.AddMinutes(-119)) }, Trouble.InWizard, null),
        ["blocked"] = (Fine with { Entries = [Phone with { State = AuthenticatorState.Blocked }], RefusedCodes = 100 }, Trouble.Blocked, DeskAction.Reset),
        ["reset, may enrol"] = (Fine with { Entries = [Old], Grant = new(GrantKind.Reset, Now, Now.AddHours(1)) }, Trouble.NoAuthenticator, null),
        ["reset, too late"] = (Fine with { Entries = [Old], Grant = new(GrantKind.Reset, Now.AddHours(-3), Now.AddHours(-1)) }, Trouble.NoAuthenticator, DeskAction.Reset),
        ["reset, nothing"] = (Fine with { Entries = [Old] }, Trouble.NoAuthenticator, DeskAction.Reset),
        ["new here"] = (Fine with { Entries = [], Grant = new(GrantKind.First, Now) }, Trouble.NeverEnrolled, null),
        ["new here without a grant"] = (Fine with { Entries = [] }, Trouble.NeverEnrolled, DeskAction.Reset),
        ["wizard given up"] = (Fine with { Entries = [], Wizard = new(WizardStep.Code, Now.AddHours(-2)) }, Trouble.NeverEnrolled, DeskAction.Reset),
        ["old entry"] = (Fine with { Refused = [new(Now, CodeOutcome.OldEntry, Entry: Old)] }, Trouble.OldEntry, null),
        ["two late codes"] = (Fine with { Refused = [Late(-9), Late(-8)] }, Trouble.Clock, null),
        ["one late code"] = (Fine with { Refused = [Late(-9)] }, Trouble.Clock, null),
        ["one early code"] = (Fine with { Refused = [Late(20)] }, Trouble.Clock, null),
        ["a code read before"] = (Fine with { Refused = [Late(-2)] }, Trouble.Clock, null),
        ["says it is the clock"] = (Fine with { Request = new(Now, Cause.Clock) }, Trouble.Clock, null),
        ["accepted codes drift"] = (Fine with { Entries = [Phone with { DriftSeconds = -30 }] }, Trouble.Clock, null),
        ["extension on a late computer"] = (Fine with { Entries = [Extension], BrowserClockSeconds = -250, Refused = [Late(-9, Extension), Late(-9, Extension)] }, Trouble.ComputerClock, null),
        ["extension on a late computer, one code"] = (Fine with { Entries = [Extension], BrowserClockSeconds = -250, Refused = [Late(-9, Extension)] }, Trouble.ComputerClock, null),
        ["extension on a right computer"] = (Fine with { Entries = [Extension], BrowserClockSeconds = 1, Refused = [Late(-9, Extension), Late(-9, Extension)] }, Trouble.Clock, null),
        ["phone and computer both late"] = (Fine with { BrowserClockSeconds = -250, Refused = [Late(-9), Late(-9)] }, Trouble.Clock, null),
        ["passwords wait"] = (Fine with { WrongPasswords = 10, PasswordsPausedUntil = Now.AddSeconds(30) }, Trouble.PasswordWait, DeskAction.LiftWait),
        ["the wait for passwords is over"] = (Fine with { WrongPasswords = 10, PasswordsPausedUntil = Now }, Trouble.WrongPassword, DeskAction.PasswordLink),
        ["wrong passwords"] = (Fine with { WrongPasswords = 1 }, Trouble.WrongPassword, DeskAction.PasswordLink),
        ["codes wait"] = (Fine with { RefusedCodes = 5, CodesPausedUntil = Now.AddSeconds(1) }, Trouble.CodeWait, DeskAction.LiftWait),
        ["says it is a new phone"] = (Fine with { Request = new(Now, Cause.NewPhone) }, Trouble.NewPhone, DeskAction.Reset),
        ["asks from a new device"] = (Fine with { Request = new(Now, Browser: "Safari, iPhone"), Browsers = ["Chrome, Android"] }, Trouble.NewPhone, DeskAction.Reset),
        ["says that the entry is lost"] = (Fine with { Request = new(Now, Cause.EntryLost) }, Trouble.EntryLost, DeskAction.Reset),
        ["a code again"] = (Fine with { Refused = [new(Now, CodeOutcome.AlreadyUsed)] }, Trouble.CodeUsed, null),
        ["wrong codes"] = (Fine with { Refused = [new(Now, CodeOutcome.Wrong)] }, Trouble.WrongCode, null),
        ["not six digits"] = (Fine with { Refused = [new(Now, CodeOutcome.NotACode)] }, Trouble.WrongCode, null),
        ["a reset is announced"] = (Fine with { ResetDueAt = Now.AddHours(2) }, Trouble.ResetAnnounced, null),
        ["a new password after a freeze"] = (Fine with { NewPasswordNeeded = true, PasswordEndsAt = Now }, Trouble.NewPassword, null),
        ["password over"] = (Fine with { PasswordEndsAt = Now }, Trouble.PasswordOver, null),
    };

    /// <summary>Several at once: the order in which they are shown.</summary>
    private static readonly Dictionary<string, (PersonEvidence Evidence, Trouble[] Ranked)> Mixed = new()
    {
        ["a late clock and the wait it brought"] =
            (Fine with { Refused = [Late(-9), Late(-9), new(Now, CodeOutcome.Wrong)], RefusedCodes = 6, CodesPausedUntil = Now.AddMinutes(1) }, [Trouble.Clock, Trouble.CodeWait, Trouble.WrongCode]),
        ["one late code and a wait"] = (Fine with { Refused = [Late(-9)], CodesPausedUntil = Now.AddMinutes(1) }, [Trouble.CodeWait, Trouble.Clock]),
        ["an old entry, then a late code"] = (Fine with { Refused = [Late(-9), new(Now, CodeOutcome.OldEntry, Entry: Old)] }, [Trouble.OldEntry, Trouble.Clock]),
        ["says new phone, but the codes say clock"] = (Fine with { Request = new(Now, Cause.NewPhone), Refused = [Late(-9), Late(-9)] }, [Trouble.Clock, Trouble.NewPhone]),
        ["says new phone, and one code fits another time by chance"] = (Fine with { Request = new(Now, Cause.NewPhone), Refused = [Late(-30)] }, [Trouble.NewPhone, Trouble.Clock]),
        ["says new phone, and the reset is announced"] = (Fine with { Request = new(Now, Cause.NewPhone), ResetDueAt = Now.AddHours(2) }, [Trouble.ResetAnnounced, Trouble.NewPhone]),
        ["locked before a password was chosen"] = (Fine with { Entries = [], DisabledAt = Now, Invitation = new(null) }, [Trouble.Disabled]),
        ["frozen and disabled"] = (Fine with { DisabledAt = Now, FrozenAt = Now, PasswordEndsAt = Now }, [Trouble.Disabled, Trouble.Frozen, Trouble.PasswordOver]),
        ["an old entry in the wizard"] =
            (Fine with { Entries = [Old], Wizard = new(WizardStep.Code, Now, 2, CodeOutcome.OldEntry), Refused = [new(Now, CodeOutcome.OldEntry, Entry: Old)] }, [Trouble.OldEntry, Trouble.InWizard]),
        ["codes are blocked, and a recovery code has opened the wizard"] =
            (Fine with { Entries = [Phone with { State = AuthenticatorState.Blocked }], Wizard = new(WizardStep.Code, Now) }, [Trouble.InWizard, Trouble.Blocked]),
        ["a wait in the wizard"] = (Fine with { Entries = [], Wizard = new(WizardStep.Code, Now, 5), CodesPausedUntil = Now.AddSeconds(30) }, [Trouble.CodeWait, Trouble.InWizard]),
        ["a reset nobody has followed, and a request about the phone"] = (Fine with { Entries = [Old], Request = new(Now, Cause.NewPhone) }, [Trouble.NoAuthenticator]),
    };

    public static TheoryData<string> OfOne => [.. Alone.Keys];

    public static TheoryData<string> OfSeveral => [.. Mixed.Keys];

    [Theory, MemberData(nameof(OfOne))]
    public void A_cause_alone_is_the_only_one_and_has_its_action(string which)
    {
        var (evidence, trouble, action) = Alone[which];

        Assert.Equal([trouble], PersonDiagnosis.Rank(evidence, Now));
        Assert.Equal(action, PersonDiagnosis.Action(trouble, evidence, Now));
    }

    [Theory, MemberData(nameof(OfSeveral))]
    public void Of_several_causes_the_likeliest_comes_first(string which) => Assert.Equal(Mixed[which].Ranked, PersonDiagnosis.Rank(Mixed[which].Evidence, Now));

    [Fact]
    public void Every_cause_is_tried() => Assert.Equal(Enum.GetValues<Trouble>(), Alone.Values.Select(one => one.Trouble).Distinct().Order());

    [Fact]
    public void Nothing_wrong_is_nothing()
    {
        Assert.Empty(PersonDiagnosis.Rank(Fine, Now));
        Assert.Empty(PersonDiagnosis.Rank(Fine with { Request = new(Now, Cause.Other, "Firefox, Android"), Browsers = ["Edge, Windows", "Chrome, Android"], Grant = new(GrantKind.First, Now), RefusedCodes = 3 }, Now));
    }

    [Theory]
    [InlineData("-9", 1, false)]
    [InlineData("-9 -9 -8", 3, true)]
    [InlineData("-9 -11", 1, false)]
    [InlineData("-9 -9 20 -9", 2, true)]
    [InlineData("3 3", 2, true)]
    public void A_drift_is_steady_when_the_newest_codes_agree_to_a_step(string steps, int codes, bool steady)
    {
        var clock = ClockEvidence.Of([.. steps.Split(' ').Select(step => Late(int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)))])!;

        Assert.Equal((codes, steady), (clock.Codes, clock.IsSteady));
    }

    [Fact]
    public void Codes_of_two_entries_do_not_agree() => Assert.Equal(1, ClockEvidence.Of([Late(-9), Late(-9, Extension)])!.Codes);

    private static RefusedCode Late(int steps, EntryEvidence? of = null) => new(Now, CodeOutcome.OtherTime, steps, of ?? Phone);

    /// <summary>All of the table, for the tests of the texts.</summary>
    internal static IEnumerable<(string Name, PersonEvidence Evidence)> All => Alone.Select(one => (one.Key, one.Value.Evidence)).Append(("nothing", Fine));

    internal static DateTime Moment => Now;
}
