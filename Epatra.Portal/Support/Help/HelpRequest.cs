using System.Linq.Expressions;
using Epatra.Portal.Accounts;
using Epatra.Portal.Security;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Support.Help;

/// <summary>What somebody asks of the desk.</summary>
public enum RequestKind
{
    CannotGetIn,

    /// <summary>Shares a login with others and wants one alone.</summary>
    OwnLogin,
}

/// <summary>How a request came to its end.</summary>
public enum RequestEnd
{
    /// <summary>The authenticator was reset and a new one is there.</summary>
    Enrolled,

    /// <summary>Whoever asked got in without.</summary>
    SignedIn,

    /// <summary>By an agent, who has done what there was to do.</summary>
    Answered,

    /// <summary>Another one took its place.</summary>
    GivenUp,
}

/// <summary>
/// Somebody asks for help. With a browser it is also the place where the caller proves who calls: the support code that only
/// this browser shows, and the code that only the mailbox gets.
/// </summary>
internal sealed class HelpRequest
{
    public const int LongestNote = 1000;

    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>Null where nobody has the address.</summary>
    public string? UserId { get; init; }

    public PortalUser? User { get; init; }
    public required RequestKind Kind { get; init; }
    public Cause? Cause { get; set; }

    /// <summary>As it was typed, or of the person.</summary>
    public required string Email { get; init; }

    public string? Note { get; set; }
    public required DateTime CreatedAt { get; init; }

    /// <summary>When it went to the desk; null while somebody only reads the page.</summary>
    public DateTime? SentAt { get; set; }

    /// <summary>The browser that waits: see <see cref="SignIn.HalfWaySignIn.BrowserHash"/>; null for a request without the password.</summary>
    public string? BrowserHash { get; set; }

    public string? Address { get; set; }
    public string? UserAgent { get; set; }

    /// <summary>From which the support codes of this browser are made, and with which its mailed codes are hashed; protected.</summary>
    public string ProtectedSeed { get; init; } = "";

    /// <summary>Wrong support codes that were held against this browser.</summary>
    public int WrongSupportCodes { get; set; }

    /// <summary>When an agent heard the right support code, and who.</summary>
    public DateTime? SupportCodeAt { get; set; }

    public string? SupportCodeById { get; set; }

    /// <summary>Hash of the newest mailed code; null once it is used or void.</summary>
    public string? MailCodeHash { get; set; }

    public DateTime? MailedAt { get; set; }
    public int CodesMailed { get; set; }
    public int WrongMailCodes { get; set; }

    /// <summary>When the mailed code was typed in this browser.</summary>
    public DateTime? MailCodeAt { get; set; }

    /// <summary>Of the link that leads back to a request which an agent took down; null where there is none.</summary>
    public string? LinkHash { get; set; }

    public DateTime? LinkExpiresAt { get; set; }

    /// <summary>The agent who has agreed beforehand to reset as soon as the mailed code was typed behind the link.</summary>
    public string? AgreedById { get; set; }

    public string? TakenById { get; set; }
    public PortalUser? TakenBy { get; init; }
    public DateTime? TakenAt { get; set; }
    public DateTime? EndedAt { get; set; }
    public RequestEnd? EndedBy { get; set; }

    /// <summary>Whether it is still on its way: told to the desk, or looked at a short time ago.</summary>
    public static Expression<Func<HelpRequest, bool>> IsFresh(DateTime now)
    {
        var since = now - CallerProofs.Life;
        return r => r.SentAt != null || r.CreatedAt > since || r.MailedAt > since;
    }

    internal sealed class Configuration : IEntityTypeConfiguration<HelpRequest>
    {
        public void Configure(EntityTypeBuilder<HelpRequest> request)
        {
            request.HasOne(r => r.User).WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
            request.HasOne(r => r.TakenBy).WithMany().HasForeignKey(r => r.TakenById).OnDelete(DeleteBehavior.SetNull);
            request.Property(r => r.Email).HasMaxLength(256);
            request.Property(r => r.Note).HasMaxLength(LongestNote);
            request.Property(r => r.UserAgent).HasMaxLength(256);
            request.HasIndex(r => new { r.UserId, r.BrowserHash });
            request.HasIndex(r => r.LinkHash).IsUnique();

            // A browser has one open request of a person, however often its buttons are pressed.
            request.HasIndex(r => new { r.UserId, r.BrowserHash, r.Kind }, "OneOpenRequest").IsUnique().HasFilter("\"EndedAt\" IS NULL AND \"BrowserHash\" IS NOT NULL");
            request.HasIndex(r => new { r.EndedAt, r.SentAt });
        }
    }
}

internal static class HelpRequestQueries
{
    /// <summary>Of one person, those of browsers that wait to get in.</summary>
    public static IQueryable<HelpRequest> Waiting(this IQueryable<HelpRequest> requests, string userId) =>
        requests.Where(r => r.UserId == userId && r.Kind == RequestKind.CannotGetIn && r.EndedAt == null && r.BrowserHash != null);

    /// <summary>Notes who has it, unless somebody has it already: of two at once one wins.</summary>
    public static Task<int> TakeAsync(this IQueryable<HelpRequest> requests, Guid id, string? agentId, DateTime now) => requests.Where(r => r.Id == id && r.TakenById == null)
        .ExecuteUpdateAsync(r => r.SetProperty(x => x.TakenById, agentId).SetProperty(x => x.TakenAt, now));

    /// <summary>
    /// Those in which nothing was proven and which are too many for one more: first those of the network that it comes from, so
    /// that whoever has the password alone throws nobody out who waits elsewhere, then the oldest.
    /// </summary>
    /// <param name="waiting">All that a person has.</param>
    /// <param name="most">How many may stay.</param>
    /// <param name="address">Of the one that comes.</param>
    public static IEnumerable<HelpRequest> MakingRoom(this IEnumerable<HelpRequest> waiting, int most, string? address) => waiting
        .OrderByDescending(r => r.SupportCodeAt is not null || r.MailCodeAt is not null)
        .ThenBy(r => AddressBudget.Network(r.Address) == AddressBudget.Network(address)).ThenByDescending(r => r.CreatedAt).Skip(most)
        .Where(r => r.SupportCodeAt is null && r.MailCodeAt is null);

    /// <summary>
    /// Those of them that are still on their way. The one that the desk is talking with comes first, for the page as for what
    /// is done on it: whose support code was heard last, else where the mailed code was typed last, else the newest.
    /// </summary>
    public static IQueryable<HelpRequest> TalkedWithFirst(this IQueryable<HelpRequest> requests, string userId, DateTime now)
    {
        var since = now - CallerProofs.Life; // older proof says nothing; and the databases put nulls at different ends
        return requests.Waiting(userId).Where(HelpRequest.IsFresh(now))
            .OrderByDescending(r => r.SupportCodeAt != null && r.SupportCodeAt > since ? r.SupportCodeAt.Value : since)
            .ThenByDescending(r => r.MailCodeAt != null && r.MailCodeAt > since ? r.MailCodeAt.Value : since)
            .ThenByDescending(r => r.CreatedAt);
    }
}
