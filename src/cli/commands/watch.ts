import { buildCommand } from '@stricli/core';
import { docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { actOnExecution, executionArgument } from '../execution-argument.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type OutputFlags, outputFlags } from '../output.ts';
import { watchExecution } from '../watch/watch.ts';

type WatchFlags = ConnectionFlags & OutputFlags & { readonly exitAtGate: boolean };

const watch = async (context: CliContext, flags: WatchFlags, executionId: string): Promise<ExitCode> =>
  watchExecution(context, await connect(context, flags), executionId, flags);

export const watchCommand = buildCommand<WatchFlags, [string], CommandScope>({
  func: actOnExecution(watch),
  parameters: {
    flags: {
      exitAtGate: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'End with code 8 as soon as nothing goes on without a person',
      },
      ...outputFlags,
      ...connectionFlags,
    },
    positional: executionArgument,
  },
  docs: docsOf(
    'Show an execution live until it ends, then say how it ended',
    'On a terminal one screen, redrawn in place; elsewhere one line per event. Ctrl-C ends the showing, not the execution. The exit code says how the execution ended.',
    './breakwater watch exec-01k9',
    './breakwater watch exec-01k9 --exit-at-gate || echo $?',
  ),
});
