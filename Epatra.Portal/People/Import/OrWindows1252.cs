using System.Text;

namespace Epatra.Portal.People.Import;

/// <summary>
/// Reads bytes that are no UTF-8 as Windows-1252, which is what spreadsheets write in Western Europe when they are not asked.
/// By and by, so that nobody has to look through a whole file before the first line.
/// </summary>
internal sealed class OrWindows1252 : DecoderFallback
{
    private static readonly Encoding Western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>A character of UTF-8 that breaks off has three bytes at most.</summary>
    public override int MaxCharCount => 3;

    /// <summary>A file as text: by its byte order mark, or else as UTF-8 where it is that and Windows-1252 where it is not.</summary>
    public static StreamReader Open(Stream stream) =>
        new(stream, Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new OrWindows1252()), detectEncodingFromByteOrderMarks: true);

    public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

    private sealed class Buffer : DecoderFallbackBuffer
    {
        private string text = "";
        private int next;

        public override int Remaining => text.Length - next;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            (text, next) = (Western.GetString(bytesUnknown), 0);
            return true;
        }

        public override char GetNextChar() => next < text.Length ? text[next++] : '\0';

        public override bool MovePrevious()
        {
            next = Math.Max(next - 1, 0);
            return text.Length > 0;
        }

        public override void Reset() => (text, next) = ("", 0);
    }
}
