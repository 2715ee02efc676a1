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

/** Of a plan that may have been deleted: an id that no plan has any more is as good as one that a plan has. */
export async function findPlanId(
  context: CliContext,
  connection: Connection,
  nameOrId: string,
): Promise<Found<string>> {
  if (/^plan-[0-9a-f-]{15,}$/.test(nameOrId)) {
    const named = await connection.client.listPlans({ planName: nameOrId });
    if (!named.ok) return { ok: false, code: reportFailure(context, connection, named.failure) };
    return { ok: true, value: named.value.items[0]?.planId ?? nameOrId };
  }
  const plan = await findPlan(context, connection, nameOrId);
  return plan.ok ? { ok: true, value: plan.value.planId } : plan;
}
