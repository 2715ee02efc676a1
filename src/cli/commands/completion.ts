import { buildCommand } from '@stricli/core';
import { act, docsOf } from '../command.ts';
import { completionScripts, type Shell, shells } from '../completion.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';

async function completion(context: CliContext, _flags: object, shell: Shell): Promise<ExitCode> {
  context.stdout.write(completionScripts[shell]);
  return exitCodes.ok;
}

const shellOf = (input: string): Shell => {
  const shell = shells.find((known) => known === input);
  if (shell === undefined) throw new SyntaxError(`known are ${shells.join(', ')}`);
  return shell;
};

export const completionCommand = buildCommand<object, [Shell], CommandScope>({
  func: act(completion),
  parameters: {
    flags: {},
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: shells.join(', '),
          parse: shellOf,
          proposeCompletions: (partial) => shells.filter((shell) => shell.startsWith(partial)),
          placeholder: 'SHELL',
        },
      ],
    },
  },
  docs: docsOf(
    'Print what lets a shell complete commands and flags',
    'Load it in the shell that it is for.',
    'source <(./breakwater completion bash)',
    './breakwater completion fish > ~/.config/fish/completions/breakwater.fish',
  ),
});
