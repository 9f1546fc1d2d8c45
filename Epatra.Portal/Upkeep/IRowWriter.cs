namespace Epatra.Portal.Upkeep;

/// <summary>Takes the rows of one table, in the order of its columns.</summary>
internal interface IRowWriter : IAsyncDisposable
{
    Task WriteAsync(object?[] row, CancellationToken stopping);

    Task CompleteAsync(CancellationToken stopping);
}
