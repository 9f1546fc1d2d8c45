using System.ComponentModel.DataAnnotations;

namespace Epatra.Portal.Support;

/// <summary>How people reach the support desk.</summary>
internal sealed class SupportOptions
{
    public const string Section = "Support";

    [EmailAddress(ErrorMessage = "an e-mail address")]
    public string Mailbox { get; init; } = "support@ticportal.nl";

    /// <summary>The general address of the company.</summary>
    [EmailAddress(ErrorMessage = "an e-mail address")]
    public string Mail { get; init; } = "info@epatra.eu";

    public IReadOnlyList<string> Phones { get; init; } = [];
}
