using System.Diagnostics.Metrics;
using Epatra.Portal.Audit;
using Xunit;

namespace Epatra.Portal.Telemetry;

public sealed class PortalMeterTests
{
    [Theory]
    [InlineData(AuditKind.SignedIn, "session 0d4f factor RecoveryCode", "portal.sign_in.attempts portal.sign_in.result=signed_in portal.sign_in.factor=recovery_code")]
    [InlineData(AuditKind.PasswordRefused, null, "portal.sign_in.attempts portal.sign_in.result=password_wrong")]
    [InlineData(AuditKind.PasswordRefused, "paused", "portal.sign_in.attempts portal.sign_in.result=password_paused")]
    [InlineData(AuditKind.CodeAccepted, null, "portal.code.checks portal.code.type=totp portal.code.diagnosis=accepted")]
    [InlineData(AuditKind.CodeAccepted, "fresh proof", "portal.code.checks portal.code.type=totp portal.code.diagnosis=accepted")]
    [InlineData(AuditKind.CodeRefused, "OtherTime -8 steps", "portal.code.checks portal.code.type=totp portal.code.diagnosis=other_time")]
    [InlineData(AuditKind.CodeRefused, "recovery code Wrong", "portal.code.checks portal.code.type=recovery portal.code.diagnosis=wrong")]
    [InlineData(AuditKind.RecoveryCodeUsed, "9 left", "portal.code.checks portal.code.type=recovery portal.code.diagnosis=accepted")]
    [InlineData(AuditKind.AuthenticatorsReset, "reset 1a agent 2b proof CallBack cause NewPhone agreed 3c", "portal.reset.completed portal.reset.proof=call_back portal.reset.cause=new_phone")]
    [InlineData(AuditKind.AuthenticatorsReset, "by the operator's command line", "portal.reset.completed portal.reset.proof=operator portal.reset.cause=other")]
    [InlineData(AuditKind.SignedOut, "session 0d4f", null)]
    public void What_the_audit_log_says_is_counted_without_whom_it_was_about(AuditKind kind, string? details, string? counted)
    {
        var (figures, thread) = (new List<string>(), Environment.CurrentManagedThreadId);
        using var listener = new MeterListener { InstrumentPublished = (instrument, own) => Listen(instrument, own) };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (Environment.CurrentManagedThreadId == thread) // not what the portals of other tests count
            {
                figures.Add(string.Join(' ', [instrument.Name, .. tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")]));
                Assert.Equal(1, value);
            }
        });
        listener.Start();

        PortalMeter.Count([new AuditEvent(kind, "somebody", details)]);

        Assert.Equal(counted is null ? [] : [counted], figures);
    }

    private static void Listen(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == PortalMeter.Name)
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }
}
