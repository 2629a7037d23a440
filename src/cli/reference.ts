import type { Command } from 'commander';
import type { Cli } from './cli';
import { createProgram } from './program';

const HELP_WIDTH = 100;

/** Returns docs/cli.md: the help of every command, in the order of the program's own. */
export function cliReference(): string {
  let written = '';
  const inert: Pick<Cli, 'answers'> = { answers: () => async () => undefined };
  const program = createProgram(inert as Cli, {
    writeOut: (text) => {
      written += text;
    },
    getOutHelpWidth: () => HELP_WIDTH,
  });
  const helpOf = (command: Command) => {
    written = '';
    command.outputHelp();
    return written.trimEnd();
  };
  const section = (command: Command, path: string): string[] => [
    `${command === program ? '#' : '##'} ${path}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``,
    ...command.commands.flatMap((child) => section(child, `${path} ${child.name()}`)),
  ];
  return `<!-- Made from the commands by "npm run reference". -->\n\n${section(program, program.name()).join('\n\n')}\n`;
}
