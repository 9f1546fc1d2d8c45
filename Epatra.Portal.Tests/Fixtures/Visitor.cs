using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Epatra.Portal.Fixtures;

/// <summary>A browser without JavaScript: keeps cookies, follows redirects and submits the forms it finds.</summary>
internal sealed class Visitor : IDisposable
{
    private static readonly HtmlParser Parser = new();
    private readonly HttpClient http;

    /// <param name="address">Of the portal.</param>
    /// <param name="language">What the browser asks for.</param>
    /// <param name="from">The network address, by way of a proxy on this machine; null for this machine itself.</param>
    public Visitor(Uri address, string language = "en", string? from = null)
    {
        http = new HttpClient(new SocketsHttpHandler
        {
            CookieContainer = Cookies,
            AllowAutoRedirect = false,
            Expect100ContinueTimeout = Timeout.InfiniteTimeSpan, // or what is to be refused is sent all the same where the portal is slow
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, errors) => HttpClientHandler.DangerousAcceptAnyServerCertificateValidator(new(), null, null, errors) }, // tests sign their own
        })
        { BaseAddress = address };
        http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        if (from is not null)
        {
            http.DefaultRequestHeaders.Add("X-Forwarded-For", from);
        }
    }

    public CookieContainer Cookies { get; } = new();
    public HttpResponseMessage Response { get; private set; } = new();
    public IHtmlDocument Page { get; private set; } = Parser.ParseDocument("");

    /// <summary>Path and query of the page that is shown.</summary>
    public string At { get; private set; } = "";

    public string? Error => Text("error");

    /// <summary>All of the page as it came, for what may not be in it.</summary>
    public string Html => Page.DocumentElement.OuterHtml;

    /// <summary>What a form of the page would send against forgery, for requests that no form makes.</summary>
    public (string Name, string Value) Token =>
        ("__RequestVerificationToken", ((IHtmlInputElement)Page.QuerySelector("input[name=__RequestVerificationToken]")!).Value);

    public string? Text(string testId) => Page.QuerySelector($"[data-testid={testId}]")?.TextContent.Trim();

    /// <summary>The value of one of the portal's cookies; null when there is none.</summary>
    public string? Cookie(string name) => Cookies.GetCookies(http.BaseAddress!)[$"epatra-{name}"]?.Value;

    /// <summary>Another browser, with a copy of the cookies of this one.</summary>
    public Visitor Copy()
    {
        var copy = new Visitor(http.BaseAddress!);
        copy.Cookies.Add(http.BaseAddress!, Cookies.GetCookies(http.BaseAddress!));
        return copy;
    }

    public Task GoAsync(string path) => FollowAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Submits a form of the page with its hidden fields, and what is typed into the others.</summary>
    public Task SubmitAsync(string testId, params (string Name, string Value)[] typed) =>
        SubmitAsync((IHtmlFormElement)Page.QuerySelector($"form[data-testid={testId}]")!, typed);

    /// <summary>Presses a button that belongs to a form.</summary>
    public Task PressAsync(string testId)
    {
        var button = (IHtmlButtonElement)Page.QuerySelector($"button[data-testid={testId}]")!;
        return SubmitAsync(button.Form!, string.IsNullOrEmpty(button.Name) ? [] : [(button.Name, button.Value)]);
    }

    /// <summary>Posts fields as they are, without what a form would add.</summary>
    public Task PostAsync(string path, params (string Name, string Value)[] fields) =>
        FollowAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = Content(fields) });

    /// <summary>The hidden fields and the address of a form, for tests that post the same thing many times.</summary>
    public HttpRequestMessage Prepare(string testId, params (string Name, string Value)[] typed) =>
        Request((IHtmlFormElement)Page.QuerySelector($"form[data-testid={testId}]")!, typed);

    /// <summary>Sends a request with this visitor's cookies, and shows nothing of it.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => http.SendAsync(request);

    public async Task SignInWithPasswordAsync(TestPerson person, string path = "/sign-in", string password = TestPerson.Password)
    {
        await GoAsync(path);
        await SubmitAsync("sign-in-form", ("Input.Email", person.Email), ("Input.Password", password));
    }

    public async Task SubmitCodeAsync(string code) => await SubmitAsync("code-form", ("Input.Code", code));

    /// <summary>Password and code.</summary>
    public async Task SignInAsync(TestPerson person, PortalHost host)
    {
        await SignInWithPasswordAsync(person);
        await SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow()));
    }

    public void Dispose() => http.Dispose();

    private Task SubmitAsync(IHtmlFormElement form, (string Name, string Value)[] typed) => FollowAsync(Request(form, typed));

    private static HttpRequestMessage Request(IHtmlFormElement form, (string Name, string Value)[] typed)
    {
        var hidden = form.QuerySelectorAll("input[type=hidden]").Cast<IHtmlInputElement>().Select(input => (input.Name!, input.Value));
        return new HttpRequestMessage(HttpMethod.Post, form.GetAttribute("action")) { Content = Content([.. hidden, .. typed]) };
    }

    private static FormUrlEncodedContent Content((string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    private async Task FollowAsync(HttpRequestMessage request)
    {
        Response = await http.SendAsync(request);
        var at = new Uri(http.BaseAddress!, request.RequestUri!);
        while (Response.StatusCode == HttpStatusCode.Redirect)
        {
            at = new Uri(at, Response.Headers.Location!); // another host may redirect within itself
            Response = await http.GetAsync(at);
        }

        At = at.PathAndQuery;
        Page = await Parser.ParseDocumentAsync(await Response.Content.ReadAsStreamAsync());
    }
}
