using System.Text.Json;
using Epatra.Portal.Support.Proof;

namespace Epatra.Portal.Support.Actions;

/// <summary>What the desk does, in words and addresses.</summary>
internal static class DeskWords
{
    /// <summary>As it stands in addresses, such as <c>failed-verification</c>.</summary>
    public static string Name(DeskAction action) => JsonNamingPolicy.KebabCaseLower.ConvertName(action.ToString());

    public static DeskAction? Action(string? name) => Enum.GetValues<DeskAction>().Where(action => Name(action) == name).Select(action => (DeskAction?)action).SingleOrDefault();

    public static string Path(string personId, DeskAction action) => $"/support/people/{Uri.EscapeDataString(personId)}/{Name(action)}";

    /// <summary>Whether it is what the caller waits for, rather than what there is beside it.</summary>
    public static bool IsFirst(DeskAction action) => action is DeskAction.Reset or DeskAction.Undo or DeskAction.Agree or DeskAction.CallBack or DeskAction.Unfreeze;

    /// <summary>What a caller has to prove.</summary>
    public static string Of(CallerProof asked) => asked switch
    {
        CallerProof.Both => DeskTexts.AskedBoth,
        CallerProof.SupportCode => DeskTexts.AskedSupportCode,
        CallerProof.MailCode => DeskTexts.AskedMailCode,
    };

    /// <summary>Whether the caller has to prove something first: its button comes with the proof.</summary>
    public static bool NeedsProof(DeskAction action) => action is DeskAction.Reset or DeskAction.Unfreeze or DeskAction.CallBack;

    public static string Of(DeskAction action) => action switch
    {
        DeskAction.Reset => DeskTexts.Reset,
        DeskAction.DelayedReset => DeskTexts.DelayedReset,
        DeskAction.CallBack => DeskTexts.CallBack,
        DeskAction.Agree => DeskTexts.Agree,
        DeskAction.Undo => DeskTexts.Undo,
        DeskAction.CancelReset => DeskTexts.CancelReset,
        DeskAction.EndSessions => DeskTexts.EndSessions,
        DeskAction.LiftWait => DeskTexts.LiftWait,
        DeskAction.PasswordLink => DeskTexts.PasswordLink,
        DeskAction.Freeze => DeskTexts.Freeze,
        DeskAction.Unfreeze => DeskTexts.Unfreeze,
        DeskAction.FailedVerification => DeskTexts.FailedVerification,
        DeskAction.RecordRequest => DeskTexts.RecordRequest,
        DeskAction.SharedMailbox => DeskTexts.SharedMailbox,
    };

    /// <summary>What it does, before it is done.</summary>
    public static string Lead(DeskAction action) => action switch
    {
        DeskAction.Reset => DeskTexts.ResetLead,
        DeskAction.DelayedReset => DeskTexts.DelayedResetLead,
        DeskAction.CallBack => DeskTexts.CallBackLead,
        DeskAction.Agree => DeskTexts.AgreeLead,
        DeskAction.Undo => DeskTexts.UndoLead,
        DeskAction.CancelReset => DeskTexts.CancelResetLead,
        DeskAction.EndSessions => DeskTexts.EndSessionsLead,
        DeskAction.LiftWait => DeskTexts.LiftWaitLead,
        DeskAction.PasswordLink => DeskTexts.PasswordLinkLead,
        DeskAction.Freeze => DeskTexts.FreezeLead,
        DeskAction.Unfreeze => DeskTexts.UnfreezeLead,
        DeskAction.FailedVerification => DeskTexts.FailedVerificationLead,
        DeskAction.RecordRequest => DeskTexts.RecordRequestLead,
        DeskAction.SharedMailbox => DeskTexts.SharedMailboxLead,
    };

    /// <summary>What happened when it was done.</summary>
    public static string Done(DeskAction action) => action switch
    {
        DeskAction.Reset => DeskTexts.ResetDone,
        DeskAction.DelayedReset => DeskTexts.DelayedResetDone,
        DeskAction.CallBack => DeskTexts.ResetDone,
        DeskAction.Agree => DeskTexts.ResetDone,
        DeskAction.Undo => DeskTexts.UndoDone,
        DeskAction.CancelReset => DeskTexts.CancelResetDone,
        DeskAction.EndSessions => DeskTexts.EndSessionsDone,
        DeskAction.LiftWait => DeskTexts.LiftWaitDone,
        DeskAction.PasswordLink => DeskTexts.PasswordLinkDone,
        DeskAction.Freeze => DeskTexts.FreezeDone,
        DeskAction.Unfreeze => DeskTexts.UnfreezeDone,
        DeskAction.FailedVerification => DeskTexts.FailedVerificationDone,
        DeskAction.RecordRequest => DeskTexts.RecordRequestDone,
        DeskAction.SharedMailbox => DeskTexts.SharedMailboxDone,
    };

    /// <summary>What came of an action.</summary>
    public static string Said(DeskAction action, DeskOutcome outcome) => outcome switch
    {
        DeskOutcome.Done => Done(action),
        DeskOutcome.Reopened => DeskTexts.Reopened,
        DeskOutcome.Announced => DeskTexts.DelayedResetDone,
        DeskOutcome.NeedsAgreement => DeskTexts.NeedsAgreement,
        DeskOutcome.NotFresh => SignIn.SignInTexts.NotFresh,
        DeskOutcome.NotAllowed => DeskTexts.NotAllowed,
        DeskOutcome.NoProof => DeskTexts.NoProof,
        DeskOutcome.TooOften => DeskTexts.TooOften,
        DeskOutcome.NothingToDo => DeskTexts.NothingToDo,
    };

    /// <summary>Why an action was not done; null when it was.</summary>
    public static string? Refused(DeskAction action, DeskOutcome outcome) => outcome switch
    {
        DeskOutcome.Done or DeskOutcome.Reopened or DeskOutcome.Announced or DeskOutcome.NeedsAgreement => null,
        DeskOutcome.NotFresh or DeskOutcome.NotAllowed or DeskOutcome.NoProof or DeskOutcome.TooOften or DeskOutcome.NothingToDo => Said(action, outcome),
    };

    /// <summary>Why a support code was not taken; null when it was.</summary>
    public static string? Problem(SupportCodeOutcome outcome) => outcome switch
    {
        SupportCodeOutcome.Accepted => null,
        SupportCodeOutcome.NotACode => DeskTexts.CodeSlip,
        SupportCodeOutcome.Wrong => DeskTexts.CodeWrong,
        SupportCodeOutcome.NobodyWaits => DeskTexts.CodeNobodyWaits,
        SupportCodeOutcome.NotAllowed => DeskTexts.NotAllowed,
    };
}
