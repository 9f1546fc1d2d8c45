using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Reset;
namespace Epatra.Portal.Support.Actions;

/// <summary>Leads each action of the page to the service that does it.</summary>
internal sealed class DeskOperation(Resets resets, DelayedResets delayed, OtherActions acts, RecordedRequests recorded)
{
    public Task<DeskOutcome> RunAsync(string personId, DeskAction action, DeskWish wish) => action switch
    {
        DeskAction.Reset => resets.ResetAsync(personId, wish),
        DeskAction.DelayedReset => delayed.AnnounceAsync(personId, wish),
        DeskAction.CallBack => resets.CallBackAsync(personId, wish),
        DeskAction.Agree => resets.AgreeAsync(personId, wish),
        DeskAction.Undo => resets.UndoAsync(personId, wish),
        DeskAction.CancelReset => delayed.CancelForAsync(personId, wish),
        DeskAction.EndSessions => acts.EndSessionsAsync(personId, wish),
        DeskAction.LiftWait => acts.LiftWaitAsync(personId, wish),
        DeskAction.PasswordLink => acts.SendPasswordLinkAsync(personId, wish),
        DeskAction.Freeze => acts.FreezeAsync(personId, wish),
        DeskAction.Unfreeze => acts.UnfreezeAsync(personId, wish),
        DeskAction.FailedVerification => acts.FailVerificationAsync(personId, wish),
        DeskAction.RecordRequest => recorded.RecordAsync(personId, wish),
        DeskAction.SharedMailbox => acts.ToggleSharedMailboxAsync(personId, wish),
    };
}
