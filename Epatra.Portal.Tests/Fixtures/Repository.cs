namespace Epatra.Portal.Fixtures;

/// <summary>Where the sources are, for tests that look at them.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Debug or Release, as the tests were built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Epatra.Portal.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
