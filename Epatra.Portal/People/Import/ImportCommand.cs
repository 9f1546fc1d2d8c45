using System.CommandLine;
using System.Text.Json;
using Epatra.Portal.Language;
using Spectre.Console;

namespace Epatra.Portal.People.Import;

/// <summary>`people import FILE`: the same checks and the same work as on the page.</summary>
internal static class ImportCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>How often the bar moves while a portal does the work.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);

    public static Command Create(Func<IHost?> portal)
    {
        var file = new Argument<FileInfo>("FILE")
        {
            Description = "CSV with the columns name and email, and if wanted company, language, role, phone, password_hash (ASP.NET Core Identity v3), otpauth, named in its first line; with commas, semicolons or tabs, in UTF-8, UTF-16 or Windows-1252, up to 50 MB.",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would happen." };
        var json = new Option<bool>("--json") { Description = "Say it in JSON." };
        var import = new Command("import", "Gives the people of a file their accounts. Lines with problems are left out, named, and make the exit code 1.") { file, dryRun, json };
        import.SetAction((call, stopping) => CommandLine.OnDatabaseAsync(portal, call.InvocationConfiguration, services =>
            RunAsync(services, new(call.GetRequiredValue(file), call.GetValue(dryRun), call.GetValue(json), call.InvocationConfiguration), stopping)));
        return import;
    }

    private static async Task<int> RunAsync(IServiceProvider services, Wish wish, CancellationToken stopping)
    {
        var (imports, rows) = (services.GetRequiredService<Imports>(), services.GetRequiredService<ImportRows>());
        await using var stream = wish.File.OpenRead();
        var (read, fault) = await imports.ReadAsync(stream, wish.File.Name, stopping);
        if (read is null)
        {
            await wish.Console.Error.WriteLineAsync(Languages.In("en", () => ImportWords.Fault(fault!.Value)));
            return CommandLine.FoundWrong;
        }

        if (!wish.DryRun && await imports.StartAsync(read.Id) == ImportStart.Begun)
        {
            await ProgressAsync(wish, report => WorkAsync(services, read, report, stopping));
        }

        var import = (await rows.FindAsync(read.Id))!;
        var problems = (await rows.PreviewAsync(read.Id)).Problems.Select(line => new Problem(line.Line, line.Email, Languages.In("en", () => ImportWords.Problems(line)))).ToList();
        await wish.Console.Output.WriteLineAsync(wish.Json ? JsonSerializer.Serialize(Shown(import, problems), Indented) : Text(import, problems));
        return import.LeftOut == 0 && import.State != ImportState.Cancelled ? CommandLine.Done : CommandLine.FoundWrong;
    }

    /// <summary>To the end. A portal that serves on the same database helps; what is stopped here goes on there.</summary>
    private static async Task WorkAsync(IServiceProvider services, PeopleImport import, Action<PeopleImport> report, CancellationToken stopping)
    {
        for (var outcome = BatchOutcome.More; outcome != BatchOutcome.Over;)
        {
            await Task.Delay(outcome == BatchOutcome.Elsewhere ? Look : TimeSpan.Zero, stopping);
            await using var scope = services.CreateAsyncScope();
            outcome = await scope.ServiceProvider.GetRequiredService<ImportBatches>().RunAsync(import.Id);
            report((await scope.ServiceProvider.GetRequiredService<ImportRows>().FindAsync(import.Id))!);
        }
    }

    /// <summary>With a bar where somebody looks.</summary>
    private static async Task ProgressAsync(Wish wish, Func<Action<PeopleImport>, Task> work)
    {
        if (wish.Json || Console.IsOutputRedirected || wish.Console.Output != Console.Out)
        {
            await work(_ => { });
            return;
        }

        await AnsiConsole.Progress().Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn()).StartAsync(async progress =>
        {
            var bar = progress.AddTask("people");
            await work(import => (bar.MaxValue, bar.Value, bar.Description) = (import.Lines, import.Done + import.LeftOut, $"{import.Done:N0} people"));
        });
    }

    private static string Text(PeopleImport import, List<Problem> problems)
    {
        var people = import.State == ImportState.Ready ? $"People to be added: {import.Lines - import.LeftOut}. Nothing was changed." : $"People added: {import.Done}.";
        var left = import.LeftOut == 0 ? "" : $" Lines left out: {import.LeftOut}";
        var more = import.LeftOut > problems.Count ? [$"  and {import.LeftOut - problems.Count} more"] : Array.Empty<string>();
        return string.Join('\n', problems.Select(problem => $"  line {problem.Line}: {string.Join(' ', problem.Why)}").Prepend(people + left).Concat(more));
    }

    private static object Shown(PeopleImport import, List<Problem> problems) => new
    {
        import = import.Id,
        state = import.State.ToString(),
        lines = import.Lines,
        done = import.Done,
        leftOut = import.LeftOut,
        problems,
    };

    private sealed record Wish(FileInfo File, bool DryRun, bool Json, InvocationConfiguration Console);

    private sealed record Problem(int Line, string Email, IReadOnlyList<string> Why);
}
