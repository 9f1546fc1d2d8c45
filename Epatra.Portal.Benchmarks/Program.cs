using System.Globalization;
using Epatra.Portal.Benchmarks;

(string Name, Func<Bench, Task> Run)[] benchmarks =
[
    ("start", StartAndMemory.RunAsync),
    ("wire", Wire.RunAsync),
    ("qr", QrRender.RunAsync),
    ("password", PasswordJudging.RunAsync),
    ("code", CodeRecord.RunAsync),
    ("mail", MailRate.RunAsync),
    ("audit", AuditLength.RunAsync),
    ("statistics", StatisticsOfMany.RunAsync),
    ("door", DoorTime.RunAsync),
    ("unhashed", UnhashedPart.RunAsync),
    ("import", ImportRate.RunAsync),
    ("search", Search.RunAsync),
    ("people", ListOfPeople.RunAsync),
    ("dashboard", DashboardLoad.RunAsync),
    ("circuits", CircuitMemory.RunAsync),
    ("page", PageWhileHashing.RunAsync),
    ("sign-in", SignInRate.RunAsync),
    ("reset", ResetLatency.RunAsync),
];

string[] names = [.. args.Where(arg => !int.TryParse(arg, out _))];
if (names.Except(benchmarks.Select(benchmark => benchmark.Name)).Any())
{
    Console.WriteLine($"Which benchmarks? None named means all; a number says of how many people the list is: {string.Join(' ', benchmarks.Select(benchmark => benchmark.Name))}");
    return 2;
}

var failed = false;
await using var bench = args.Except(names).LastOrDefault() is { } number ? new Bench { People = int.Parse(number, CultureInfo.InvariantCulture) } : new Bench();
foreach (var (name, run) in benchmarks.Where(benchmark => names.Length == 0 || names.Contains(benchmark.Name)))
{
    Console.Error.WriteLine($"{name} …");
    try
    {
        await run(bench);
    }
    catch (Exception e) when (e is InvalidOperationException or HttpRequestException)
    {
        failed = true;
        bench.Report.Add(name, "", $"failed: {e.Message}"); // a machine that is too busy, mostly; the others may still tell something
    }
}

bench.Report.Print();
return failed ? 1 : 0;
