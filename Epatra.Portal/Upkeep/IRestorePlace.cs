namespace Epatra.Portal.Upkeep;

/// <summary>Where a backup goes: the database of the settings. From the first question to the end no portal can begin to serve with it.</summary>
internal interface IRestorePlace : IAsyncDisposable
{
    /// <summary>For the backup while it is unpacked, examined and made safe.</summary>
    string WorkFolder { get; }

    /// <summary>Why the database may not be replaced; null when it may.</summary>
    /// <param name="force">Also when people are in it.</param>
    Task<string?> RefusalAsync(bool force);

    /// <summary>Puts the database of a file in the place of what is there, all of it or nothing.</summary>
    /// <returns>Where the database is that was there; null when it is nowhere any more, or there was none.</returns>
    Task<string?> InstallAsync(string backup, CancellationToken stopping);
}
