using System.Text;

namespace Epatra.Portal.People.Import;

/// <summary>
/// Text whose lines end in one way and are never longer than so much: the rest of a longer one is passed over, and it is
/// remembered which line that was. Whatever somebody sends, not more than a line of it is held at a time.
/// </summary>
internal sealed class ShortLines(TextReader text) : TextReader
{
    /// <summary>Signs; the longest values of all columns together are a fourth of it.</summary>
    public const int Longest = 8_192;

    /// <summary>Empty lines before the first one with something in it; a file with more is taken for an empty one.</summary>
    public const int MostBlank = 1_000;

    private readonly HashSet<long> cut = [];
    private long line = 1;
    private int length;
    private bool afterReturn;
    private ReadOnlyMemory<char> ahead;

    /// <summary>Whether something of a line (from 1) that was read is missing.</summary>
    public bool IsCut(long number) => cut.Contains(number);

    /// <summary>The first line with something in it, for a look before all is read; null when there is none, or too far down.</summary>
    public async Task<string?> FirstAsync(CancellationToken stopping)
    {
        var (first, blank, sign) = (new StringBuilder(), 0, new char[1]);
        while (blank <= MostBlank && await ReadAsync(sign, stopping) > 0 && (sign[0] != '\n' || first.Length == 0))
        {
            if (sign[0] == '\n')
            {
                blank++;
            }
            else
            {
                first.Append(sign);
            }
        }

        ahead = $"{new string('\n', blank)}{first}{(first.Length > 0 && sign[0] == '\n' ? "\n" : "")}".AsMemory();
        return first.Length == 0 ? null : $"{first}";
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        if (ahead.Length > 0)
        {
            return Again(buffer);
        }

        int kept, read;
        do
        {
            read = text.Read(buffer);
            kept = Shorten(buffer[..read]);
        }
        while (kept == 0 && read > 0);
        return kept;
    }

    public override Task<int> ReadAsync(char[] buffer, int index, int count) => ReadAsync(buffer.AsMemory(index, count)).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
    {
        if (ahead.Length > 0)
        {
            return Again(buffer.Span);
        }

        int kept, read;
        do
        {
            read = await text.ReadAsync(buffer, cancellationToken);
            kept = Shorten(buffer.Span[..read]);
        }
        while (kept == 0 && read > 0);
        return kept;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            text.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Again(Span<char> buffer)
    {
        var count = Math.Min(ahead.Length, buffer.Length);
        ahead.Span[..count].CopyTo(buffer);
        ahead = ahead[count..];
        return count;
    }

    /// <summary>Takes away what is too much, in place.</summary>
    /// <returns>How many signs are left.</returns>
    private int Shorten(Span<char> read)
    {
        var kept = 0;
        foreach (var sign in read)
        {
            if (sign is '\r' || (sign is '\n' && !afterReturn))
            {
                read[kept++] = '\n';
                (line, length) = (line + 1, 0);
            }
            else if (sign is not '\n' && length < Longest)
            {
                read[kept++] = sign;
                length++;
            }
            else if (sign is not '\n')
            {
                cut.Add(line);
            }

            afterReturn = sign is '\r';
        }

        return kept;
    }
}
