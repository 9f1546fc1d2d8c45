namespace Epatra.Portal.Mail;

/// <summary>What a message says, in the language of whoever gets it.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Before">Paragraphs of plain text.</param>
/// <param name="Link">A button, with its absolute address; null for none.</param>
/// <param name="After">Paragraphs below the button.</param>
/// <param name="CanWait">Whether nobody looks out for it: what goes to many at once must not hold up a code that somebody waits for.</param>
internal sealed record Letter(string Subject, IReadOnlyList<string> Before, LetterLink? Link = null, IReadOnlyList<string>? After = null, bool CanWait = false);

internal sealed record LetterLink(string Text, string Url);
