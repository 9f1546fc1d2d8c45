using System.ComponentModel.DataAnnotations;

namespace Epatra.Portal.Support;

/// <summary>What a caller has to prove before an authenticator is reset.</summary>
public enum CallerProof
{
    SupportCode,
    MailCode,
    Both,
}

/// <summary>How people reach the support desk, and what the desk may do.</summary>
internal sealed class SupportOptions
{
    public const string Section = "Support";

    [EmailAddress(ErrorMessage = "an e-mail address")]
    public string Mailbox { get; init; } = "support@ticportal.nl";

    /// <summary>The general address of the company.</summary>
    [EmailAddress(ErrorMessage = "an e-mail address")]
    public string Mail { get; init; } = "info@epatra.eu";

    public IReadOnlyList<string> Phones { get; init; } = [];

    [EnumDataType(typeof(CallerProof), ErrorMessage = "SupportCode, MailCode or Both")]
    public CallerProof CallerProof { get; init; } = CallerProof.Both;

    /// <summary>Whether a call to the number on file may stand in for the mail code.</summary>
    public bool CallBack { get; init; } = true;

    /// <summary>Hours between the announcement of a reset without proof and its effect.</summary>
    [Range(1, 168, ErrorMessage = "a whole number of hours from 1 to 168")]
    public int DelayHours { get; init; } = 12;

    /// <summary>Above it another agent or an administrator agrees.</summary>
    [Range(1, 1000, ErrorMessage = "a whole number from 1 to 1000")]
    public int ResetsPerAgentHour { get; init; } = 10;

    /// <inheritdoc cref="ResetsPerAgentHour"/>
    [Range(1, 100, ErrorMessage = "a whole number from 1 to 100")]
    public int ResetsPerPersonDay { get; init; } = 2;
}
