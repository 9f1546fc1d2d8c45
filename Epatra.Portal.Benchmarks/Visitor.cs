using System.Net;

namespace Epatra.Portal.Benchmarks;

/// <summary>One browser without JavaScript: its cookies, and the hidden fields of the forms it posts.</summary>
internal sealed class Visitor(HttpClient http, int number)
{
    private readonly Dictionary<string, string> cookies = [];
    private string token = "";

    public IReadOnlyDictionary<string, string> Cookies => cookies;

    /// <summary>Of every request: people have addresses of their own.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers =>
    [
        new("Accept-Language", "nl"), new("X-Forwarded-For", $"10.0.{number / 256 % 256}.{number % 256}"),
        new("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"))),
    ];

    /// <summary>Connections are kept, as browsers and proxies do; cookies are each visitor's own.</summary>
    public static HttpClient Connect(Uri address) => new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
    })
    { BaseAddress = address };

    /// <summary>A whole sign-in: five requests, from the first page to the home page.</summary>
    public async Task SignInAsync(Person person)
    {
        await GivePasswordAsync(person);
        await SendAsync(HttpMethod.Get, "/sign-in/code");
        await SendAsync(HttpMethod.Post, "/sign-in/code", ("_handler", "code"), ("Input.Code", person.Code));
        if (!(await SendAsync(HttpMethod.Get, "/")).Contains("data-testid=\"sign-out\"", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("The home page is not that of somebody who is signed in.");
        }
    }

    public async Task GivePasswordAsync(Person person)
    {
        await SendAsync(HttpMethod.Get, "/sign-in");
        await SendAsync(HttpMethod.Post, "/sign-in", ("_handler", "sign-in"), ("Input.Email", person.Email), ("Input.Password", SeededDatabase.Password));
    }

    /// <summary>The markup of a page.</summary>
    public Task<string> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>Posts a form of the page that was asked for last.</summary>
    public Task PostAsync(string path, params (string Name, string Value)[] fields) => SendAsync(HttpMethod.Post, path, fields);

    /// <summary>Asks for a connection of the live part of a page.</summary>
    public async Task<string> NegotiateAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.Add("Origin", http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        using var response = await http.SendAsync(request);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    private async Task<string> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (method == HttpMethod.Post)
        {
            request.Content = new FormUrlEncodedContent(
                [.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), new("__RequestVerificationToken", token)]);
        }

        using var response = await http.SendAsync(request);
        var expected = method == HttpMethod.Post ? HttpStatusCode.Redirect : HttpStatusCode.OK;
        var body = await response.Content.ReadAsStringAsync();
        Keep(response);
        token = Token(body) ?? token;
        return response.StatusCode == expected ? body : throw new InvalidOperationException($"{method} {path} answered {(int)response.StatusCode}.");
    }

    private void Keep(HttpResponseMessage response)
    {
        foreach (var set in response.Headers.TryGetValues("Set-Cookie", out var values) ? values : [])
        {
            var pair = set[..set.IndexOf(';', StringComparison.Ordinal)].Split('=', 2);
            cookies[pair[0]] = pair[1];
        }
    }

    private static string? Token(string body)
    {
        const string Before = "name=\"__RequestVerificationToken\" value=\"";
        var start = body.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        return start < Before.Length ? null : body[start..body.IndexOf('"', start)];
    }
}
