import type { RecoveryPlan } from '../domain/model/recovery-plan.ts';
import { firstFew } from '../domain/names.ts';
import type { Connection } from './connection.ts';
import type { CliContext } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { printError, reportFailure } from './failure.ts';
import { readAllPlans } from './read-all.ts';

export type Found<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: ExitCode };

/** A plan by its name, ignoring case, or by its id. Not found: the names that there are. */
export async function findPlan(
  context: CliContext,
  connection: Connection,
  nameOrId: string,
): Promise<Found<RecoveryPlan>> {
  const { client, command } = connection;
  const failed = (failure: Parameters<typeof reportFailure>[2]): Found<RecoveryPlan> => ({
    ok: false,
    code: reportFailure(context, connection, failure),
  });
  const named = await client.listPlans({ planName: nameOrId });
  if (!named.ok) return failed(named.failure);
  const found = await client.getPlan(named.value.items[0]?.planId ?? nameOrId);
  if (found.ok) return { ok: true, value: found.value };
  if (found.failure.kind !== 'problem' || found.failure.problem.status !== 404) return failed(found.failure);
  const plans = await readAllPlans(client);
  if (!plans.ok) return failed(plans.failure);
  printError(context, `No such plan: ${nameOrId}`);
  const names = plans.value.map((plan) => plan.planName).toSorted();
  printError(
    context,
    names.length === 0
      ? `There is no plan yet. Save one: ${command('apply -f FILE')}`
      : `Plans: ${firstFew(names, 20, ', ')}`,
  );
  return { ok: false, code: exitCodes.notFound };
}
