import { Argument, type Command } from 'commander';
import { type Cli, examples } from '../cli';
import { completionScript, SHELLS, type Shell } from '../completion';

export function addCompletionCommand(program: Command, cli: Cli): void {
  const command = program
    .command('completion')
    .description('print the script with which a shell completes these commands')
    .addArgument(new Argument('<shell>', 'your shell').choices(SHELLS))
    .action(
      cli.answers(async (shell: Shell) => {
        const script = completionScript(program, shell);
        return { json: { shell, script }, text: script };
      }),
    );
  examples(
    command,
    'completion bash > ~/.local/share/bash-completion/completions/autobalancer',
    'completion fish > ~/.config/fish/completions/autobalancer.fish',
  );
}
