using Ipfl.Service.Dashboard.Reading;
using Ipfl.Service.Storage;
using Microsoft.AspNetCore.Components;

namespace Ipfl.Service.Dashboard.Layout;

/// <summary>A live page about one market.</summary>
public abstract class MarketPage : LivePage<MarketPulse>
{
    /// <summary>The market's name, from the address.</summary>
    [Parameter]
    public string Market { get; set; } = "";

    /// <summary>The market; null when there is none of that name.</summary>
    protected MarketHead? Head { get; private set; }

    /// <inheritdoc/>
    protected override Task<MarketPulse> PulseAsync(ServiceDb db) => MarketPulse.OfAsync(db, Market, Gone);

    /// <inheritdoc/>
    protected override async Task ReadAsync(ServiceDb db)
    {
        Head = await MarketHead.FindAsync(db, Market, Time.GetUtcNow(), Gone);
        if (Head is not null) await ReadMarketAsync(db, Head);
    }

    /// <summary>Reads what this page shows of the market.</summary>
    protected abstract Task ReadMarketAsync(ServiceDb db, MarketHead head);
}
