namespace Epatra.Portal.Upkeep;

/// <summary>A folder for what is not finished, which nobody else can read, beside what is made; one that a killed run left is emptied.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly string path;

    public WorkFolder(string path)
    {
        this.path = path;
        Dispose();
        _ = OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string File(string name) => Path.Combine(path, name);

    /// <summary>A new file that only its owner can read.</summary>
    public static FileStream Create(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new(file, options);
    }

    public void Dispose()
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
