/** Who may see all of a plan: the address of a webhook, or what an action is given, may be a secret. */
import type { Context } from 'hono';
import { permissionsOf } from '../../domain/permissions.ts';
import { maskedPlan } from '../../domain/plan-secrets.ts';
import type { ApiEnvironment } from './conventions.ts';

/** A plan as this caller may see it. Whoever may change it sees it whole, and can save what they were shown. */
export const planFor = <Plan extends Parameters<typeof maskedPlan>[0]>(c: Context<ApiEnvironment>, plan: Plan): Plan =>
  permissionsOf(c.get('roles')).includes('modify-recovery-plans') ? plan : maskedPlan(plan);
