using System.Security.Cryptography;
using System.Text;

namespace Epatra.Portal.Audit;

/// <summary>How rows of the audit log hang together.</summary>
internal static class AuditChain
{
    /// <summary>What stands for the hash before the first entry.</summary>
    public const string Start = "";

    public static string AddressDigest(string? address, string salt) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(salt + address)));

    /// <summary>SHA-256 over everything that may never change, each field with its length before it.</summary>
    public static string Hash(AuditEntry entry)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8))
        {
            writer.Write(entry.Sequence);
            writer.Write(entry.At.Ticks);
            writer.Write(entry.Kind.ToString());
            foreach (var field in new[] { entry.ActorId, entry.SubjectId, entry.Details })
            {
                writer.Write(field is not null);
                writer.Write(field ?? "");
            }

            writer.Write(entry.AddressDigest);
            writer.Write(entry.PreviousHash);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));
    }
}
