using System.Buffers.Binary;

namespace Epatra.Portal.Upkeep;

/// <summary>Of what a gzip file holds: CRC-32 and length, which stand at its end (RFC 1952 sections 2.3.1 and 8).</summary>
internal sealed class GzipCheckSum
{
    private const uint Polynomial = 0xEDB8_8320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Enumerable.Range(0, 8).Aggregate((uint)value, (sum, _) => (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ Polynomial))];

    private uint sum = uint.MaxValue;
    private uint length;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            sum = Table[(byte)(sum ^ one)] ^ (sum >> 8);
        }

        length += (uint)bytes.Length;
    }

    /// <summary>Whether a file ends with this one.</summary>
    public bool IsThatOf(FileStream file)
    {
        Span<byte> end = stackalloc byte[8];
        file.Seek(-end.Length, SeekOrigin.End);
        file.ReadExactly(end);
        return BinaryPrimitives.ReadUInt32LittleEndian(end) == ~sum && BinaryPrimitives.ReadUInt32LittleEndian(end[4..]) == length;
    }
}
