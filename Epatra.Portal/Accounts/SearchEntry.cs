using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Accounts;

/// <summary>
/// A person as the search finds one. A row of its own: a person's row changes with every sign-in, and the index over
/// this text is not to be written each time.
/// </summary>
internal sealed class SearchEntry
{
    /// <summary>In order of arrival: by it people are found, and the next page goes on after it.</summary>
    public long Number { get; init; }

    public required string UserId { get; init; }
    public PortalUser? User { get; init; }

    /// <inheritdoc cref="SearchText.Of(PortalUser)"/>
    public required string Text { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<SearchEntry>
    {
        public void Configure(EntityTypeBuilder<SearchEntry> entry)
        {
            entry.ToTable("SearchEntries");
            entry.HasKey(e => e.Number);
            entry.HasOne(e => e.User).WithOne().HasForeignKey<SearchEntry>(e => e.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }

    /// <summary>Keeps the entries in step with the people, wherever one is saved.</summary>
    internal sealed class Upkeep : SaveChangesInterceptor
    {
        public static readonly Upkeep Instance = new();

        public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            var database = eventData.Context!;
            foreach (var person in database.ChangeTracker.Entries<PortalUser>().Where(IsToldAnew).ToList())
            {
                var entry = person.State == EntityState.Added
                    ? null
                    : await database.Set<SearchEntry>().SingleOrDefaultAsync(e => e.UserId == person.Entity.Id, cancellationToken);
                entry ??= database.Add(new SearchEntry { UserId = person.Entity.Id, Text = "" }).Entity;
                entry.Text = SearchText.Of(person.Entity);
            }

            return result;
        }

        private static bool IsToldAnew(EntityEntry<PortalUser> person) => person.State == EntityState.Added || (person.State == EntityState.Modified
            && (person.Property(u => u.Name).IsModified || person.Property(u => u.Email).IsModified || person.Property(u => u.Company).IsModified));
    }
}
