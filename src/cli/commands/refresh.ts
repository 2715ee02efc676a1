import { buildCommand } from '@stricli/core';
import { countOf } from '../../domain/names.ts';
import { act, docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { printError, reportFailure } from '../failure.ts';
import { type WhereFlags, whereFlags, whereOf } from '../inventory-flags.ts';
import { type OutputFlags, outputFlags, printList } from '../output.ts';
import { inventoryScopeTable } from '../render/inventory-lines.ts';

type RefreshFlags = ConnectionFlags & OutputFlags & WhereFlags;

/** Between two requests: what is left may be somebody else's to finish. */
const PAUSE_SECONDS = 1;

async function refresh(context: CliContext, flags: RefreshFlags): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const where = whereOf(flags);
  for (let since: string | undefined; ; ) {
    const answer = await connection.client.refreshInventory({ ...where, ...(since !== undefined && { since }) });
    if (!answer.ok) return reportFailure(context, connection, answer.failure);
    const { scopes, pendingCount } = answer.value;
    if (pendingCount === 0) {
      printList(context, flags, scopes, inventoryScopeTable);
      return scopes.some(({ result }) => result === 'FAILED') ? exitCodes.error : exitCodes.ok;
    }
    since = answer.value.since;
    printError(context, `${pendingCount} of ${countOf(scopes.length, 'Region')} to go`);
    await context.sleep(PAUSE_SECONDS);
  }
}

export const refreshCommand = buildCommand<RefreshFlags, [], CommandScope>({
  func: act(refresh),
  parameters: { flags: { ...whereFlags, ...outputFlags, ...connectionFlags } },
  docs: docsOf(
    'Ask AWS what is there: source servers and recovery instances of every registered account and Region',
    'It is done every 15 minutes by itself. What AWS does not answer keeps what was known, with its age and the words of AWS, and the code is 1.',
    './breakwater refresh',
    './breakwater refresh --account 111122223333 --region us-east-1',
  ),
});
