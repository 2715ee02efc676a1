import type { ProtectionGroup } from '../domain/model/protection-group.ts';
import { firstFew } from '../domain/names.ts';
import type { Connection } from './connection.ts';
import type { CliContext } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { printError, reportFailure } from './failure.ts';
import type { Found } from './find-plan.ts';
import { readAllGroups } from './read-all.ts';

/** A group by its name, ignoring case, or by its id. Not found: the names that there are. */
export async function findGroup(
  context: CliContext,
  connection: Connection,
  nameOrId: string,
): Promise<Found<ProtectionGroup>> {
  const groups = await readAllGroups(connection.client);
  if (!groups.ok) return { ok: false, code: reportFailure(context, connection, groups.failure) };
  const wanted = nameOrId.toLowerCase();
  const found = groups.value.find(
    ({ groupId, groupName }) => groupName.toLowerCase() === wanted || groupId === nameOrId,
  );
  if (found !== undefined) return { ok: true, value: found };
  printError(context, `No such group: ${nameOrId}`);
  const names = groups.value.map(({ groupName }) => groupName).toSorted();
  printError(context, names.length === 0 ? 'There is no group yet' : `Groups: ${firstFew(names, 20, ', ')}`);
  return { ok: false, code: exitCodes.notFound };
}
