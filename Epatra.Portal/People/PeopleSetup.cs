using Epatra.Portal.People;

namespace Epatra.Portal;

internal static class PeopleSetup
{
    public static void AddPeople(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<Invitations>();
        builder.AddImport();
    }
}
