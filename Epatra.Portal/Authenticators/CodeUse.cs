using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Authenticators;

internal enum CodeUseKind
{
    SignIn,
    Enrollment,
}

/// <summary>
/// One code that somebody typed, for the statistics: whose it was is not here, nor on which day. Rows are only added, so
/// that no two sign-ins wait for each other.
/// </summary>
internal sealed class CodeUse
{
    /// <summary>Years that rows are kept.</summary>
    public const int KeepYears = 2;

    public long Id { get; init; }

    /// <summary>Monday of its week, on the clock of the portal's time zone at that moment.</summary>
    public required DateOnly Week { get; init; }

    public required CodeUseKind Kind { get; init; }
    public required AuthenticatorApp App { get; init; }
    public required CodeOutcome Outcome { get; init; }

    /// <summary>Whether no code of the person was refused since the last one that was accepted.</summary>
    public required bool First { get; init; }

    /// <summary>Time steps from the portal's time to that of the code, negative when the app is behind; null for a code of no time.</summary>
    public int? OffsetSteps { get; init; }

    /// <summary>From the QR code to the code that confirmed it; an hour stands for all that is longer.</summary>
    public int? SecondsFromQr { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<CodeUse>
    {
        /// <summary>In the order in which the statistics add up, and with all that they need: rows of one sum stand together.</summary>
        public void Configure(EntityTypeBuilder<CodeUse> use) =>
            use.HasIndex(u => new { u.Week, u.Kind, u.App, u.Outcome, u.First, u.OffsetSteps, u.SecondsFromQr }, "ForStatistics");
    }
}
