/** Who may see all of a plan: the address of a webhook is often a secret in itself. */
import type { Context } from 'hono';
import { maskedUrl, type PlanNotifications } from '../../domain/model/plan-notifications.ts';
import { permissionsOf } from '../../domain/permissions.ts';
import type { ApiEnvironment } from './conventions.ts';

/** A plan as this caller may see it. Whoever may change it sees it whole, and can save what they were shown. */
export const planFor = <Plan extends { readonly notifications?: PlanNotifications | undefined }>(
  c: Context<ApiEnvironment>,
  plan: Plan,
): Plan => {
  const { notifications } = plan;
  const url = notifications?.webhookUrl;
  if (url === undefined || permissionsOf(c.get('roles')).includes('modify-recovery-plans')) return plan;
  return { ...plan, notifications: { ...notifications, webhookUrl: maskedUrl(url) } };
};
