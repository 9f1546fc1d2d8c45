var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/sign-in", () => "A page.");
await app.RunAsync();
