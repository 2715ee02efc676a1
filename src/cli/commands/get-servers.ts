import { buildCommand } from '@stricli/core';
import { serverOutcomeSchema } from '../../domain/model/execution.ts';
import type { ServerView } from '../../domain/model/execution-view.ts';
import { docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { actOnExecution, executionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printList, type TableOf } from '../output.ts';
import { readAllServers } from '../read-all.ts';
import { timeText } from '../render/duration.ts';
import { addressOf, inOrder, instanceOf, phaseOf, reasonOf } from '../render/server-lines.ts';

type GetFlags = ConnectionFlags & OutputFlags & { readonly outcome?: ServerView['outcome'] };

async function getServers(context: CliContext, flags: GetFlags, executionId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const servers = await readAllServers(connection.client, executionId, {
    ...(flags.outcome !== undefined && { outcome: flags.outcome }),
  });
  if (!servers.ok) return reportFailure(context, connection, servers.failure);
  printList(context, flags, inOrder(servers.value), serverTable);
  return exitCodes.ok;
}

export const serverTable: TableOf<ServerView> = {
  head: [
    'SERVER',
    'ID',
    'ACCOUNT',
    'REGION',
    'WAVE',
    'OUTCOME',
    'PHASE',
    'INSTANCE',
    'TYPE',
    'STATE',
    'ADDRESS',
    'REASON',
  ],
  row: (server) => [
    server.serverName,
    server.sourceServerId,
    server.accountId,
    server.region,
    server.waveName,
    server.outcome,
    phaseOf(server),
    instanceOf(server),
    server.observed?.instanceType ?? '',
    stateOf(server),
    addressOf(server),
    reasonOf(server),
  ],
};

/** A state that will pass (`pending`) says when it was read. */
const stateOf = ({ observed }: ServerView): string => {
  if (observed?.instanceState === undefined) return '';
  const lasts = observed.instanceState === 'running' || observed.instanceState === 'stopped';
  return lasts ? observed.instanceState : `${observed.instanceState} (at ${timeText(observed.lastPolledTime)})`;
};

export const getServersCommand = buildCommand<GetFlags, [string], CommandScope>({
  func: actOnExecution(getServers),
  parameters: {
    flags: {
      outcome: {
        kind: 'enum',
        values: serverOutcomeSchema.options,
        optional: true,
        brief: 'Only those of which this was decided',
      },
      ...outputFlags,
      ...connectionFlags,
    },
    positional: executionArgument,
  },
  docs: docsOf(
    'List the servers of an execution',
    'What was decided of each, and what DRS and EC2 last said.',
    './breakwater get servers exec-01k9',
    './breakwater get servers exec-01k9 --output json',
  ),
});
