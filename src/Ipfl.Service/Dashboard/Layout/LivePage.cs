using System.Data.Common;
using Ipfl.Service.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Ipfl.Service.Dashboard.Layout;

/// <summary>A page that looks every second whether the database has changed what it shows.</summary>
/// <typeparam name="TPulse">What changes with everything the page shows.</typeparam>
public abstract class LivePage<TPulse> : ComponentBase, IAsyncDisposable
    where TPulse : struct
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private CancellationTokenSource _gone = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private Task _watch = Task.CompletedTask;
    private TPulse? _pulse;

    /// <summary>The database.</summary>
    [Inject]
    protected IDbContextFactory<ServiceDb> Databases { get; set; } = null!;

    /// <summary>The clock.</summary>
    [Inject]
    protected TimeProvider Time { get; set; } = null!;

    [Inject]
    private IHostApplicationLifetime Server { get; set; } = null!;

    /// <summary>Whether the page has read anything yet.</summary>
    protected bool IsRead { get; private set; }

    /// <summary>Ends when nobody looks at the page any more, or the server stops.</summary>
    protected CancellationToken Gone => _gone.Token;

    /// <summary>The page's pulse; cheap.</summary>
    protected abstract Task<TPulse> PulseAsync(ServiceDb db);

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task ReadAsync(ServiceDb db);

    /// <summary>Reads now, whatever the pulse says.</summary>
    protected async Task RefreshAsync()
    {
        _pulse = null;
        await LookAsync();
        StateHasChanged();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _gone = CancellationTokenSource.CreateLinkedTokenSource(Server.ApplicationStopping);

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        _pulse = null;
        await LookAsync();
        if (_watch.IsCompleted) _watch = WatchAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _gone.Dispose();
        _one.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Period, Time);
        while (await timer.WaitForNextTickAsync(Gone))
        {
            try
            {
                if (await LookAsync()) StateHasChanged();
            }
            catch (DbException)
            {
                // A busy database is looked at again a second later; the page shows what it read last.
            }
        }
    }

    /// <returns>Whether anything was read.</returns>
    private async Task<bool> LookAsync()
    {
        await _one.WaitAsync(Gone);
        try
        {
            await using var db = await Databases.CreateDbContextAsync(Gone);
            var pulse = await PulseAsync(db);
            if (_pulse is { } former && former.Equals(pulse)) return false;
            await ReadAsync(db);
            (_pulse, IsRead) = (pulse, true);
            return true;
        }
        finally
        {
            _one.Release();
        }
    }
}
