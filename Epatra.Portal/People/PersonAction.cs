namespace Epatra.Portal.People;

/// <summary>What an administrator can do about a person.</summary>
public enum PersonAction
{
    /// <summary>Change name, company, language and telephone number.</summary>
    Details,

    Role,

    /// <summary>Limit an agent to companies.</summary>
    Reach,

    Lock,
    Unlock,

    /// <summary>Let nobody in until the desk has spoken with the person; only the desk ends it, because that takes the caller's proof.</summary>
    Freeze,

    /// <summary>Mail a new invitation.</summary>
    Resend,

    /// <summary>Take an invitation back.</summary>
    Withdraw,

    /// <summary>Move the day on which the password expires.</summary>
    Expiry,

    Delete,

    /// <summary>Take out all that is kept, as a file; it changes nothing.</summary>
    Export,
}

/// <summary>What came of it, for one person; all but the first are reasons why nothing was done.</summary>
public enum PersonOutcome
{
    Done,

    /// <summary>The administrator's own code is older than five minutes.</summary>
    NotFresh,

    /// <summary>Only another administrator may do that.</summary>
    Oneself,

    /// <summary>Nobody would administer any more.</summary>
    LastAdministrator,

    /// <summary>It is as it was asked for.</summary>
    NothingToDo,

    /// <summary>The person has chosen a password, and needs no invitation.</summary>
    HasPassword,

    /// <summary>The person has not chosen a password yet.</summary>
    HasNoPassword,

    /// <summary>One was sent minutes ago.</summary>
    JustSent,

    IsLocked,

    /// <summary>It can be done to agents only.</summary>
    NoAgent,

    /// <summary>A name of a company is too long, or is none.</summary>
    NoCompany,

    /// <summary>There is no such person, or no longer.</summary>
    Gone,
}
