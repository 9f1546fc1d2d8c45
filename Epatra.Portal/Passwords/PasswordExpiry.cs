using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Shell;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Passwords;

/// <summary>How long a password lasts: calendar months, counted on the clock of the portal's time zone.</summary>
internal sealed class PasswordExpiry(IOptions<PasswordPolicyOptions> policy, IOptions<PortalOptions> portal, TimeProvider time)
{
    /// <summary>Days before the end on which people are reminded, the first one first.</summary>
    public static readonly IReadOnlyList<int> Reminders = [14, 7, 1];

    public bool IsOn => policy.Value.MaximumAgeMonths > 0;

    /// <summary>
    /// When a password that is chosen at this moment expires: at the same time of day so many months later, and on the last
    /// day of that month where it has no such day (31 August and six months: 28 or 29 February). In UTC; null when passwords do not expire.
    /// </summary>
    public DateTime? After(DateTime chosenAt) => IsOn ? Utc(Local(chosenAt).AddMonths(policy.Value.MaximumAgeMonths)) : null;

    /// <summary>Whether a new one has to be chosen before anything else.</summary>
    public bool IsOver(PortalUser user) => user.NewPasswordNeeded || EndOf(user) <= time.Now();

    /// <summary>When it expires, in UTC; null when passwords do not. One that was chosen while they did not counts from then, too.</summary>
    public DateTime? EndOf(PortalUser user) => IsOn ? user.PasswordExpiresAt ?? After(user.PasswordChangedAt) : null;

    /// <summary>What expires up to this moment has at most so many days left; a day of 23 or 25 hours is a day.</summary>
    public DateTime End(int daysLeft) => Utc(Local(time.Now()).AddDays(daysLeft));

    /// <summary>Midnights until the password expires, once the first reminder is due; null before, and when it has expired.</summary>
    public int? DaysLeft(PortalUser user) => EndOf(user) is { } end && end > time.Now() && end <= End(Reminders[0])
        ? (Local(end).Date - Local(time.Now()).Date).Days
        : null;

    private DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(utc, portal.Value.Zone);

    private DateTime Utc(DateTime local) => LocalTime.Utc(local, portal.Value.Zone);
}
