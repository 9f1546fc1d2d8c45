using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Epatra.Portal.Security;

/// <summary>On an endpoint that takes a form with a file, which it reads as a stream.</summary>
internal sealed record TakesFile;

/// <summary>
/// A form with a file, as it comes in. The framework would read all of it before it looks at the token against forgery; here
/// the token is the first field, as the pages write it, and the rest is read by the endpoint, once the token was found right.
/// </summary>
internal sealed class FormUpload(MultipartReader sections)
{
    private const int LongestBoundary = 100;
    private const int LongestToken = 4_096;

    /// <summary>Whether the request is such a form, and goes where one is taken.</summary>
    public static bool IsExpected(HttpContext context) => Boundary(context) is not null;

    public static async Task ReadTokenAsync(HttpContext context, RequestDelegate next)
    {
        if (Boundary(context) is { } boundary)
        {
            try
            {
                await ReadTokenAsync(context, new MultipartReader(boundary, context.Request.Body));
            }
            catch (Exception e) when (e is IOException or InvalidDataException)
            {
                context.Response.StatusCode = e is BadHttpRequestException refused ? refused.StatusCode : StatusCodes.Status400BadRequest;
                return;
            }
        }

        await next(context);
    }

    /// <summary>The next field of the form that has something in it; null after the last one.</summary>
    public async Task<(string? FileName, Stream Content)?> NextAsync(CancellationToken stopping)
    {
        var section = await sections.ReadNextSectionAsync(stopping);
        return section is null ? null : (section.AsFileSection()?.FileName is { Length: > 0 } name ? name : null, section.Body);
    }

    /// <summary>Where the framework looks first. What cannot be one stands there too, or it would try to read the rest as a form.</summary>
    private static async Task ReadTokenAsync(HttpContext context, MultipartReader sections)
    {
        var options = context.RequestServices.GetRequiredService<IOptions<AntiforgeryOptions>>().Value;
        var first = (await sections.ReadNextSectionAsync(context.RequestAborted))?.AsFormDataSection();
        var token = new byte[LongestToken];
        var length = first?.Name == options.FormFieldName ? await first.Section.Body.ReadAtLeastAsync(token, token.Length, throwOnEndOfStream: false, context.RequestAborted) : 0;
        context.Request.Headers[options.HeaderName!] = length is 0 or LongestToken ? "none" : Encoding.ASCII.GetString(token, 0, length);
        context.Features.Set(new FormUpload(sections));
    }

    private static string? Boundary(HttpContext context) => HttpMethods.IsPost(context.Request.Method)
        && context.GetEndpoint()?.Metadata.GetMetadata<TakesFile>() is not null
        && MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var kind)
        && kind.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(kind.Boundary).Value is { Length: > 0 and <= LongestBoundary } boundary ? boundary : null;
}
