using System.ComponentModel.DataAnnotations;

namespace Epatra.Portal.Mail;

/// <summary>Where mail comes from, and where it goes when there is no mail server.</summary>
internal sealed class MailOptions
{
    public const string Section = "Mail";

    [EmailAddress(ErrorMessage = "an e-mail address")]
    public string From { get; init; } = "portal@epatra.example";

    /// <summary>
    /// The folder for mails where no Mail:Smtp:Host is set; there is no default. Outside Development one of the two has to be
    /// chosen, though nothing is sent yet: mails wait in the database.
    /// </summary>
    public string? PickupDirectory { get; init; }
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
