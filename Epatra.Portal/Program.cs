using Epatra.Portal;

var builder = WebApplication.CreateBuilder(Startup.Options(args));
builder.AddSettingsFile();
builder.AddDefaultAddress();
builder.AddData();
builder.AddAudit();
builder.AddSecurity();
builder.AddLive();
builder.AddPasswords();
builder.AddAccounts();
builder.AddSignIn();
builder.AddAuthenticators();
builder.AddEnrollment();
builder.AddSupport();
builder.AddShell();
builder.AddHealth();
if (!builder.SettingsAreRight())
{
    return 2;
}

await using var app = builder.Build();
await app.MigrateAsync();
await app.AddDemoPeopleAsync();
app.UseErrorPages();
app.UseRouting();
app.UseAccounts();
app.UseHalfWaySignIns();
app.UseLanguage();
app.UseAuthorization();
app.UseAntiforgeryCheck();
app.UseCircuitEnding();
app.MapShell();
app.MapLanguage();
app.MapSignIn();
app.MapEnrollment();
app.MapHealth();
await app.RunAsync();
return 0;
