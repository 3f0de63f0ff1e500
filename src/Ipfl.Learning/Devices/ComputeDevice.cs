using System.Globalization;
using System.Text.RegularExpressions;
using TorchSharp;

namespace Ipfl.Learning;

/// <summary>Where models are trained and judged: <c>cpu</c>, or a GPU as <c>cuda</c> (the first one) or <c>cuda:N</c>.</summary>
public sealed partial record ComputeDevice
{
    /// <summary>What names of devices look like, for people to read.</summary>
    public const string Allowed = "cpu, cuda or cuda:N with N from 0 to 999";

    /// <summary>The processor.</summary>
    public static readonly ComputeDevice Processor = new("cpu");

    private ComputeDevice(string name) => Name = name;

    /// <summary>The name, as it was given.</summary>
    public string Name { get; }

    /// <summary>Whether it is the processor and not a GPU.</summary>
    public bool IsProcessor => Name == "cpu";

    /// <summary>Its number among the GPUs.</summary>
    private int Number => Name.Split(':') is [_, var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 0;

    /// <summary>Whether that is a device's name; it need not be here.</summary>
    public static bool IsName(string text) => Pattern().IsMatch(text);

    /// <summary>The device of that name; it need not be here.</summary>
    /// <exception cref="ArgumentException">There can be none of that name.</exception>
    public static ComputeDevice Parse(string name) =>
        IsName(name) ? new(name) : throw new ArgumentException($"'{name}' is no device; allowed is {Allowed}", nameof(name));

    /// <summary>Makes sure that the device is here.</summary>
    /// <exception cref="InvalidDataException">It is not; the message says what to do.</exception>
    /// <exception cref="DllNotFoundException">libtorch cannot be loaded.</exception>
    public void EnsureHere()
    {
        if (IsProcessor) return;
        var here = GraphicsProcessors.Look();
        if (here.Count > Number) return;
        throw new InvalidDataException(here.Count == 0
            ? $"device: found {Name}, but {here.Why}; allowed here is cpu; {here.Fix}"
            : $"device: found {Name}; allowed here are cpu and cuda:0 to cuda:{here.Count - 1}");
    }

    /// <summary>The same in libtorch.</summary>
    internal torch.Device ToTorch() => IsProcessor ? torch.CPU : new torch.Device(DeviceType.CUDA, Number);

    [GeneratedRegex(@"^(cpu|cuda(:\d{1,3})?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
