using Epatra.Portal.Authenticators;

namespace Epatra.Portal.Enrollment;

/// <summary>What the wizard shows: where the person stands, and the entry that is to be added to the app.</summary>
/// <param name="Step">The current step.</param>
/// <param name="App">The chosen app.</param>
/// <param name="Entry">The entry, while there is one that waits for its code.</param>
/// <param name="RecoveryCodesAt">When the set of recovery codes was made that counts.</param>
/// <param name="MayRenewCodes">Whether a new set may take the place of one that was shown but not saved.</param>
public sealed record WizardView(WizardStep Step, AuthenticatorApp? App, WizardEntry? Entry, DateTime? RecoveryCodesAt, bool MayRenewCodes)
{
    public WizardPurpose Purpose { get; init; }
}

/// <summary>What becomes of the entries that are in the person's apps already.</summary>
public enum WizardPurpose
{
    /// <summary>There is none, or none that counts for long.</summary>
    TheOne,

    /// <summary>They stay.</summary>
    OneMore,

    /// <summary>One of them ends when the new one is confirmed.</summary>
    NewPhone,
}

/// <param name="Issuer">First line of the entry in the app.</param>
/// <param name="Account">Second line of the entry in the app.</param>
/// <param name="Key">Base32, for typing by hand.</param>
/// <param name="Address">The otpauth address, for the QR code and the link.</param>
/// <param name="Number">From 2 on there are older entries to delete in the app.</param>
public sealed record WizardEntry(string Issuer, string Account, string Key, string Address, int Number);
