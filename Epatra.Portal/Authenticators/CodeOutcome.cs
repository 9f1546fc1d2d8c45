namespace Epatra.Portal.Authenticators;

/// <summary>What came of a code, or of a recovery code.</summary>
public enum CodeOutcome
{
    Accepted,

    /// <summary>Not six digits. It is not counted: nobody guesses that way.</summary>
    NotACode,
    Wrong,

    /// <summary>The code of another time of the hour around now.</summary>
    OtherTime,

    /// <summary>Right, but of an entry that does not count any more.</summary>
    OldEntry,
    AlreadyUsed,

    /// <summary>Too many wrong codes; nothing was looked at.</summary>
    Paused,

    /// <summary>The authenticators take no code any more, after too many failures in a row.</summary>
    Blocked,

    /// <summary>Too many sign-ins at once; nothing was looked at.</summary>
    Busy,
}
