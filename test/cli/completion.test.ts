/** What a shell offers at the Tab key, once it has loaded what `completion` prints: in the real shells, where installed. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Shell } from '../../src/cli/completion.ts';
import { skipWithout } from '../support/without-program.ts';

const root = join(import.meta.dirname, '..', '..');

/**
 * For each shell a program that loads the script as its help says, and then prints what is offered for the words that
 * were typed, the last one unfinished, after a line `>`.
 */
const programs: Readonly<Record<Shell, (typed: readonly string[]) => string>> = {
  // The function that Bash has registered for the command is called as Readline calls it.
  bash: (typed) => `source <(./breakwater completion bash)
    offer() {
      COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
      [[ $(complete -p "$1") =~ -F\\ ([^ ]+) ]] && "\${BASH_REMATCH[1]}"
      printf '%s\\n' '>' "\${COMPREPLY[@]}"
    }
    ${typed.map((words) => `offer ${words}`).join('\n')}`,
  // Zsh completes in its line editor only: the registered function is called with what it hands over and takes back.
  zsh: (typed) => `autoload -U compinit && compinit -D -u
    source <(./breakwater completion zsh)
    compadd() { print -l -- "\${(@P)2}" }
    _files() { print -- FILES }
    offer() { words=("$@") CURRENT=$#; print -- '>'; \${_comps[$1]} }
    ${typed.map((words) => `offer ${words}`).join('\n')}`,
  fish: (typed) => `./breakwater completion fish | source
    ${typed.map((words) => `echo '>'; complete -C "${words.replaceAll("''", '')}"`).join('\n')}`,
};

const flagsOf: Readonly<Record<Shell, readonly string[]>> = {
  bash: ['--norc', '--noprofile', '-c'],
  zsh: ['-f', '-c'],
  fish: ['--no-config', '-c'],
};

const isInstalled = (shell: Shell): boolean => spawnSync(shell, ['--version']).status === 0;

/** What is offered for each line, as sets: every shell sorts by its own rules, and shows files after a slash. */
const offered = (shell: Shell, typed: readonly string[]): readonly ReadonlySet<string>[] => {
  const program = programs[shell](typed);
  const { stdout, stderr } = spawnSync(shell, [...flagsOf[shell], program], { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout
    .split(/^>\n/m)
    .slice(1)
    .map((lines) => new Set(lines.split('\n').filter((line) => line !== '')));
};

const shells: readonly Shell[] = ['bash', 'zsh', 'fish'];
for (const shell of shells) {
  const installed = isInstalled(shell);
  test(`${shell} (${installed ? 'installed' : 'not installed'}) completes commands, what they act on, flags and values`, (context) => {
    // Bash is everywhere; the others where somebody uses them.
    if (!installed && shell !== 'bash') skipWithout(shell, context);
    const [commands, things, flags, values, files] = offered(shell, [
      './breakwater re',
      "./breakwater get ''",
      './breakwater drill shop --wa',
      "./breakwater get plans --output ''",
      './breakwater apply -f examples/sho',
    ]);
    expect(commands).toEqual(new Set(['recover', 'refresh', 'resume', 'retry']));
    expect(things?.has('executions')).toBe(true);
    expect(things?.has('drill')).toBe(false);
    expect(flags).toEqual(new Set(['--watch', '--wait', '--wave-point-in-time']));
    expect(values).toEqual(new Set(['table', 'json', 'yaml']));
    // Where we know nothing, the shell goes on with names of files: Bash and Zsh by themselves.
    expect(files).toEqual(new Set({ bash: [], zsh: ['FILES'], fish: ['examples/shop.yaml'] }[shell]));
  });
}
