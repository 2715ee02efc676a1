import { buildCommand } from '@stricli/core';
import type { ScopeCapacity } from '../../domain/model/capacity.ts';
import { act, docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, readable, reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printData, printList, type TableOf } from '../output.ts';
import { dateTimeText } from '../render/duration.ts';

type GetFlags = ConnectionFlags & OutputFlags;

async function getCapacity(context: CliContext, flags: GetFlags): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const capacity = await connection.client.getCapacity();
  if (!capacity.ok) return reportFailure(context, connection, capacity.failure);
  const { askedTime, scopes } = capacity.value;
  if (flags.output !== 'table') printData(context, flags.output, capacity.value);
  else {
    printList(context, flags, scopes, capacityTable);
    print(context, `DRS was asked ${dateTimeText(askedTime)}`);
  }
  return scopes.some(({ result }) => result === 'FAILED') ? exitCodes.error : exitCodes.ok;
}

const capacityTable: TableOf<ScopeCapacity> = {
  head: ['ACCOUNT', 'NAME', 'REGION', 'REPLICATING', 'SOURCE SERVERS', 'JOBS', 'SERVERS IN JOBS', ''],
  row: (scope) => {
    const name = scope.result === 'NOT_REGISTERED' ? '' : scope.accountName;
    const place = [scope.accountId, name, scope.region];
    switch (scope.result) {
      case 'OK':
        return [
          ...place,
          useText(scope.replicatingServers),
          useText(scope.sourceServers),
          sharedText(scope.jobs),
          sharedText(scope.serversInJobs),
          '',
        ];
      case 'NOT_INITIALISED':
        return [...place, '', '', '', '', 'DRS is not initialised'];
      case 'FAILED':
        return [...place, '?', '?', '?', '?', `FAILED: ${readable(scope.message)}`];
      case 'NOT_REGISTERED': {
        const { extendedServers, stagingFor, remedy } = scope;
        const known = extendedServers === 0 ? '?' : `${extendedServers} or more`;
        return [...place, known, '?', '?', '?', `UNKNOWN: staging account of ${stagingFor.join(', ')}: ${remedy}`];
      }
    }
  },
};

const useText = ({ used, limit }: { readonly used: number; readonly limit: number }): string => `${used} of ${limit}`;

const sharedText = ({
  ours,
  others,
  limit,
}: {
  readonly ours: number;
  readonly others: number;
  readonly limit: number;
}): string => `${ours + others} of ${limit}${others > 0 ? ` (${others} of others)` : ''}`;

export const getCapacityCommand = buildCommand<GetFlags, [], CommandScope>({
  func: act(getCapacity),
  parameters: { flags: { ...outputFlags, ...connectionFlags } },
  docs: docsOf(
    "Show how much of DRS's quotas is in use in every Region of every registered account",
    'Asks DRS, unless it was asked within the last minute. A Region that did not answer is FAILED, and its numbers are unknown; the code is 1 then. A staging account that is not registered is UNKNOWN, with what to do.',
    './breakwater get capacity',
  ),
});
