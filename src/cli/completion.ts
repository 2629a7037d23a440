// Shell completion, made from the tree of commands: whatever is added there is completed.

import type { Command, Option } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** Returns the script that a person's shell has to read. */
export function completionScript(program: Command, shell: Shell): string {
  const levels = levelsOf(program, '');
  if (shell === 'fish') return fish(program, levels);
  // zsh reads completions of bash.
  return `${shell === 'zsh' ? 'autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n' : ''}${bash(program, levels)}`;
}

/** One command: `path` is what was typed to get there, "" for the program itself. */
interface Level {
  path: string;
  commands: readonly Command[];
  options: readonly Option[];
}

function levelsOf(command: Command, path: string): Level[] {
  const below = command.commands.flatMap((child) => levelsOf(child, `${path} ${child.name()}`.trim()));
  return [{ path, commands: command.commands, options: command.options }, ...below];
}

function bash(program: Command, levels: Level[]): string {
  const name = program.name();
  const globals = flagsOf(program.options);
  const words = levels.map(({ path, commands, options }) => {
    const all = [
      ...commands.map((command) => command.name()),
      ...flagsOf(options),
      ...(path === '' ? [] : globals),
      '--help',
    ];
    return `    '${path}') words='${all.join(' ')}' ;;`;
  });
  const paths = levels.flatMap(({ path }) => (path === '' ? [] : [`'${path}'`]));
  const choices = levels.flatMap(({ path, options }) =>
    options.flatMap(({ long, argChoices }) =>
      long && argChoices ? [`    '${path} ${long}') words='${argChoices.join(' ')}' ;;`] : [],
    ),
  );
  return `_${name}() {
  local path='' next word words=''
  for word in "\${COMP_WORDS[@]:1:$((COMP_CWORD - 1))}"; do
    next="\${path:+$path }$word"
    case "$next" in ${paths.join('|')}) path="$next" ;; esac
  done
  case "$path" in
${words.join('\n')}
  esac
  case "$path \${COMP_WORDS[COMP_CWORD - 1]}" in
${choices.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _${name} ${name}
`;
}

function fish(program: Command, levels: Level[]): string {
  const name = program.name();
  const lines = levels.flatMap(({ path, commands, options }) => {
    const at = `complete -c ${name} -n '__${name}_at "${path}"'`;
    return [
      ...commands.map((command) => `${at} -f -a ${command.name()} -d ${quoted(command.description())}`),
      ...options.map((option) => `${at} ${fishOption(option)}`),
    ];
  });
  const paths = levels.flatMap(({ path }) => (path === '' ? [] : [`"${path}"`]));
  return `function __${name}_at
  set -l path ""
  for word in (commandline -opc)[2..-1]
    set -l next (string trim -- "$path $word")
    contains -- "$next" ${paths.join(' ')}; and set path "$next"
  end
  test "$path" = "$argv[1]"
end
${program.options.map((option) => `complete -c ${name} ${fishOption(option)}`).join('\n')}
${lines.join('\n')}
`;
}

function fishOption({ long, description, required, argChoices }: Option): string {
  const value = argChoices ? ` -x -a ${quoted(argChoices.join(' '))}` : required ? ' -r' : '';
  return `-l ${long?.replace(/^--/, '')}${value} -d ${quoted(description)}`;
}

function flagsOf(options: readonly Option[]): string[] {
  return options.flatMap(({ long }) => long ?? []);
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
