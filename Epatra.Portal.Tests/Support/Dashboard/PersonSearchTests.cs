using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Support.Dashboard;

[Collection(PortalFixture.Collection)]
public sealed class PersonSearchTests(PortalFixture portal)
{
    public static TheoryData<string, string, bool> Questions
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var database in (string[])["Sqlite", "PostgreSql"])
            {
                foreach (var (question, found) in Cases)
                {
                    data.Add(database, question, found);
                }
            }

            return data;
        }
    }

    /// <summary>Whether Žofie Quaedvlieg-Ångström of Œuvre 100%_zon, zofie.q@ixmail.example, is found.</summary>
    private static (string Question, bool Found)[] Cases =>
    [
        ("quaedvlieg", true), ("QUAEDVLIEG", true), ("žofie", true), ("zofie", true), ("Zofie  Quaed", true), ("quaed zofie", true),
        ("zo qu", true), ("qu", true), ("ng", false), // two letters: beginnings of words only
        ("aedvl", true), ("edv", true), // from the third letter anywhere in the word
        ("an qu", true), ("angström", true), ("a\u030angstro\u0308m", true), // after a hyphen, and accents typed as signs of their own
        ("oeuvre", true), ("œuv", true), ("oe zo", true),
        ("zofie.q@ixmail", true), ("ix qu", true), ("q@ix", true), ("@i quaed", true), // two letters of which one is a sign say nothing yet
        ("q", false), ("", false), ("  ", false), ("@i", false), ("é", false),
        ("zofie nobody", false), ("quaedvlieh", false), ("edvlieg-angstrom", true), ("vlieg zof", true),
        ("%%%", false), ("___", false), ("100%_zon", true), ("100_%zon", false), ("qu%dvlieg", false), ("quaedvl_eg", false),
        ("quaed\" OR \"zofie", false), ("quaed*", false), ("quaed'); DROP TABLE", false), ("\\\\\\", false), ("zof\0ie", false), ("q😀", false), ("😀😀", false), ("😀😀😀", false), ("NEAR(quaed)", false),
    ];

    [Theory, MemberData(nameof(Questions))]
    public async Task A_person_is_found_by_beginnings_of_words_and_by_what_is_in_them(string database, string question, bool found)
    {
        var host = portal.On(database);
        var email = await TheOneAsync(host);

        var people = await FindAllAsync(host, question);

        Assert.Equal(found, people.Any(person => person.Email == email));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Pages_follow_each_other_without_a_gap_or_a_repeat(string database)
    {
        var host = portal.On(database);
        var agent = await host.AddAgentAsync();
        var word = $"w{Guid.NewGuid():N}";
        await AddAsync(host, Enumerable.Range(0, PersonSearch.Page * 2 + 5).Select(i => ($"Person {word}", $"{i}@{word}.example")));

        var first = await FindAsync(host, agent, word);
        var second = await FindAsync(host, agent, word, first.People[^1].Number);
        var third = await FindAsync(host, agent, word, second.People[^1].Number);

        Assert.Equal((true, true, false), (first.More, second.More, third.More));
        Assert.Equal((PersonSearch.Page, PersonSearch.Page, 5), (first.People.Count, second.People.Count, third.People.Count));
        Assert.Equal(PersonSearch.Page * 2 + 5, first.People.Concat(second.People).Concat(third.People).Select(p => p.Id).Distinct().Count());
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_person_is_found_by_what_is_true_now_and_by_nothing_after_the_end(string database)
    {
        var host = portal.On(database);
        var agent = await host.AddAgentAsync();
        var (before, after) = ($"b{Guid.NewGuid():N}", $"a{Guid.NewGuid():N}");
        await AddAsync(host, [(before, $"x@{before}.example")]);

        await host.QueryAsync(async users =>
        {
            var user = await users.Users.SingleAsync(u => u.Name == before);
            (user.Name, user.Email) = ("Robin", $"x@{after}.example");
            return await users.SaveChangesAsync();
        });
        Assert.Empty((await FindAsync(host, agent, before)).People);
        Assert.Single((await FindAsync(host, agent, after)).People);

        await host.QueryAsync(users => users.Users.Where(u => u.Email == $"x@{after}.example").ExecuteDeleteAsync());
        Assert.Empty((await FindAsync(host, agent, after)).People);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task An_agent_finds_those_of_the_desk_by_name_and_sees_their_name_and_role_alone(string database)
    {
        var host = portal.On(database);
        var (agent, administrator) = (await host.AddAgentAsync(), await host.AddAgentAsync(Role.Administrator));
        var (name, company) = ($"n{Guid.NewGuid():N}", $"c{Guid.NewGuid():N}");
        var colleague = await host.AddAgentAsync(name: name);
        await host.QueryAsync(db => db.Users.Where(u => u.Id == colleague.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Company, company)));

        Assert.Equal((name, Role.Agent, null, null), Facts(Assert.Single((await FindAsync(host, agent, name)).People)));
        Assert.Empty((await FindAsync(host, agent, colleague.Email)).People);
        Assert.Equal((name, Role.Agent, colleague.Email, company), Facts(Assert.Single((await FindAsync(host, administrator, colleague.Email)).People)));

        static (string, Role, string?, string?) Facts(FoundPerson person) => (person.Name, person.Role, person.Email, person.Company);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Those_whom_an_agent_does_not_find_leave_no_gap_and_no_end(string database)
    {
        var host = portal.On(database);
        var agent = await host.AddAgentAsync();
        var company = $"c{Guid.NewGuid():N}";
        await AddAsync(host, Enumerable.Range(0, PersonSearch.Page * 2).Select(i => ($"Colleague {i}", $"{i}@{company}.example")), company, Role.Agent);
        await AddAsync(host, Enumerable.Range(0, PersonSearch.Page + 1).Select(i => ($"Person {i}", $"p{i}@{company}.example")), company);

        var first = await FindAsync(host, agent, company);
        var second = await FindAsync(host, agent, company, first.People[^1].Number);

        Assert.Equal((PersonSearch.Page, true, 1, false), (first.People.Count, first.More, second.People.Count, second.More));
        Assert.All([.. first.People, .. second.People], person => Assert.Equal(Role.User, person.Role));
    }

    [Fact]
    public async Task Only_the_desk_searches()
    {
        var person = await portal.Sqlite.AddWithNeitherAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => FindAsync(portal.Sqlite, person, "robin"));
    }

    private static async Task<string> TheOneAsync(PortalHost host)
    {
        const string Email = "zofie.q@ixmail.example";
        if (!await host.QueryAsync(database => database.Users.AnyAsync(u => u.Email == Email)))
        {
            await AddAsync(host, [("Žofie Quaedvlieg-Ångström", Email)], "Œuvre 100%_zon");
        }

        return Email;
    }

    private static Task<int> AddAsync(PortalHost host, IEnumerable<(string Name, string Email)> people, string? company = null, Role role = Role.User) => host.QueryAsync(async database =>
    {
        database.Users.AddRange(people.Select(person => new PortalUser { UserName = person.Email, Email = person.Email, Name = person.Name, Company = company, Language = "nl", Role = role }));
        return await database.SaveChangesAsync();
    });

    private static async Task<IReadOnlyList<FoundPerson>> FindAllAsync(PortalHost host, string question)
    {
        var (agent, all) = (await host.AddAgentAsync(), new List<FoundPerson>());
        FoundPeople page;
        do
        {
            page = await FindAsync(host, agent, question, all.LastOrDefault()?.Number ?? 0);
            all.AddRange(page.People);
        }
        while (page.More);
        return all;
    }

    private static Task<FoundPeople> FindAsync(PortalHost host, TestPerson agent, string question, long after = 0) =>
        host.AsAsync(agent, (PersonSearch search) => search.FindAsync(question, after));
}
