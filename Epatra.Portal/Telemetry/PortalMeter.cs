using System.Diagnostics.Metrics;
using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Support;
using Epatra.Portal.Support.Reset;

namespace Epatra.Portal.Telemetry;

/// <summary>
/// What the portal counts. Everything that is counted is in the audit log as well, so the log says what to count; no figure
/// tells whom it was about. Names and units follow the conventions of OpenTelemetry; counting costs nothing while nobody listens.
/// </summary>
internal static class PortalMeter
{
    public const string Name = "Epatra.Portal";

    public static readonly Meter Meter = new(Name);

    /// <summary>Seconds that a slow hash waited for its thread.</summary>
    public static readonly Histogram<double> HashingWait = Meter.CreateHistogram(
        "portal.hashing.wait.duration",
        "s",
        "Time that a password waited for its hash to begin.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15] });

    private static readonly Counter<long> SignIns = Meter.CreateCounter<long>("portal.sign_in.attempts", "{attempt}", "Sign-ins, and passwords that were refused on the way.");
    private static readonly Counter<long> Codes = Meter.CreateCounter<long>("portal.code.checks", "{code}", "Codes and recovery codes, by what came of them.");
    private static readonly Counter<long> Resets = Meter.CreateCounter<long>("portal.reset.completed", "{reset}", "Authenticators that were reset.");

    /// <summary>Counts what a transaction has written, after its commit.</summary>
    public static void Count(IReadOnlyList<AuditEvent> events)
    {
        foreach (var (kind, _, details) in events)
        {
            Count(kind, details?.Split(' ') ?? []);
        }
    }

    /// <param name="kind">What happened.</param>
    /// <param name="details">Words of the program: ids, and names of outcomes.</param>
    private static void Count(AuditKind kind, string[] details)
    {
        if (kind is AuditKind.SignedIn)
        {
            SignIns.Add(1, new("portal.sign_in.result", "signed_in"), new("portal.sign_in.factor", After<SecondFactor>(details, "factor")));
        }
        else if (kind is AuditKind.PasswordRefused)
        {
            SignIns.Add(1, new KeyValuePair<string, object?>("portal.sign_in.result", details is [var why] ? $"password_{why}" : "password_wrong"));
        }
        else if (kind is AuditKind.CodeAccepted or AuditKind.RecoveryCodeUsed)
        {
            CountCode(kind is AuditKind.CodeAccepted ? "totp" : "recovery", CodeOutcome.Accepted);
        }
        else if (kind is AuditKind.CodeRefused && Array.Find(details, word => Enum.TryParse<CodeOutcome>(word, out _)) is { } outcome)
        {
            CountCode(details[0] == "recovery" ? "recovery" : "totp", Enum.Parse<CodeOutcome>(outcome));
        }
        else if (kind is AuditKind.AuthenticatorsReset)
        {
            Resets.Add(1, new("portal.reset.proof", After<ResetProof>(details, "proof") ?? "operator"), new("portal.reset.cause", After<Cause>(details, "cause") ?? "other"));
        }
    }

    private static void CountCode(string type, CodeOutcome outcome) => Codes.Add(1, new("portal.code.type", type), new("portal.code.diagnosis", Snake($"{outcome}")));

    /// <summary>The value of an enum that follows a word; anything else is no attribute.</summary>
    private static string? After<TEnum>(string[] details, string word)
        where TEnum : struct, Enum =>
        Array.IndexOf(details, word) is >= 0 and var at && at + 1 < details.Length && Enum.TryParse<TEnum>(details[at + 1], out var value) ? Snake($"{value}") : null;

    /// <summary>Attribute values are written as the names are: recovery_code.</summary>
    private static string Snake(string name) => string.Concat(name.Select((letter, i) => char.IsUpper(letter) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(letter) : $"{letter}"));
}
