using System.Net;
using System.Text;
using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Epatra.Portal.People.Import;

/// <summary>Files with people, and what administrators do with them.</summary>
internal static class ImportActions
{
    /// <summary>Of <see cref="TestPerson.Password"/>, as another portal had it.</summary>
    public static string OldHash() =>
        new PasswordHasher<PortalUser>(Options.Create(new PasswordHasherOptions { IterationCount = 700 })).HashPassword(new() { Name = "", Language = "nl" }, TestPerson.Password);

    /// <summary>So many people of a company whom nobody else knows.</summary>
    public static string Lines(string company, int count) =>
        string.Join('\n', Enumerable.Range(1, count).Select(i => $"Person {i},{Email(company, i)},{company},nl,user").Prepend("name,email,company,language,role"));

    public static string Email(string company, int number) => $"p{number}@{company}.example".ToLowerInvariant();

    public static string NewCompany() => $"c{Guid.NewGuid():N}";

    /// <summary>Reads a file and begins its import, without anybody who asks.</summary>
    public static async Task<Guid> BeginAsync(this PortalHost host, string text)
    {
        var id = await host.ReadAsync(text);
        Assert.Equal(ImportStart.Begun, await host.RunAsync((Imports imports) => imports.StartAsync(id)));
        return id;
    }

    /// <summary>Reads a file, whose import waits for somebody to begin it.</summary>
    public static async Task<Guid> ReadAsync(this PortalHost host, string text)
    {
        var (import, _) = await host.RunAsync((Imports imports) => imports.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), "people.csv", default));
        return import!.Id;
    }

    public static Task<BatchOutcome> BatchAsync(this PortalHost host, Guid id) => host.RunAsync((ImportBatches batches) => batches.RunAsync(id));

    /// <summary>Waits until an import is over, done by the portal itself or by this.</summary>
    public static async Task<PeopleImport> FinishAsync(this PortalHost host, Guid id)
    {
        BatchOutcome outcome;
        do
        {
            var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var others = host.Services.GetRequiredService<LiveBus>().Subscribe(Imports.TopicOf(id), _ => Task.FromResult(told.TrySetResult()));
            outcome = await host.BatchAsync(id);
            if (outcome == BatchOutcome.Elsewhere)
            {
                await told.Task.WaitAsync(Ear.Guard); // whoever is at it says so after each batch
            }
        }
        while (outcome != BatchOutcome.Over);

        return await host.ImportAsync(id);
    }

    public static async Task<PeopleImport> ImportAsync(this PortalHost host, Guid id) => (await host.RunAsync((ImportRows rows) => rows.FindAsync(id)))!;

    public static Task<List<string>> EmailsAsync(this PortalHost host, string company) =>
        host.QueryAsync(db => db.Users.Where(u => u.Company == company).Select(u => u.Email!).ToListAsync());

    public static async Task<Visitor> AdministratorAsync(this PortalHost host, string language = "en") => await host.AgentAsync(await host.AddAgentAsync(Role.Administrator, language));

    /// <summary>Pastes cells of a spreadsheet.</summary>
    public static async Task PasteAsync(this Visitor visitor, string text)
    {
        await visitor.GoAsync("/people/import");
        await visitor.SubmitAsync("paste-form", ("Input.Text", text));
    }

    /// <summary>Sends the form as a browser does: the token, the file.</summary>
    /// <returns>Where it leads; null when it was refused.</returns>
    public static async Task<string?> UploadAsync(this Visitor visitor, byte[] file, string? token = null)
    {
        await visitor.GoAsync("/people/import");
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent(token ?? visitor.Token.Value), visitor.Token.Name);
        var chosen = new ByteArrayContent(file);
        chosen.Headers.ContentDisposition = new("form-data") { Name = "file", FileName = file.Length == 0 ? "\"\"" : "people.csv" };
        form.Add(chosen);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/people/import/file") { Content = form };
        request.Headers.ExpectContinue = true; // so that a refusal is heard before all is sent
        using var answer = await visitor.SendAsync(request);
        if (answer.StatusCode != HttpStatusCode.Redirect)
        {
            return null;
        }

        await visitor.GoAsync(answer.Headers.Location!.ToString());
        return visitor.At;
    }

    public static Guid Id(this Visitor visitor) => Guid.Parse(visitor.At.Split('/')[^1]);
}
