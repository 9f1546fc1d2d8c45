namespace Epatra.Portal.MyAccount;

/// <summary>Leads each act of the page to the service that does it.</summary>
internal sealed class AccountOperation(AuthenticatorChanges authenticators, RecoveryCodeRenewal recovery, EmailChange email, NameChange name)
{
    /// <param name="act">What is to be done.</param>
    /// <param name="id">The authenticator that it is about.</param>
    /// <param name="text">What was typed.</param>
    public async Task<AccountAnswer> RunAsync(AccountAct act, Guid? id, string? text) => act switch
    {
        AccountAct.AddAuthenticator => new(await authenticators.BeginAsync(replaces: null)),
        AccountAct.NewPhone => new(await authenticators.BeginAsync(id ?? Guid.Empty)),
        AccountAct.RenameAuthenticator => new(await authenticators.RenameAsync(id ?? Guid.Empty, text)),
        AccountAct.RemoveAuthenticator => new(await authenticators.RemoveAsync(id ?? Guid.Empty)),
        AccountAct.NewRecoveryCodes => await recovery.MakeAsync(),
        AccountAct.ChangeName => new(await name.ChangeAsync(text)),
        AccountAct.ChangeEmail => new(await email.AskAsync(text)),
    };
}
