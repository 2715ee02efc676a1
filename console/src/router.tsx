/** The addresses of the console. Each page is loaded when it is first visited. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { z } from 'zod';
import { auditResults } from '../../src/domain/model/audit-entry.ts';
import { Frame } from './shell/frame.tsx';
import { PageError } from './shell/page-error.tsx';
import { PageMissing } from './shell/page-missing.tsx';
import { PagePending } from './shell/page-pending.tsx';

const rootRoute = createRootRoute({ component: Outlet });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
});

/** Everything behind the sign-in. */
const frameRoute = createRoute({ getParentRoute: () => rootRoute, id: 'frame', component: Frame });

const overviewRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/overview/overview-page.tsx'), 'OverviewPage'),
});

const filterSearch = { filter: z.string().optional().catch(undefined) };

const executionsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/executions',
  validateSearch: z.object(filterSearch),
  component: lazyRouteComponent(() => import('./pages/executions/executions-page.tsx'), 'ExecutionsPage'),
});

const executionRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/executions/$executionId',
  validateSearch: z.object({
    tab: z.enum(['timeline', 'graph', 'servers', 'events', 'logs']).optional().catch(undefined),
    ...filterSearch,
    job: z.string().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./pages/execution/execution-page.tsx'), 'ExecutionPage'),
});

const plansRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/recovery-plans',
  validateSearch: z.object(filterSearch),
  component: lazyRouteComponent(() => import('./pages/plans/plans-page.tsx'), 'PlansPage'),
});

const versionSearch = z.int().positive().optional().catch(undefined);

const planRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/recovery-plans/$planId',
  validateSearch: z.object({
    tab: z.enum(['waves', 'runs', 'versions']).optional().catch(undefined),
    ...filterSearch,
    /** The versions that are compared. */
    from: versionSearch,
    to: versionSearch,
    /** The start dialog of this type is open. */
    start: z.enum(['DRILL', 'RECOVERY']).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./pages/plan/plan-page.tsx'), 'PlanPage'),
});

const newPlanRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/recovery-plans/new',
  component: lazyRouteComponent(() => import('./pages/plan-editor/plan-editor-page.tsx'), 'NewPlanPage'),
});

const editPlanRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/recovery-plans/$planId/edit',
  component: lazyRouteComponent(() => import('./pages/plan-editor/plan-editor-page.tsx'), 'EditPlanPage'),
});

const groupsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/protection-groups',
  validateSearch: z.object(filterSearch),
  component: lazyRouteComponent(() => import('./pages/groups/groups-page.tsx'), 'GroupsPage'),
});

const newGroupRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/protection-groups/new',
  component: lazyRouteComponent(() => import('./pages/group-editor/group-editor-page.tsx'), 'NewGroupPage'),
});

const groupRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/protection-groups/$groupId',
  validateSearch: z.object(filterSearch),
  component: lazyRouteComponent(() => import('./pages/group/group-page.tsx'), 'GroupPage'),
});

const editGroupRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/protection-groups/$groupId/edit',
  component: lazyRouteComponent(() => import('./pages/group-editor/group-editor-page.tsx'), 'EditGroupPage'),
});

const launchSettingsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/protection-groups/$groupId/launch-settings',
  validateSearch: z.object(filterSearch),
  component: lazyRouteComponent(() => import('./pages/launch-settings/launch-settings-page.tsx'), 'LaunchSettingsPage'),
});

const editLaunchSettingsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/protection-groups/$groupId/launch-settings/edit',
  validateSearch: z.object({
    /** The server whose own settings are edited. */
    server: z.string().optional().catch(undefined),
  }),
  component: lazyRouteComponent(
    () => import('./pages/launch-settings-editor/launch-settings-editor-page.tsx'),
    'LaunchSettingsEditorPage',
  ),
});

const sourceServersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/source-servers',
  validateSearch: z.object({
    ...filterSearch,
    /** The row whose details are shown. */
    server: z.string().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./pages/servers/servers-page.tsx'), 'ServersPage'),
});

const instancesRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/recovery-instances',
  validateSearch: z.object(filterSearch),
  component: lazyRouteComponent(() => import('./pages/instances/instances-page.tsx'), 'InstancesPage'),
});

const settingsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
});

const newAccountRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/settings/accounts/new',
  component: lazyRouteComponent(() => import('./pages/account-editor/account-editor-page.tsx'), 'NewAccountPage'),
});

const editAccountRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/settings/accounts/$accountId/edit',
  component: lazyRouteComponent(() => import('./pages/account-editor/account-editor-page.tsx'), 'EditAccountPage'),
});

const tokensRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/settings/tokens',
  component: lazyRouteComponent(() => import('./pages/tokens/tokens-page.tsx'), 'TokensPage'),
});

/** An account's id in an address that was typed by hand is read as a number. */
const textSearch = z.union([z.string(), z.number()]).transform(String).optional().catch(undefined);

const resultSearch = z.enum(auditResults).optional().catch(undefined);

const auditLogRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/audit-log',
  /** What is asked of the API. */
  validateSearch: z.object({
    who: textSearch,
    from: textSearch,
    until: textSearch,
    resource: textSearch,
    result: resultSearch,
  }),
  component: lazyRouteComponent(() => import('./pages/audit-log/audit-log-page.tsx'), 'AuditLogPage'),
});

const accountRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/settings/accounts/$accountId',
  /** The staging account whose servers are to be extended, and in which Region. */
  validateSearch: z.object({ region: textSearch, staging: textSearch }),
  component: lazyRouteComponent(() => import('./pages/account/account-page.tsx'), 'AccountPage'),
});

const catalogRoutes = [
  plansRoute,
  planRoute,
  newPlanRoute,
  editPlanRoute,
  groupsRoute,
  groupRoute,
  newGroupRoute,
  editGroupRoute,
  launchSettingsRoute,
  editLaunchSettingsRoute,
  sourceServersRoute,
  instancesRoute,
  settingsRoute,
  accountRoute,
  newAccountRoute,
  editAccountRoute,
  tokensRoute,
  auditLogRoute,
] as const;

const routeTree = rootRoute.addChildren([
  signInRoute,
  frameRoute.addChildren([overviewRoute, executionsRoute, executionRoute, ...catalogRoutes]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPendingComponent: PagePending,
  defaultErrorComponent: PageError,
  defaultNotFoundComponent: PageMissing,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
