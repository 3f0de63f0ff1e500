using Ipfl.Service.Markets;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace Ipfl.Service.Dashboard.Deeds;

/// <summary>Does what somebody at a page asks for, in that somebody's name, and says what came of it.</summary>
internal sealed class DeedRunner(AuthenticationStateProvider signIn, ISnackbar messages)
{
    /// <summary>Does it.</summary>
    /// <param name="deed">What to do; it is told by whom.</param>
    /// <param name="done">What to say when it is done; null says nothing.</param>
    /// <returns>The reason why it was refused; null when it was done.</returns>
    public async Task<string?> TryAsync(Func<string, Task> deed, string? done = null)
    {
        // Buttons that only operators see are no protection by themselves, so it is asked here once more.
        var user = (await signIn.GetAuthenticationStateAsync()).User;
        if (!user.IsInRole(SignIn.Roles.Operator)) return "only operators may do this";
        try
        {
            await deed(user.Identity!.Name!);
            if (done is not null) messages.Add(done, Severity.Success);
            return null;
        }
        catch (RefusedException refusal)
        {
            return refusal.Message;
        }
    }
}
