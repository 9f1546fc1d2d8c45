using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Dashboard;
using Xunit;

namespace Epatra.Portal.People;

public sealed class LongListTests
{
    public static TheoryData<string> Databases => PortalFixture.Databases;

    [Theory, MemberData(nameof(Databases))]
    public async Task Among_ten_thousand_people_a_page_goes_on_after_the_one_before_and_each_filter_finds_its_own(string database)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database));
        var administrator = await host.AddAdministratorAsync();
        await host.FillAsync("Mill", 10_000);
        Task<PeoplePart> ReadAsync(PeopleFilter filter, string? after = null) => host.AsAsync(administrator, (PeopleList list) => list.ReadAsync(filter, after));

        var (users, first) = (new PeopleFilter(Role: nameof(Role.User)), await ReadAsync(new(Role: nameof(Role.User))));
        Assert.Equal(Names(1, 1), first.Rows.Select(row => row.Name));
        await host.InviteAsync(administrator); // who comes by the time moves nobody to another page
        Assert.Equal(Names(51, 1), (await ReadAsync(users, first.Next)).Rows.Select(row => row.Name));

        var company = await ReadAsync(new(Company: "Mill 3"));
        Assert.Equal(Names(3, 10), company.Rows.Select(row => row.Name));
        Assert.Equal(Names(503, 10), (await ReadAsync(new(Company: "Mill 3"), company.Next)).Rows.Select(row => row.Name));
        var locked = await ReadAsync(new(State: nameof(PersonState.Locked)));
        Assert.Equal(Names(100, 100), locked.Rows.Select(row => row.Name));
        Assert.Equal(Names(5_100, 100), (await ReadAsync(new(State: nameof(PersonState.Locked)), locked.Next)).Rows.Select(row => row.Name));
        Assert.Equal(Crowd.Numbered(9_876), Assert.Single((await ReadAsync(new(Search: "p9876@", Company: "Mill 6"))).Rows).Name);
        Assert.Empty((await ReadAsync(new(Search: "p9876@", Company: "Mill 7"))).Rows);
        Assert.Equal(1_000, (await host.AsAsync(administrator, (PeopleList list) => list.IdsAsync(new(Company: "Mill 3"), 10_000))).Count);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => Crowd.Numbered(77 + i * 100)), (await SearchAsync(host, administrator, "77@test")).Select(person => person.Name).Order(StringComparer.Ordinal));
    }

    /// <summary>Page after page of what is rare enough to be read on for, and in the end looked up.</summary>
    private static async Task<IReadOnlyList<FoundPerson>> SearchAsync(PortalHost host, TestPerson administrator, string question)
    {
        var all = new List<FoundPerson>();
        FoundPeople page;
        do
        {
            page = await host.AsAsync(administrator, (PersonSearch search) => search.FindAsync(question, all.LastOrDefault()?.Number ?? 0));
            all.AddRange(page.People);
        }
        while (page.More);
        return all;
    }

    /// <summary>Of a full page.</summary>
    private static IEnumerable<string> Names(int from, int step) => Enumerable.Range(0, PeopleList.Page).Select(i => Crowd.Numbered(from + i * step));
}
