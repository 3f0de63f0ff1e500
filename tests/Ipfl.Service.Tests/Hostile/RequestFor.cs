using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Ipfl.Service.Tests.Hostile;

/// <summary>A plausible request of any method that asks about somebody: fields are filled by their names.</summary>
internal sealed class RequestFor(string participant, string digest = "")
{
    public IMessage Of(MethodDescriptor method)
    {
        var request = method.InputType.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in method.InputType.Fields.InDeclarationOrder())
        {
            if (Value(field) is { } value) field.Accessor.SetValue(request, value);
        }

        return request;
    }

    private object? Value(FieldDescriptor field) => field.Name switch
    {
        "market" => "test",
        "participant" or "name" => participant,
        "round" => 1,
        "digest" => digest,
        "bytes" => 184L,
        "micros" => 1L,
        "key" => "leak",
        "limit" => 1000,
        "reason" => "asked",
        _ => null,
    };
}
