/** What each route needs. A route that is not here cannot be served: the server refuses to start with it. */
import type { Permission } from '../domain/permissions.ts';

/** All of these; none: whoever is signed in. `public`: also who is not. */
export type RouteNeed = readonly Permission[] | 'public';

/** By method and path as the contract writes it. */
export const routeNeeds: Readonly<Record<string, RouteNeed>> = {
  'GET /api/health': 'public',
  'GET /metrics': ['view-executions'],
  'GET /api/openapi.json': [],
  'GET /api/me': [],
  'GET /api/settings': ['view-accounts'],
  /** Further than by permissions: a session may not make one. */
  'POST /api/sign-in-codes': [],
  'POST /api/sessions': 'public',
  'DELETE /api/session': [],

  'GET /api/audit-log': ['view-audit-log'],
  'GET /api/tokens': ['view-tokens'],
  'POST /api/tokens': ['manage-tokens'],
  'DELETE /api/tokens/{tokenId}': ['manage-tokens'],

  /** A dry run only looks. What is saved needs what each of the documents that really change needs. */
  'POST /api/apply': ['view-accounts', 'view-protection-groups', 'view-recovery-plans'],

  'GET /api/protection-groups': ['view-protection-groups'],
  'POST /api/protection-groups': ['create-protection-groups'],
  'POST /api/protection-groups/resolve': ['view-protection-groups'],
  'POST /api/protection-groups/launch-settings/check': ['view-protection-groups'],
  'GET /api/protection-groups/{groupId}': ['view-protection-groups'],
  'PUT /api/protection-groups/{groupId}': ['modify-protection-groups'],
  'DELETE /api/protection-groups/{groupId}': ['delete-protection-groups'],
  'GET /api/protection-groups/{groupId}/resolve': ['view-protection-groups'],
  'GET /api/protection-groups/{groupId}/launch-settings': ['view-protection-groups'],
  'GET /api/protection-groups/{groupId}/launch-settings/apply': ['view-protection-groups'],
  'POST /api/protection-groups/{groupId}/launch-settings/apply': ['modify-protection-groups'],
  'GET /api/source-servers': ['view-protection-groups'],
  'GET /api/recovery-instances': ['view-protection-groups'],
  'GET /api/inventory': ['view-protection-groups'],
  /** It asks AWS, as the previews of groups do, and changes nothing there. */
  'POST /api/inventory/refresh': ['view-protection-groups'],
  'GET /api/tag-sync': ['view-protection-groups'],
  'GET /api/tag-sync/servers': ['view-protection-groups'],
  /** They write to source servers of every account. */
  'PUT /api/tag-sync': ['modify-accounts'],
  'POST /api/tag-sync/run': ['modify-accounts'],
  'GET /api/capacity': ['view-accounts'],

  'GET /api/accounts': ['view-accounts'],
  'GET /api/accounts/{accountId}': ['view-accounts'],
  'POST /api/accounts/{accountId}': ['register-accounts'],
  'PUT /api/accounts/{accountId}': ['modify-accounts'],
  'DELETE /api/accounts/{accountId}': ['delete-accounts'],
  'GET /api/accounts/{accountId}/check': ['view-accounts'],
  'GET /api/accounts/{accountId}/staging-accounts': ['view-accounts'],
  'GET /api/accounts/{accountId}/extensible-servers': ['view-accounts'],
  'POST /api/accounts/{accountId}/extended-servers': ['modify-accounts'],

  'GET /api/recovery-plans': ['view-recovery-plans'],
  'POST /api/recovery-plans': ['create-recovery-plans'],
  'GET /api/recovery-plans/{planId}': ['view-recovery-plans'],
  'PUT /api/recovery-plans/{planId}': ['modify-recovery-plans'],
  'DELETE /api/recovery-plans/{planId}': ['delete-recovery-plans'],
  'GET /api/recovery-plans/{planId}/versions': ['view-recovery-plans'],
  'GET /api/recovery-plans/{planId}/overlaps': ['view-recovery-plans', 'view-protection-groups'],
  'POST /api/recovery-plans/{planId}/test-messages': ['modify-recovery-plans'],
  'POST /api/recovery-plans/{planId}/check': ['view-recovery-plans', 'view-protection-groups'],

  /** Whoever has it can speak as this server to every receiver of its messages. */
  'GET /api/webhook-key': ['modify-recovery-plans'],

  'GET /api/executions': ['view-executions'],
  'POST /api/executions': ['start-recovery'],
  'GET /api/executions/{executionId}': ['view-executions'],
  'GET /api/executions/{executionId}/servers': ['view-executions'],
  'GET /api/executions/{executionId}/events': ['view-executions'],
  'GET /api/executions/{executionId}/job-logs': ['view-executions'],
  'GET /api/executions/{executionId}/recovery-instances': ['view-executions'],
  'POST /api/executions/{executionId}/resume': ['start-recovery'],
  'POST /api/executions/{executionId}/retry': ['start-recovery'],
  'POST /api/executions/{executionId}/skip': ['start-recovery'],
  'POST /api/executions/{executionId}/pause': ['stop-recovery'],
  'POST /api/executions/{executionId}/cancel': ['stop-recovery'],
  /** It holds something back, as a pause does. */
  'POST /api/executions/{executionId}/keep': ['stop-recovery'],

  'GET /api/clean-ups': ['view-executions'],
  'POST /api/clean-ups': ['terminate-instances'],
  'GET /api/clean-ups/{executionId}': ['view-executions'],
  'GET /api/clean-ups/{executionId}/servers': ['view-executions'],
  'GET /api/clean-ups/{executionId}/events': ['view-executions'],
  'POST /api/clean-ups/{executionId}/cancel': ['stop-recovery'],
};

/** `GET` and `/api/executions/:executionId`, as the router has them. */
export const routeName = (method: string, routerPath: string): string =>
  `${method} ${routerPath.replaceAll(/:([A-Za-z]+)/g, '{$1}')}`;
