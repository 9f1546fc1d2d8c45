using Epatra.Portal.Data;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Support.Reset;

/// <summary>How many resets there may be before somebody else has to agree: whoever has fooled one agent has not fooled two.</summary>
internal sealed class ResetLimits(PortalDbContext database, FailureCounts failures, TimeProvider time, IOptions<SupportOptions> options)
{
    /// <summary>Whether one more by this agent, or of this person, is above a limit. What took effect by waiting is nobody's doing.</summary>
    public async Task<bool> AreReachedAsync(string agentId, string personId)
    {
        await failures.HoldAsync($"agent {agentId}"); // of two resets of different people at once the second sees the first
        var (hour, day) = (time.Now().AddHours(-1), time.Now().AddDays(-1));
        var done = database.Resets.Where(r => r.Proof != ResetProof.Delay);
        return await done.CountAsync(r => r.AgentId == agentId && r.DoneAt > hour) >= options.Value.ResetsPerAgentHour
            || await done.CountAsync(r => r.UserId == personId && r.DoneAt > day) >= options.Value.ResetsPerPersonDay;
    }
}
