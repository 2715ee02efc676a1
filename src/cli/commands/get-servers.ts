import { buildCommand } from '@stricli/core';
import type { ServerView } from '../../domain/model/execution-view.ts';
import { act, docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { executionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printList } from '../output.ts';
import { readAllServers } from '../read-all.ts';
import { timeText } from '../render/duration.ts';
import { addressOf, instanceOf, phaseOf } from '../render/server-lines.ts';

type GetFlags = ConnectionFlags & OutputFlags;

async function getServers(context: CliContext, flags: GetFlags, executionId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const servers = await readAllServers(connection.client, executionId);
  if (!servers.ok) return reportFailure(context, connection, servers.failure);
  printList(context, flags, servers.value, {
    head: ['SERVER', 'ID', 'WAVE', 'OUTCOME', 'PHASE', 'INSTANCE', 'TYPE', 'STATE', 'ADDRESS', 'REASON'],
    row: (server) => [
      server.serverName,
      server.sourceServerId,
      server.waveName,
      server.outcome,
      phaseOf(server),
      instanceOf(server),
      server.observed?.instanceType ?? '',
      stateOf(server),
      addressOf(server),
      server.reason ?? '',
    ],
  });
  return exitCodes.ok;
}

/** A state that will pass (`pending`) says when it was read. */
const stateOf = ({ observed }: ServerView): string => {
  if (observed?.instanceState === undefined) return '';
  const lasts = observed.instanceState === 'running' || observed.instanceState === 'stopped';
  return lasts ? observed.instanceState : `${observed.instanceState} (at ${timeText(observed.lastPolledTime)})`;
};

export const getServersCommand = buildCommand<GetFlags, [string], CommandScope>({
  func: act(getServers),
  parameters: { flags: { ...outputFlags, ...connectionFlags }, positional: executionArgument },
  docs: docsOf(
    'List the servers of an execution',
    'What was decided of each, and what DRS and EC2 last said.',
    './breakwater get servers exec-01k9',
    './breakwater get servers exec-01k9 --output json',
  ),
});
