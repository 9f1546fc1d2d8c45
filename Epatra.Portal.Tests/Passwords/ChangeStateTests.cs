using System.Net;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Passwords;

/// <summary>Portals of their own: busy ones, and one with other settings.</summary>
public sealed class ChangeStateTests
{
    private const string New = ChangeTests.NewPassword;
    private const string Busy = "Many people are signing in at the same time. Please try again in fifteen seconds.";

    [Fact]
    public async Task When_the_portal_is_too_busy_every_page_says_so_in_its_place_and_nothing_is_changed()
    {
        await using var host = await PortalHost.StartAsync();
        var person = await host.AddWithAuthenticatorAsync();
        using var change = new Visitor(host.Address);
        await change.SignInAsync(person, host);
        using var reset = new Visitor(host.Address);
        var link = await host.ForgetPasswordAsync(person, reset);
        await change.GoAsync("/password/change");
        await reset.GoAsync(link!);
        using var setUp = await Accounts.SetUpTests.OpenedAsync(host);
        using var gate = new ManualResetEventSlim();
        var jobs = host.Services.GetRequiredService<HashingQueue>().Occupy(gate);

        await change.SubmitAsync("change-form", ("Input.CurrentPassword", TestPerson.Password), ("Input.NewPassword", New), ("Input.ConfirmPassword", New));
        await reset.SubmitAsync("reset-form", ("Input.NewPassword", New), ("Input.ConfirmPassword", New));
        await setUp.SubmitAsync("set-up-form", Accounts.SetUpTests.Typed("ada@test.example"));

        foreach (var visitor in new[] { change, reset, setUp })
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(15), Busy), (visitor.Response.StatusCode, visitor.Response.Headers.RetryAfter!.Delta, visitor.Error));
        }

        gate.Set();
        await Task.WhenAll(jobs);
        await reset.SubmitAsync("reset-form", ("Input.NewPassword", New), ("Input.ConfirmPassword", New));
        Assert.Equal("/sign-in?notice=password", reset.At);
    }

    [Fact]
    public async Task A_change_that_comes_too_late_says_that_nothing_was_changed()
    {
        await using var host = await PortalHost.StartAsync();
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        await visitor.GoAsync("/password/change");
        var another = new PasswordHasher<Accounts.PortalUser>().HashPassword(new Accounts.PortalUser { Name = "", Language = "nl" }, "Another-1!");
        var queue = host.Services.GetRequiredService<HashingQueue>();
        using var gate = new ManualResetEventSlim();
        var busy = queue.Occupy(gate, places: 0);
        var change = visitor.SubmitAsync("change-form", ("Input.CurrentPassword", TestPerson.Password), ("Input.NewPassword", New), ("Input.ConfirmPassword", New));
        while (queue.Waiting == 0 && !change.IsCompleted)
        {
            await Task.Yield();
        }

        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, another)));
        gate.Set();
        await Task.WhenAll([change, .. busy]);

        Assert.StartsWith("Nothing was changed", visitor.Error);
        Assert.Equal(0, await host.QueryAsync(db => db.OldPasswords.CountAsync()));
    }

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("PostgreSql")]
    public async Task With_no_history_only_the_current_password_is_refused(string database)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database), ("Passwords:History", "0"));
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        await ChangeTests.ChangeAsync(visitor, TestPerson.Password, TestPerson.Password);
        Assert.Equal("This is the password that you have now. Choose another one.", visitor.Error);
        await ChangeTests.ChangeAsync(visitor, TestPerson.Password, New);
        await ChangeTests.ChangeAsync(visitor, New, TestPerson.Password);
        Assert.Equal("/?notice=password", visitor.At);
        Assert.Equal(0, await host.QueryAsync(db => db.OldPasswords.CountAsync()));
    }
}
