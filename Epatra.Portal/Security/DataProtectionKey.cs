namespace Epatra.Portal.Security;

/// <summary>One key of the data-protection key ring; what it protects is readable on every node of the same database.</summary>
internal sealed class DataProtectionKey
{
    public int Id { get; init; }
    public required string FriendlyName { get; init; }
    public required string Xml { get; init; }
}
