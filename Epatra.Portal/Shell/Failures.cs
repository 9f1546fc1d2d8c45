namespace Epatra.Portal.Shell;

/// <summary>Writes what went wrong into the log under the reference that its page shows.</summary>
internal static partial class Failures
{
    /// <summary>What people do not report: they have mistyped an address.</summary>
    public static bool HasReference(int status) => status is not (StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed);

    /// <param name="logger">Of the error page.</param>
    /// <param name="context">Its request.</param>
    /// <param name="exception">What failed; null where the request was refused.</param>
    public static void Write(ILogger logger, HttpContext context, Exception? exception)
    {
        var status = context.Response.StatusCode;
        if (status >= StatusCodes.Status500InternalServerError)
        {
            Log.Failed(logger, exception, status, context.TraceIdentifier);
        }
        else if (HasReference(status))
        {
            Log.Refused(logger, status, context.TraceIdentifier);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A request failed with status {Status}, reference {Reference}")]
        public static partial void Failed(ILogger logger, Exception? exception, int status, string reference);

        [LoggerMessage(2, LogLevel.Information, "A request was refused with status {Status}, reference {Reference}")]
        public static partial void Refused(ILogger logger, int status, string reference);
    }
}
