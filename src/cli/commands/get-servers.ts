import { buildCommand } from '@stricli/core';
import { serverOutcomeSchema } from '../../domain/model/execution.ts';
import type { ServerView } from '../../domain/model/execution-view.ts';
import { docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { actOnOptionalExecution, optionalExecutionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { printError, reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printList, type TableOf } from '../output.ts';
import { readAllServers } from '../read-all.ts';
import { timeText } from '../render/duration.ts';
import { addressOf, inOrder, instanceOf, phaseOf, reasonOf } from '../render/server-lines.ts';
import { getSourceServers, givenSearchFlags, type SearchFlags, searchFlags } from './get-source-servers.ts';

type GetFlags = ConnectionFlags & OutputFlags & SearchFlags & { readonly outcome?: ServerView['outcome'] };

async function getServers(context: CliContext, flags: GetFlags, executionId?: string): Promise<ExitCode> {
  if (executionId === undefined && flags.outcome === undefined) return getSourceServers(context, flags);
  if (executionId === undefined) {
    printError(context, '--outcome is of the servers of an execution: name it');
    return exitCodes.usage;
  }
  const [misplaced] = givenSearchFlags(flags);
  if (misplaced !== undefined) {
    printError(context, `${misplaced} searches the source servers: leave the execution out`);
    return exitCodes.usage;
  }
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
const stateOf = ({ observed, terminatedBy, gone }: ServerView): string => {
  if (terminatedBy !== undefined) return 'terminated';
  if (gone !== undefined) return 'gone';
  if (observed?.instanceState === undefined) return '';
  const lasts = observed.instanceState === 'running' || observed.instanceState === 'stopped';
  return lasts ? observed.instanceState : `${observed.instanceState} (at ${timeText(observed.lastPolledTime)})`;
};

export const getServersCommand = buildCommand<GetFlags, [string?], CommandScope>({
  func: actOnOptionalExecution(getServers),
  parameters: {
    flags: {
      outcome: {
        kind: 'enum',
        values: serverOutcomeSchema.options,
        optional: true,
        brief: 'Of an execution: only those of which this was decided',
      },
      ...searchFlags,
      ...outputFlags,
      ...connectionFlags,
    },
    positional: optionalExecutionArgument,
  },
  docs: docsOf(
    'List source servers of all accounts and Regions, or the servers of an execution',
    'Without an execution: what the inventory shows, each with its age; AWS is not asked (`refresh` does that). Of an execution: what was decided of each, and what DRS and EC2 last said.',
    './breakwater get servers --state STALLED',
    './breakwater get servers --tag Application=Shop --tag Tier=db --lag-over 900',
    './breakwater get servers exec-01k9',
    './breakwater get servers exec-01k9 --output json',
  ),
});
