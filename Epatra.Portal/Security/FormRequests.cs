using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.Net.Http.Headers;

namespace Epatra.Portal.Security;

/// <summary>What is posted is a form of one of the pages, or it is refused before anything reads it.</summary>
internal static class FormRequests
{
    /// <summary>Bytes of a whole request; the longest form has a few fields.</summary>
    public const int LongestBody = 64 * 1024;

    public const int MostFields = 64;

    /// <summary>Other kinds and other letters than UTF-8 come from no form of the portal, and some make the framework fail.</summary>
    public static Task CheckKindAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || request.Path.StartsWithSegments("/_blazor") || IsForm(request.ContentType) || FormUpload.IsExpected(context))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        return Task.CompletedTask;
    }

    /// <summary>A failed antiforgery check ends here for every endpoint; the framework leaves that to each endpoint.</summary>
    public static Task CheckTokenAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false } failed)
        {
            return next(context);
        }

        context.Response.StatusCode = failed.Error?.GetBaseException() switch
        {
            BadHttpRequestException tooLong => tooLong.StatusCode,
            _ => StatusCodes.Status400BadRequest,
        };
        if (failed.Error?.InnerException is null)
        {
            context.Features.Set(new OutdatedPage());
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// A form that its page does not have, for instance of an older version. In Development the framework explains that in
    /// plain text, which is held back for the page that people see everywhere else.
    /// </summary>
    public static async Task CheckHandlerAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is null)
        {
            await next(context);
            return;
        }

        var (response, body) = (context.Response, context.Response.Body);
        using var written = new MemoryStream();
        response.Body = written;
        try
        {
            await next(context);
        }
        finally
        {
            response.Body = body;
        }

        if (response.StatusCode == StatusCodes.Status400BadRequest && !IsPage(written))
        {
            response.ContentType = null;
            context.Features.Set(new OutdatedPage());
            return;
        }

        await body.WriteAsync(written.GetBuffer().AsMemory(0, (int)written.Length));
    }

    private static bool IsPage(MemoryStream written) => written.GetBuffer().AsSpan(0, (int)written.Length).StartsWith("<!DOCTYPE"u8);

    private static bool IsForm(string? contentType) => contentType is null
        || (MediaTypeHeaderValue.TryParse(contentType, out var kind)
            && kind.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            && (!kind.Charset.HasValue || HeaderUtilities.RemoveQuotes(kind.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)));
}

/// <summary>Says to the page of an error that somebody came from a page that is no longer valid.</summary>
internal sealed record OutdatedPage;
