namespace Ipfl.Agent;

/// <summary>The files of one round.</summary>
/// <param name="Path">Their folder.</param>
public sealed record RoundFiles(string Path)
{
    /// <summary>How far the round is, JSON.</summary>
    public string Progress => In("progress.json");

    /// <summary>What the trainer measured, JSON; written before the model that it measured.</summary>
    public string Measures => In("measures.json");

    /// <summary>The trained model.</summary>
    public string Own => In("own.safetensors");

    /// <summary>The folder with the same in PEFT's layout, where it is an adapter.</summary>
    public string Adapter => In("adapter");

    /// <summary>What is uploaded where noise is added; without noise, that is the trained model itself.</summary>
    public string Blurred => In("upload.safetensors");

    /// <summary>The proximal centre as it arrived.</summary>
    public string Centre => In("centre.safetensors");

    /// <summary>The beginning of a centre that has not arrived whole.</summary>
    public string PartialCentre => In("centre.part");

    /// <summary>The centre that training is pulled towards, where noise is added: see <see cref="AgentConfig.Privacy"/>.</summary>
    public string SharpCentre => In("centre-sharp.safetensors");

    /// <summary>The receipt's bytes.</summary>
    public string Receipt => In("receipt.bin");

    /// <summary>The server's signature of these bytes, DER.</summary>
    public string Signature => In("receipt.sig");

    /// <summary>Removes the models, which take room; what was agreed on stays.</summary>
    internal void RemoveModels()
    {
        foreach (var file in new[] { Own, Blurred, Centre, PartialCentre, SharpCentre }) File.Delete(file);
        if (Directory.Exists(Adapter)) Directory.Delete(Adapter, recursive: true);
    }

    /// <summary>Keeps progress and receipt as they are in a folder of their own, and removes the centre, which belongs to them.</summary>
    internal void SetAside()
    {
        // Copied under another name first: what is called forgotten is whole, even if the process dies here.
        var unfinished = Directory.CreateDirectory(In("setting-aside")).FullName;
        foreach (var file in new[] { Progress, Receipt, Signature }.Where(File.Exists))
            File.Copy(file, System.IO.Path.Combine(unfinished, System.IO.Path.GetFileName(file)), overwrite: true);
        var times = 1;
        while (Directory.Exists(In($"forgotten-{times}"))) times++;
        Directory.Move(unfinished, In($"forgotten-{times}"));
        foreach (var file in new[] { Centre, PartialCentre, SharpCentre, Receipt, Signature }) File.Delete(file);
    }

    /// <summary>Progress as it was each time it was set aside.</summary>
    internal IEnumerable<RoundProgress> Forgotten() => Directory.EnumerateDirectories(Path, "forgotten-*")
        .Select(place => StateJson.Find<RoundProgress>(new RoundFiles(place).Progress)).OfType<RoundProgress>();

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
