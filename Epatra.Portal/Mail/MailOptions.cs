using System.ComponentModel.DataAnnotations;

namespace Epatra.Portal.Mail;

/// <summary>Where mail comes from, and where it goes when there is no mail server.</summary>
internal sealed class MailOptions
{
    public const string Section = "Mail";

    [EmailAddress(ErrorMessage = "an e-mail address")]
    public string From { get; init; } = "portal@epatra.example";

    /// <summary>Where answers of people go; null for the mailbox of support, where people expect them.</summary>
    [EmailAddress(ErrorMessage = "an e-mail address")]
    public string? ReplyTo { get; init; }

    /// <summary>
    /// The folder for mails where no Mail:Smtp:Host is set. A relative one is below the content root. Outside Development
    /// one of the two has to be chosen (ProductionRules).
    /// </summary>
    public string PickupDirectory { get; init; } = "App_Data/mail";
}

/// <summary>The mail server.</summary>
internal sealed class SmtpOptions
{
    public const string Section = "Mail:Smtp";

    public string? Host { get; init; }

    [Range(1, 65535, ErrorMessage = "a port from 1 to 65535")]
    public int Port { get; init; } = 587;

    public string? User { get; init; }
    public string? Password { get; init; }

    /// <summary>Whether the connection is encrypted before anything is said.</summary>
    public bool StartTls { get; init; } = true;
}
