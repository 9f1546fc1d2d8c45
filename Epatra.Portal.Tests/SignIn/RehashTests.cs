using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Xunit;

namespace Epatra.Portal.SignIn;

[Collection(PortalFixture.Collection)]
public sealed class RehashTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_hash_with_fewer_iterations_is_renewed_by_the_right_password_and_by_no_other(string database)
    {
        var (host, person, weak) = await WeakAsync(database);
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person, password: "wrong");
        Assert.Equal(weak, await HashAsync(host, person));
        await visitor.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in/code", visitor.At);
        var renewed = await HashAsync(host, person);
        Assert.NotEqual(weak, renewed);
        Assert.Equal(1000u, Iterations(renewed));
        Assert.Equal(1, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.PasswordHashRenewed)));

        await visitor.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in/code", visitor.At);
        Assert.Equal(renewed, await HashAsync(host, person)); // and not again
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Two_sign_ins_at_once_renew_it_once_and_nobody_is_thrown_out(string database)
    {
        var (host, person, _) = await WeakAsync(database);
        var visitors = Enumerable.Range(0, 4).Select(_ => new Visitor(host.Address)).ToList();
        await Task.WhenAll(visitors.Select(visitor => visitor.SignInWithPasswordAsync(person)));
        Assert.All(visitors, visitor => Assert.Equal("/sign-in/code", visitor.At));
        Assert.Equal(1000u, Iterations(await HashAsync(host, person)));
    }

    private async Task<(PortalHost Host, TestPerson Person, string Weak)> WeakAsync(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        var hasher = new PasswordHasher<PortalUser>(Options.Create(new PasswordHasherOptions { IterationCount = 500 }));
        var weak = hasher.HashPassword(new PortalUser { Name = "", Language = "nl" }, TestPerson.Password);
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, weak)));
        return (host, person, weak);
    }

    private static Task<string> HashAsync(PortalHost host, TestPerson person) => host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).Select(u => u.PasswordHash!).SingleAsync());

    private static uint Iterations(string hash) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(hash).AsSpan(5));
}
