using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Epatra.Portal.Benchmarks;

/// <summary>Adds up the time from sending a command to its last row, of all contexts of this process.</summary>
internal sealed class DatabaseTime : IDisposable, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private readonly List<IDisposable> subscriptions = [];

    public DatabaseTime() => subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

    public double Milliseconds { get; set; }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            subscriptions.Add(value.Subscribe(this));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value) => Milliseconds += value.Value switch
    {
        CommandExecutedEventData executed => executed.Duration.TotalMilliseconds,
        DataReaderDisposingEventData read => read.Duration.TotalMilliseconds,
        _ => 0,
    };

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => subscriptions.ForEach(subscription => subscription.Dispose());
}
