using Epatra.Portal.Support.Diagnosis;
using Epatra.Portal.Support.Person;

namespace Epatra.Portal;

internal static class PersonSetup
{
    public static void AddPersonPage(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<PersonReader>();
        builder.Services.AddScoped<EvidenceReader>();
        builder.Services.AddScoped<OwnClock>();
    }
}
