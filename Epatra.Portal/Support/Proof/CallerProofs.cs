using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Reset;

namespace Epatra.Portal.Support.Proof;

/// <summary>What has been proven of a caller, and what that allows. Rules only; time comes in.</summary>
internal static class CallerProofs
{
    /// <summary>As long as the longest half-way sign-in: a call of forty minutes is no reason to begin anew.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(2);

    /// <summary>Whether a code that was mailed to the person proves anything at this moment.</summary>
    public static bool MailCounts(PortalUser person, DateTime now)
    {
        var since = now - AddressChange.Rest;
        return !person.SharedMailbox && !(person.EmailChangedAt > since) && !(person.PasswordResetAt > since) && !IsMailDisputed(person);
    }

    /// <summary>Somebody else may have the mailbox of a frozen account: neither its address nor a password that came by it says that it is the person's.</summary>
    private static bool IsMailDisputed(PortalUser person) => AddressChange.IsDisputed(person) || person.PasswordResetAt >= Freeze.DisputedSince(person);

    /// <summary>Frozen, or somebody has just pretended to be this person: nothing less than all counts.</summary>
    public static bool IsStrict(PortalUser person, DateTime now) => person.FrozenAt is not null || person.UnderAttackUntil > now;

    public static bool HasSupportCode(HelpRequest request, DateTime now) => IsRecent(request.SupportCodeAt, now);

    public static bool HasMailCode(HelpRequest request, PortalUser person, DateTime now) => IsRecent(request.MailCodeAt, now) && MailCounts(person, now);

    /// <summary>What the setting and the state of the person ask for.</summary>
    public static CallerProof Asked(PortalUser person, SupportOptions options, DateTime now) => IsStrict(person, now) ? CallerProof.Both : options.CallerProof;

    /// <summary>The proof on which this browser may enrol; null while there is none.</summary>
    public static ResetProof? Of(HelpRequest request, PortalUser person, SupportOptions options, DateTime now)
    {
        var (spoken, mailed) = (HasSupportCode(request, now), HasMailCode(request, person, now));
        return (Asked(person, options, now), spoken, mailed) switch
        {
            (_, true, true) => ResetProof.Both,
            (CallerProof.SupportCode, true, false) => ResetProof.SupportCode,
            (CallerProof.MailCode, false, true) => ResetProof.MailCode,
            (CallerProof.Both or CallerProof.SupportCode, false, true) when request.AgreedById is not null && request.LinkExpiresAt > now && request.CreatedAt <= now + Clock.Skew && !IsStrict(person, now) => ResetProof.Link,
            _ => null,
        };
    }

    /// <summary>
    /// Whether a call to the number on file may stand in for the mail code of this browser: of a frozen account only when its mailbox is
    /// disputed, which no mail code can end.
    /// </summary>
    public static bool MayCallBack(HelpRequest request, PortalUser person, SupportOptions options, DateTime now) =>
        options.CallBack && !(person.UnderAttackUntil > now) && (person.FrozenAt is null || IsMailDisputed(person)) && !string.IsNullOrWhiteSpace(person.PhoneNumber) && HasSupportCode(request, now);

    /// <summary>What a clock proved that was ahead by then proves nothing.</summary>
    public static bool IsRecent(DateTime? proven, DateTime now) => proven > now - Life && proven <= now + Clock.Skew;
}
