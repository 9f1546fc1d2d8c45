namespace Epatra.Portal.Passwords;

/// <summary>
/// The common passwords that nobody may have (OWASP ASVS 5.0, 6.2.4): one 64-bit number each, sorted. A password is looked
/// up as it would be guessed, without case, accents, the usual replacements, and signs around it: one entry stands for
/// Password1!, p@ssw0rd-1? and many more. They are made when the first page asks for them, so that no start waits.
/// </summary>
internal sealed class CommonPasswords
{
    private readonly Lazy<ulong[]> keys = new(() => [.. CommonPasswordSource.All().Select(password => Hash(Fold(password))).Distinct().Order()]);

    /// <summary>Entries; eight bytes each.</summary>
    public int Count => keys.Value.Length;

    /// <summary>Makes the list beside what goes on, a tenth of a second before it is needed.</summary>
    public void Prepare()
    {
        if (!keys.IsValueCreated)
        {
            _ = Task.Run(() => keys.Value);
        }
    }

    /// <param name="password">In NFC.</param>
    public bool Contains(string password)
    {
        var folded = Fold(password);
        var hidden = folded.Length * 2 < PasswordText.Length(password); // a word among more signs than letters is no common password
        return !hidden && Array.BinarySearch(keys.Value, Hash(folded)) >= 0;
    }

    /// <summary>FNV-1a. That two different ones of some 200,000 meet is one in a billion.</summary>
    private static ulong Hash(string folded)
    {
        var hash = 14695981039346656037UL;
        foreach (var unit in folded)
        {
            hash = unchecked((hash ^ unit) * 1099511628211UL);
        }

        return hash;
    }

    /// <summary>Folded without the signs around it, which would be read as letters.</summary>
    private static string Fold(string password)
    {
        var (first, end) = (0, password.Length);
        while (first < end && !char.IsLetterOrDigit(password[first]))
        {
            first++;
        }

        while (end > first && !char.IsLetterOrDigit(password[end - 1]))
        {
            end--;
        }

        return FoldedText.Of(password[first..end]);
    }
}
