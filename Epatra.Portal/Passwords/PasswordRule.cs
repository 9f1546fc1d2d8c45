namespace Epatra.Portal.Passwords;

/// <summary>What is asked of a new password. Public, because components have it as a parameter.</summary>
public enum PasswordRule
{
    /// <summary>Unicode that is not broken; no keyboard makes such.</summary>
    Text,

    /// <summary>At least as many characters as the settings say.</summary>
    Length,

    /// <summary>At most 128 characters.</summary>
    Longest,

    Upper,
    Digit,
    Special,

    /// <summary>Not on the list of common passwords.</summary>
    Common,

    /// <summary>Without the names of the person, the company and the portal.</summary>
    Name,

    /// <summary>Neither the current one nor one of the last ones; only hashes can tell.</summary>
    Different,
}
