using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Epatra.Portal.Audit;

/// <summary>How rows of the audit log hang together.</summary>
internal static class AuditChain
{
    /// <summary>What stands for the hash before the first entry.</summary>
    public const string Start = "";

    /// <summary>Bytes of an entry that need no memory of their own; few entries are longer.</summary>
    private const int Usual = 1_024;

    public static string AddressDigest(string? address, string salt) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(salt + address)));

    /// <summary>SHA-256 over everything that may never change, each field with its length before it.</summary>
    public static string Hash(AuditEntry entry)
    {
        var kind = entry.Kind.ToString();
        var most = 64 + 3 * (kind.Length + Length(entry.ActorId) + Length(entry.SubjectId) + Length(entry.Details) + Length(entry.AddressDigest) + Length(entry.PreviousHash));
        var fields = new Fields(most <= Usual ? stackalloc byte[Usual] : new byte[most]);
        fields.Add(entry.Sequence);
        fields.Add(entry.At.Ticks);
        fields.Add(kind);
        fields.Add(entry.ActorId);
        fields.Add(entry.SubjectId);
        fields.Add(entry.Details);
        fields.Add(entry.AddressDigest);
        fields.Add(entry.PreviousHash);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(fields.Written, hash);
        return Convert.ToHexStringLower(hash);
    }

    private static int Length(string? text) => text?.Length ?? 0;

    private ref struct Fields(Span<byte> bytes)
    {
        private const int Absent = -1;
        private readonly Span<byte> bytes = bytes;
        private int written;

        public readonly ReadOnlySpan<byte> Written => bytes[..written];

        public void Add(long number)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes[written..], number);
            written += sizeof(long);
        }

        public void Add(string? text)
        {
            var length = Encoding.UTF8.GetBytes(text, bytes[(written + sizeof(int))..]);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[written..], text is null ? Absent : length);
            written += sizeof(int) + length;
        }
    }
}
