using Ipfl.Agent;
using Ipfl.Cli;

// No user's command: agents start it around a trainer of one's own.
if (args is [TrainerKeeper.Verb, _, ..]) return await TrainerKeeper.RunAsync(args[1..]);
using var interrupt = new Interrupt();
return CommandLine.Run(args, Terminal.OfProcess(), interrupt.Token);
