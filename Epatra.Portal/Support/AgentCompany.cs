using Epatra.Portal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Support;

/// <summary>A company whose people an agent helps who is limited to companies.</summary>
internal sealed class AgentCompany
{
    public required string UserId { get; init; }
    public required string Company { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<AgentCompany>
    {
        public void Configure(EntityTypeBuilder<AgentCompany> limit)
        {
            limit.HasKey(l => new { l.UserId, l.Company });
            limit.Property(l => l.Company).HasMaxLength(200);
            limit.HasOne<PortalUser>().WithMany().HasForeignKey(l => l.UserId);
        }
    }
}
