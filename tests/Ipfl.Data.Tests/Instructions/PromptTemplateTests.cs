namespace Ipfl.Data.Tests;

public class PromptTemplateTests
{
    private static readonly InstructionRecord WithInput = new("Name the sentiment.", "Shares fall.", "negative");

    private static readonly InstructionRecord WithoutInput = new("Say hello.", "", "Hello!");

    [Fact]
    public void Alpaca_is_the_published_text()
    {
        Assert.Equal(
            "Below is an instruction that describes a task, paired with an input that provides further context. Write a response that "
            + "appropriately completes the request.\n\n### Instruction:\nName the sentiment.\n\n### Input:\nShares fall.\n\n### Response:",
            PromptTemplate.Alpaca.Prompt(WithInput));
        Assert.Equal(
            "Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n"
            + "### Instruction:\nSay hello.\n\n### Response:",
            PromptTemplate.Alpaca.Prompt(WithoutInput));
        Assert.Equal("negative", PromptTemplate.Alpaca.Answer(WithInput));
        Assert.False(PromptTemplate.Alpaca.HasSpecialTokens);
    }

    [Fact]
    public void Vicuna_is_the_published_text()
    {
        const string system = "A chat between a curious user and an artificial intelligence assistant. "
            + "The assistant gives helpful, detailed, and polite answers to the user's questions.";
        Assert.Equal($"{system} USER: Name the sentiment.\nShares fall. ASSISTANT:", PromptTemplate.Vicuna.Prompt(WithInput));
        Assert.Equal($"{system} USER: Say hello. ASSISTANT:", PromptTemplate.Vicuna.Prompt(WithoutInput));
        Assert.Equal(" Hello!", PromptTemplate.Vicuna.Answer(WithoutInput));
        Assert.False(PromptTemplate.Vicuna.HasSpecialTokens);
    }

    [Theory]
    [MemberData(nameof(ChatTemplates.All), MemberType = typeof(ChatTemplates))]
    public void A_checkpoints_own_template_gives_what_Jinja_renders(string jinja, string prompt, string answer, bool special)
    {
        var template = PromptTemplate.OfChat(jinja, "tokenizer_config.json");
        var record = new InstructionRecord(" Hi there.", "X ", " OK ");
        Assert.Equal(prompt, template.Prompt(record));
        Assert.Equal(answer, template.Answer(record));
        Assert.Equal(special, template.HasSpecialTokens);
        Assert.Equal("chat", template.Name);
    }

    [Fact]
    public void Models_that_think_answer_without_a_thought()
    {
        var template = PromptTemplate.OfChat(
            "{%- for message in messages %}{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{%- endfor %}"
            + "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- if enable_thinking is defined and enable_thinking is false %}"
            + "{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}{%- endif %}",
            "file");
        Assert.Equal("<|im_start|>user\nSay hello.<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n", template.Prompt(WithoutInput));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{{ '<start_of_turn>' + message['role'] + message['content'] + '<end_of_turn>' }}")]
    [InlineData("{{ '<|user|>\\n' + message['content'] + eos_token }}")]
    [InlineData("{{ '[INST]' }}{{ message['content'] }}{{ '[/INST]' }}")]
    [InlineData("{% set default_system_message = 'Be kind.' %}{{ '[INST]' + message['content'] + '[/INST]' }}{{ message['content'] + eos_token }}")]
    [InlineData("{{ '<|im_start|>' + message['role'] + '<|im_sep|>' + message['content'] }}")]
    [InlineData("{{ '<|start_header_id|>' + '<|eot_id|>' }} Today Date: {{ date }}")]
    public void A_template_of_another_family_is_refused(string jinja) =>
        Message.AssertOneLine<InvalidDataException>(
            () => PromptTemplate.OfChat(jinja, "/m/tokenizer_config.json"),
            "/m/tokenizer_config.json", "Llama 2, Mistral, Llama 3 and ChatML", "choose the template alpaca or vicuna");

    [Fact]
    public void Templates_are_found_by_name()
    {
        Assert.Equal(["alpaca", "vicuna", "chat"], PromptTemplate.Names);
        Assert.Same(PromptTemplate.Alpaca, PromptTemplate.Find("alpaca"));
        Assert.Same(PromptTemplate.Vicuna, PromptTemplate.Find("vicuna"));
        Message.AssertOneLine<InvalidDataException>(() => PromptTemplate.Find("chat"), "chat_template", "tokenizer_config.json");
        Message.AssertOneLine<InvalidDataException>(() => PromptTemplate.Find("Alpaca"), "'Alpaca'", "alpaca, vicuna, chat");
    }
}
