namespace Epatra.Portal.Support.Dashboard;

/// <summary>The dashboard, for those who work at the desk.</summary>
internal sealed class DashboardView(DashboardBoard board, Desk desk, DeskReach reach)
{
    /// <summary>What goes on, and who looks.</summary>
    public async Task<(DashboardSnapshot Snapshot, string AgentId, bool IsAdministrator)> ReadAsync()
    {
        var (agent, limit, all) = (desk.Agent, await reach.CompaniesAsync(), await board.ReadAsync());
        return ((limit is null ? all : all.Within(limit)).SeenBy(agent.Role), agent.Id, agent.Role == Accounts.Role.Administrator);
    }
}
