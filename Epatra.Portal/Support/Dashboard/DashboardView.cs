namespace Epatra.Portal.Support.Dashboard;

/// <summary>The dashboard, for those who work at the desk.</summary>
internal sealed class DashboardView(DashboardBoard board, Desk desk)
{
    /// <summary>What goes on, and who looks.</summary>
    public async Task<(DashboardSnapshot Snapshot, string AgentId, bool IsAdministrator)> ReadAsync()
    {
        var agent = desk.Agent;
        return (await board.ReadAsync(), agent.Id, agent.Role == Accounts.Role.Administrator);
    }
}
