using System.Globalization;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.People.Import;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Epatra.Portal.Benchmarks;

/// <summary>A file of 100,000 people who all get an invitation: how long it is looked at, how long the work takes while the mails leave, and with how much memory.</summary>
internal static class ImportRate
{
    private const int People = 100_000;
    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(Bench bench)
    {
        await using (var sqlite = await bench.SeedAsync(0, SeededDatabase.FewIterations, authenticators: false))
        {
            await MeasureAsync(bench, sqlite, "SQLite");
        }

        await using var cluster = await PostgreSqlCluster.StartAsync(durable: true);
        await using var postgreSql = await SeededDatabase.CreateAsync(DatabaseProvider.PostgreSql, await cluster.CreateDatabaseAsync(), 0, SeededDatabase.FewIterations, authenticators: false);
        await MeasureAsync(bench, postgreSql, "PostgreSQL");
    }

    private static async Task MeasureAsync(Bench bench, SeededDatabase database, string name)
    {
        GC.Collect();
        var (before, most) = (Environment.WorkingSet, 0L);
        using var sampler = new Timer(_ => most = Math.Max(most, Environment.WorkingSet), null, Sample, Sample);
        await using var scope = database.Services.CreateAsyncScope();
        var imports = scope.ServiceProvider.GetRequiredService<Imports>();
        var start = TimeProvider.System.GetTimestamp();
        await using var file = new GeneratedFile();
        var (import, _) = await imports.ReadAsync(file, "people.csv", default);
        var looked = TimeProvider.System.GetElapsedTime(start);
        start = TimeProvider.System.GetTimestamp();
        await imports.StartAsync(import!.Id);
        await EndAsync(database, import.Id);
        var worked = TimeProvider.System.GetElapsedTime(start);
        bench.Report.Add(
            $"import of {People:N0} people, {name}", "120 s, flat memory",
            string.Create(CultureInfo.InvariantCulture, $"{looked.TotalSeconds:0} s to look, {worked.TotalSeconds:0} s to add ({People / worked.TotalSeconds:0} a second), {Math.Max(0, most - before) / 1e6:0} MB more memory"));
    }

    private static async Task EndAsync(SeededDatabase database, Guid id)
    {
        while (true)
        {
            await using var scope = database.Services.CreateAsyncScope();
            var import = await scope.ServiceProvider.GetRequiredService<PortalDbContext>().Imports.AsNoTracking().SingleAsync(i => i.Id == id);
            if (import.State == ImportState.Done)
            {
                return;
            }

            await Task.Delay(100);
        }
    }

    /// <summary>A file that is nowhere as a whole.</summary>
    private sealed class GeneratedFile : Stream
    {
        private int next = -1;
        private byte[] line = [];
        private int at;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (at == line.Length && next < People)
            {
                var person = next < 0 ? null : ManyPeople.Person(next);
                (line, at, next) = (System.Text.Encoding.UTF8.GetBytes(person is null ? "name,email,company,language,role\n" : $"{person.Name},{person.Email},{person.Company},nl,user\n"), 0, next + 1);
            }

            var read = Math.Min(count, line.Length - at);
            line.AsSpan(at, read).CopyTo(buffer.AsSpan(offset));
            at += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
