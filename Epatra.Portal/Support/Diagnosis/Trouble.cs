namespace Epatra.Portal.Support.Diagnosis;

/// <summary>Why somebody may not get in, as far as the portal can see it.</summary>
internal enum Trouble
{
    Disabled,
    Frozen,

    /// <summary>Invited, and has not chosen a password yet.</summary>
    NoPassword,

    /// <summary>In the wizard, and not yet through it.</summary>
    InWizard,

    /// <summary>After too many refused codes.</summary>
    Blocked,

    /// <summary>The authenticators were retired and none has come since.</summary>
    NoAuthenticator,

    /// <summary>There has never been one.</summary>
    NeverEnrolled,

    /// <summary>The codes come from an entry that does not count any more.</summary>
    OldEntry,

    /// <summary>The app takes its time from the computer, and that one is wrong.</summary>
    ComputerClock,

    /// <summary>The codes are of another time.</summary>
    Clock,
    PasswordWait,
    CodeWait,

    /// <summary>A reset without proof is announced, and has not yet taken effect.</summary>
    ResetAnnounced,
    NewPhone,

    /// <summary>The entry is gone from the app, or its owner has forgotten how.</summary>
    EntryLost,
    WrongPassword,

    /// <summary>The same code again, also by a colleague with the same login.</summary>
    CodeUsed,

    /// <summary>Codes that fit nothing.</summary>
    WrongCode,

    /// <summary>After a freeze: the next sign-in asks for a new one.</summary>
    NewPassword,
    PasswordOver,
}
