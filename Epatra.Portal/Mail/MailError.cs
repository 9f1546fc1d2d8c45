using System.Text.RegularExpressions;

namespace Epatra.Portal.Mail;

/// <summary>Why a message could not be sent, in words that may be kept and logged.</summary>
internal static partial class MailError
{
    /// <summary>Characters.</summary>
    public const int Longest = 500;

    /// <summary>What the mail server or the line said, without anybody's address: servers like to repeat it.</summary>
    public static string Of(Exception exception)
    {
        var words = MailHeaders.OneLine(string.Join(" ", Chain(exception).Select(e => e.Message).Distinct()));
        var safe = Address().Replace(words, "…");
        return safe.Length <= Longest ? safe : safe[..(Longest - 1)] + "…";
    }

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }

    [GeneratedRegex(@"[^\s<>]*@[^\s<>]*")]
    private static partial Regex Address();
}
