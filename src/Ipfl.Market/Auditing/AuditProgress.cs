namespace Ipfl.Market.Auditing;

/// <summary>Counts buyers asked, over all sweeps of an audit.</summary>
internal sealed class AuditProgress(IProgress<double>? progress, int sweeps, int buyers)
{
    private int _done;

    public void BuyerDone() => progress?.Report(++_done / ((double)sweeps * buyers));
}
