var builder = Startup.CreateBuilder(args);
builder.AddData();
builder.AddAudit();
builder.AddSecurity();
builder.AddLive();
builder.AddMail();
builder.AddPasswords();
builder.AddAccounts();
builder.AddSignIn();
builder.AddAuthenticators();
builder.AddEnrollment();
builder.AddSupport();
builder.AddShell();
builder.AddHealth();
builder.AddCleanup();
var (app, exitCode) = await builder.BuildAsync(args);
if (app is null)
{
    return exitCode;
}

app.UseWebProtection();
app.UseErrorPages();
app.UseRouting();
app.UseAccounts();
app.UseHalfWaySignIns();
app.UseLanguage();
app.UseRequestChecks();
app.UseAuthorization();
app.UseAntiforgeryCheck();
app.UseCircuitEnding();
app.MapShell();
app.MapLanguage();
app.MapSignIn();
app.MapEnrollment();
app.MapHealth();
app.MapMail();
app.MapSupport();
await app.RunAsync();
return 0;
