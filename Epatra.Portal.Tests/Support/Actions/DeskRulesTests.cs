using Epatra.Portal.Accounts;
using Xunit;

namespace Epatra.Portal.Support.Actions;

public sealed class DeskRulesTests
{
    public static TheoryData<Role, Role, DeskAction> All
    {
        get
        {
            var all = new TheoryData<Role, Role, DeskAction>();
            foreach (var action in Enum.GetValues<DeskAction>())
            {
                foreach (var agent in Enum.GetValues<Role>())
                {
                    Array.ForEach(Enum.GetValues<Role>(), person => all.Add(agent, person, action));
                }
            }

            return all;
        }
    }

    [Theory, MemberData(nameof(All))]
    public void Users_act_on_nobody_agents_on_users_and_administrators_on_everybody_else(Role agent, Role person, DeskAction action)
    {
        var may = DeskRules.MayAct(Somebody("agent", agent), Somebody("person", person), action);
        Assert.Equal((agent, person, action) switch
        {
            (Role.Administrator, _, _) => true,
            (Role.Agent, Role.User, not DeskAction.SharedMailbox) => true,
            _ => false,
        }, may);
    }

    [Theory, MemberData(nameof(All))]
    public void Nobody_acts_on_himself(Role agent, Role person, DeskAction action)
    {
        _ = person;
        Assert.False(DeskRules.MayAct(Somebody("same", agent), Somebody("same", agent), action));
    }

    private static PortalUser Somebody(string id, Role role) => new() { Id = id, Name = "", Language = "en", Role = role };
}
