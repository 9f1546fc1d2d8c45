#if KILL
using Epatra.Portal.Data;
using Xunit;
using Xunit.Abstractions;

namespace Epatra.Portal.Faults;

/// <summary>Not part of the ordinary run: kill.sh beside this file builds and runs it.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    [Fact]
    public Task A_portal_that_is_killed_at_any_moment_has_lost_nothing_that_it_told_anybody() => new KillRun(
        Enum.Parse<DatabaseProvider>(Environment.GetEnvironmentVariable("KILL_DATABASE") ?? "Sqlite"),
        int.Parse(Environment.GetEnvironmentVariable("KILLS") ?? "100", System.Globalization.CultureInfo.InvariantCulture),
        line =>
        {
            output.WriteLine(line);
            Console.WriteLine(line);
        }).RunAsync();
}
#endif
