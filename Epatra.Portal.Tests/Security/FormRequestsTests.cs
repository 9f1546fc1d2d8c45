using System.Net;
using System.Text;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Security;

[Collection(PortalFixture.Collection)]
public sealed class FormRequestsTests(PortalFixture portal)
{
    private const string Malformed = "The portal did not understand this";
    private const string Outdated = "This page was open too long";

    private PortalHost Host => portal.Sqlite;

    [Theory]
    [InlineData("/sign-in", "application/json", "{}")]
    [InlineData("/sign-in", "text/plain", "Input.Email=a")]
    [InlineData("/sign-in", "nonsense", "x")]
    [InlineData("/sign-in", "application/x-www-form-urlencoded; charset=utf-7", "Input.Email=a")]
    [InlineData("/sign-in", "application/x-www-form-urlencoded; charset=nonsense", "Input.Email=a")]
    [InlineData("/sign-in", "multipart/form-data", "broken")]
    [InlineData("/sign-in", "multipart/form-data; boundary=x", "--x\r\nbroken")]
    [InlineData("/language", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=culture\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nfr\r\n--x--")]
    [InlineData("/sign-out", "application/json", "{}")]
    [InlineData("/nothing-here", "application/json", "{}")]
    public async Task Another_kind_of_body_than_a_form_is_refused_with_a_page(string path, string contentType, string body)
    {
        using var answer = await PostAsync(path, contentType, body);
        await AssertPageAsync(answer, HttpStatusCode.UnsupportedMediaType, "The portal does not take this kind of data");
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=utf-8")]
    [InlineData("application/x-www-form-urlencoded; charset=\"UTF-8\"")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_form_is_read_as_UTF_8(string contentType)
    {
        using var answer = await PostAsync("/language", contentType, "culture=fr");
        await AssertPageAsync(answer, HttpStatusCode.BadRequest, Outdated); // read, and found to have no token
    }

    [Theory]
    [InlineData(10_000_000, false)]
    [InlineData(FormRequests.LongestBody, false)]
    [InlineData(FormRequests.LongestBody, true)]
    public async Task More_than_any_form_holds_is_refused_with_a_page_whether_its_length_is_told_or_not(int length, bool chunked)
    {
        using var visitor = new Visitor(Host.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = Form(new string('a', length)) };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true; // so that the refusal is heard before all is sent
        using var answer = await visitor.SendAsync(request);
        await AssertPageAsync(answer, HttpStatusCode.RequestEntityTooLarge, "That is too much at once");
    }

    [Fact]
    public async Task A_form_with_more_fields_than_any_page_has_is_refused_with_a_page()
    {
        var fields = string.Join('&', Enumerable.Range(0, FormRequests.MostFields + 1).Select(number => $"field{number}=x"));
        using var answer = await PostAsync("/sign-in", "application/x-www-form-urlencoded", fields);
        await AssertPageAsync(answer, HttpStatusCode.BadRequest, Malformed);
    }

    [Theory]
    [InlineData("/sign-in", "")]
    [InlineData("/sign-in", "&_handler=")]
    [InlineData("/sign-in", "&_handler=sign-in&_handler=sign-in")]
    [InlineData("/sign-in", "&_handler=of-another-version")]
    [InlineData("/help", "&_handler=sign-in")]
    public async Task A_form_that_the_page_does_not_have_gets_a_page_that_says_so(string path, string handler)
    {
        using var visitor = new Visitor(Host.Address);
        await visitor.GoAsync("/sign-in");
        var content = new StringContent($"{visitor.Token.Name}={visitor.Token.Value}{handler}&Input.Email=a", Encoding.ASCII, "application/x-www-form-urlencoded");
        content.Headers.ContentType!.CharSet = null;

        using var answer = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content });

        await AssertPageAsync(answer, HttpStatusCode.BadRequest, Outdated);
    }

    [Theory]
    [InlineData("/sign-in", HttpStatusCode.OK)]
    [InlineData("/help", HttpStatusCode.OK)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/portal.css", HttpStatusCode.OK)]
    [InlineData("/", HttpStatusCode.Redirect)]
    [InlineData("/nothing-here", HttpStatusCode.NotFound)]
    public async Task HEAD_answers_like_GET_without_a_body(string path, HttpStatusCode status)
    {
        using var visitor = new Visitor(Host.Address);
        using var get = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
        using var head = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.Equal((status, status), (get.StatusCode, head.StatusCode));
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal(get.Headers.Location, head.Headers.Location);
        Assert.Empty(await head.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string contentType, string body)
    {
        using var visitor = new Visitor(Host.Address);
        var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content });
    }

    private static StringContent Form(string email)
    {
        var content = new StringContent("Input.Email=" + email);
        content.Headers.ContentType = new("application/x-www-form-urlencoded");
        return content;
    }

    private static async Task AssertPageAsync(HttpResponseMessage answer, HttpStatusCode status, string title)
    {
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Equal((status, true), (answer.StatusCode, html.Contains($"<h1>{title}</h1>", StringComparison.Ordinal)));
        Assert.Contains("<header class=\"top\"", html);
    }
}
