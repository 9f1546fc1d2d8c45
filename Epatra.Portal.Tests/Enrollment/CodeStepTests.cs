using Bunit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Microsoft.AspNetCore.Components;
using Xunit;

namespace Epatra.Portal.Enrollment;

public sealed class CodeStepTests : ComponentTest
{
    private static readonly WizardEntry Entry = new("Epatra", "robin@test.example", "KEY", "otpauth://totp/", 1);

    private readonly List<string> submitted = [];
    private Task answer = Task.CompletedTask;

    public CodeStepTests() => JSInterop.Setup<double>("Date.now");

    [Theory]
    [InlineData("123456")]
    [InlineData("123 456")]
    [InlineData(" 12 34 56 ")]
    public void Six_digits_are_submitted_once_by_themselves_however_they_are_grouped(string typed)
    {
        var cut = RenderStep();

        cut.Find(Id("code")).Input(typed);

        Assert.Equal([typed], submitted);
        Assert.Equal("", cut.Find(Id("code")).GetAttribute("value"));
    }

    [Theory]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("12345a")]
    [InlineData("１２３４５６")]
    public void Anything_else_waits_for_the_button(string typed)
    {
        var cut = RenderStep();

        cut.Find(Id("code")).Input(typed);
        Assert.Empty(submitted);
        Assert.Equal(typed, cut.Find(Id("code")).GetAttribute("value"));

        cut.Find("form").Submit();
        Assert.Equal([typed], submitted);
        Assert.Equal("", cut.Find(Id("code")).GetAttribute("value"));
    }

    [Fact]
    public async Task Nothing_is_submitted_while_a_code_is_being_checked()
    {
        var checking = new TaskCompletionSource();
        answer = checking.Task;
        var cut = RenderStep();

        cut.Find(Id("code")).Input("123456");
        cut.Find("form").Submit();
        Assert.Equal(["123456"], submitted);

        checking.SetResult();
        cut.WaitForAssertion(() => Assert.Equal("", cut.Find(Id("code")).GetAttribute("value")));
        await cut.Find(Id("code")).InputAsync("654321"); // the component may still be drawing
        Assert.Equal(["123456", "654321"], submitted);
    }

    [Theory]
    [InlineData(CodeOutcome.NotACode, "A code is exactly six digits")]
    [InlineData(CodeOutcome.Wrong, "This code is not right.")]
    [InlineData(CodeOutcome.AlreadyUsed, "This code has already been used.")]
    public void Each_refusal_has_its_own_words_tied_to_the_field(CodeOutcome outcome, string words)
    {
        var cut = RenderStep(outcome);

        var error = cut.Find(Id("error"));
        Assert.StartsWith(words, error.TextContent.Trim());
        Assert.Equal("alert", error.GetAttribute("role"));
        Assert.Equal(("true", error.Id), (cut.Find(Id("code")).GetAttribute("aria-invalid"), cut.Find(Id("code")).GetAttribute("aria-describedby")));
    }

    [Theory]
    [InlineData(false, "This code comes from an older entry in your app: ‘robin’. Delete that one and use the entry ‘robin (2)’.")]
    [InlineData(true, "This code comes from another entry in your app: ‘robin’. Here the code of the entry ‘robin (2)’ is needed.")]
    public void The_wrong_entry_is_named_and_only_one_that_is_worth_nothing_is_to_be_deleted(bool counts, string words)
    {
        var cut = RenderStep(CodeOutcome.OldEntry, new OldEntry("robin", "robin (2)", counts));

        Assert.Equal(words, cut.Find(Id("old-entry")).TextContent);
    }

    [Fact]
    public void Without_a_refusal_the_field_is_plain()
    {
        var cut = RenderStep();

        Assert.Empty(cut.FindAll(Id("error")));
        Assert.False(cut.Find(Id("code")).HasAttribute("aria-invalid"));
        Assert.Equal(("numeric", "one-time-code"), (cut.Find(Id("code")).GetAttribute("inputmode"), cut.Find(Id("code")).GetAttribute("autocomplete")));
    }

    [Fact]
    public void The_field_has_the_focus_at_first_and_after_each_code()
    {
        var cut = RenderStep();
        JSInterop.VerifyFocusAsyncInvoke(calledTimes: 1);

        cut.Find(Id("code")).Input("123456");

        JSInterop.VerifyFocusAsyncInvoke(calledTimes: 2);
    }

    private IRenderedComponent<CodeStep> RenderStep(CodeOutcome? error = null, OldEntry? old = null) => Render<CodeStep>(parameters => parameters
        .Add(step => step.Entry, Entry)
        .Add(step => step.App, AuthenticatorApp.Google)
        .Add(step => step.Problem, error is { } outcome ? new CodeAnswer(outcome, Old: old) : null)
        .Add(step => step.OnBack, EventCallback.Empty)
        .Add(step => step.OnSubmit, code =>
        {
            submitted.Add(code);
            return answer;
        }));
}
