namespace Epatra.Portal.Mail;

/// <summary>What became of a message. Public, because components have it as a parameter.</summary>
public enum MailState
{
    Waiting,
    Sent,
    Failed,
}

/// <summary>A message as a page shows it, without its text.</summary>
/// <param name="Language"><c>nl</c>, <c>fr</c> or <c>en</c>.</param>
/// <param name="Error">What was said to the last attempt; null when nothing went wrong.</param>
public sealed record ShownMail(Guid Id, string Subject, string Recipient, string Language, DateTime CreatedAt, MailState State, string? Error);
