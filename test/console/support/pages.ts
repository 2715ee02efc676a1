import type { Page } from 'playwright-core';

/** What the addresses name. */
export interface PageIds {
  readonly executionId: string;
  readonly planId: string;
  readonly groupId: string;
}

/** A page of the console, and a text of its own: what it is of, or what comes last. */
export interface ConsolePage {
  readonly name: string;
  readonly path: (ids: PageIds) => string;
  readonly ready: string | RegExp;
}

const ofExecution = (tab: string, ready: string | RegExp): ConsolePage => ({
  name: `execution-${tab}`,
  path: ({ executionId }) => `/executions/${executionId}?tab=${tab}`,
  ready,
});

/** A table of which neither a row is there nor the word that there is none. */
const unreadTable = 'main table:has(> tbody):not(:has(th[scope=row], [data-testid=empty]))';

/** Goes there, and waits until every table has its rows, or says that there are none, and nothing is being asked for. */
export async function visit(page: Page, address: string, { ready }: Pick<ConsolePage, 'ready'>): Promise<void> {
  await page.goto(address);
  await page.getByText(ready).first().waitFor();
  const main = page.getByRole('main');
  for (const pending of [
    page.locator(unreadTable),
    main.locator('[class*=awsui_status-loading]'),
    main.getByText('…', { exact: true }),
  ])
    await pending.first().waitFor({ state: 'detached' });
}

/** What stands there for who is not signed in, by itself and without the navigation. */
export const signInPages: readonly ConsolePage[] = [
  { name: 'not-signed-in', path: () => '/', ready: 'You are not signed in' },
  { name: 'signed-in-elsewhere', path: () => '/sign-in#elsewhere', ready: 'This tab can be closed' },
  { name: 'sign-in', path: () => '/sign-in', ready: 'This link does not sign you in' },
];

export const consolePages: readonly ConsolePage[] = [
  { name: 'overview', path: () => '/', ready: 'Recent results' },
  { name: 'executions', path: () => '/executions', ready: 'Started by' },
  ofExecution('timeline', 'critical path'),
  ofExecution('graph', /^\d+ of \d+ servers($|, )/),
  ofExecution('servers', 'Last observed'),
  ofExecution('events', 'What happened'),
  ofExecution('logs', 'JOB_START'),
  { name: 'plans', path: () => '/recovery-plans', ready: 'Last drill' },
  { name: 'plan', path: ({ planId }) => `/recovery-plans/${planId}`, ready: 'React Flow' },
  { name: 'plan-executions', path: ({ planId }) => `/recovery-plans/${planId}?tab=runs`, ready: 'Started by' },
  { name: 'plan-versions', path: ({ planId }) => `/recovery-plans/${planId}?tab=versions`, ready: 'Name then' },
  { name: 'plan-start', path: ({ planId }) => `/recovery-plans/${planId}?start=RECOVERY`, ready: 'Look again' },
  { name: 'plan-edit', path: ({ planId }) => `/recovery-plans/${planId}/edit`, ready: 'Only some servers' },
  { name: 'plan-new', path: () => '/recovery-plans/new', ready: 'Only some servers' },
  { name: 'groups', path: () => '/protection-groups', ready: 'Selects' },
  { name: 'group-new', path: () => '/protection-groups/new', ready: 'Description (optional)' },
  { name: 'group', path: ({ groupId }) => `/protection-groups/${groupId}`, ready: 'CONTINUOUS' },
  { name: 'group-edit', path: ({ groupId }) => `/protection-groups/${groupId}/edit`, ready: 'CONTINUOUS' },
  {
    name: 'launch-settings',
    path: ({ groupId }) => `/protection-groups/${groupId}/launch-settings`,
    ready: /NOT_CONFIGURED|IN_SYNC|DRIFTED/,
  },
  {
    name: 'launch-settings-edit',
    path: ({ groupId }) => `/protection-groups/${groupId}/launch-settings/edit`,
    ready: 'Checked in AWS',
  },
  { name: 'source-servers', path: () => '/source-servers', ready: 'CONTINUOUS' },
  { name: 'recovery-instances', path: () => '/recovery-instances', ready: /of \d+ accounts and Regions seen/ },
  { name: 'audit-log', path: () => '/audit-log', ready: 'Apply documents' },
  { name: 'account', path: () => '/settings/accounts/111122223333', ready: /\d+ of 4,?000/ },
  { name: 'account-new', path: () => '/settings/accounts/new', ready: 'External id (optional)' },
  { name: 'account-edit', path: () => '/settings/accounts/111122223333/edit', ready: 'External id (optional)' },
  { name: 'tokens', path: () => '/settings/tokens', ready: /^Create a token/ },
  { name: 'settings', path: () => '/settings', ready: 'OpenAPI document' },
];
