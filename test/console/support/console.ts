/**
 * The console as a person has it: the server and the simulated AWS of `npm start`, on a folder of their own, and a real
 * browser in front. Time on the server runs fast; the browser's is its own, and it waits for what it is to see.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type ApiClient, createClient } from '../../../src/api/client.ts';
import type { WaveActionsInput } from '../../../src/domain/model/wave-action.ts';
import type { Role } from '../../../src/domain/permissions.ts';
import { type LocalServer, startLocalServer } from '../../../src/entry/local-server.ts';
import { launchBrowser } from './browser.ts';
import { accountId, prepareEstate, region } from './estate.ts';

export interface ConsoleRig {
  readonly server: LocalServer;
  readonly client: ApiClient;
  /** A page that is signed in, and what it complained of so far. */
  signIn(options?: BrowserContextOptions, roles?: readonly Role[]): Promise<SignedIn>;
  /** A page of somebody new. */
  newPage(options?: BrowserContextOptions): Promise<Page>;
  /** Saves a plan with one wave for each tier. */
  savePlan(
    planName: string,
    waves: readonly WaveInput[],
    more?: {
      readonly drillTtlHours?: number;
      readonly rtoTargetMinutes?: number;
      readonly afterCleanUp?: readonly object[];
    },
  ): Promise<SavedIds>;
  /** Saves the group of a tier, which no plan uses then, and gives its id. */
  saveGroup(groupName: string, tier: string): Promise<string>;
  /** Starts it, and gives the id of the execution. */
  start(planName: string, executionType?: 'DRILL' | 'RECOVERY'): Promise<string>;
  /** Asks the simulated AWS to misbehave, or its clock to run otherwise. */
  control(path: 'faults' | 'clock', body: object): Promise<void>;
  /** Ends what was asked of it: all misbehaviour. */
  endFaults(): Promise<void>;
  /** Stops the server, does something, and starts it again at the same address. */
  restart(meanwhile: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Of a saved plan and of its first group. */
export interface SavedIds {
  readonly planId: string;
  readonly groupId: string;
}

export interface SignedIn {
  readonly page: Page;
  /** Errors of the browser's console, of scripts, of the content security policy; answers that say the server is broken. */
  readonly complaints: readonly string[];
}

export interface WaveInput {
  readonly tier: string;
  readonly pauseBeforeWave?: boolean;
  readonly onFailure?: 'stop' | 'pause' | 'continue';
  readonly minSuccessPercent?: number;
  /** Tiers; the one before, where it is not given. */
  readonly dependsOn?: readonly string[];
  readonly actions?: WaveActionsInput;
}

/** In which a page shows what it is waited for: the machine may be busy with other things. */
export const waitMilliseconds = 20_000;

interface RigOptions {
  readonly tiers: Readonly<Record<string, number>>;
  /** Machines of the staging account. */
  readonly staging?: Readonly<Record<string, number>>;
  /** Simulated seconds a second. */
  readonly speed?: number;
  readonly hasScrollBars?: boolean;
}

export async function openConsole({
  tiers,
  staging,
  speed = 240,
  hasScrollBars = false,
}: RigOptions): Promise<ConsoleRig> {
  const data = mkdtempSync(join(tmpdir(), 'breakwater-console-'));
  mkdirSync(data, { recursive: true });
  await prepareEstate(data, tiers, staging);
  const start = (port: number): Promise<LocalServer> =>
    startLocalServer({ port, simulatorPort: 0, speed, data, log: () => undefined });
  let server = await start(0);
  const { url, token } = server;
  const browser: Browser = await launchBrowser(hasScrollBars);
  const client = createClient({ baseUrl: url, token, fetch });
  const newPage = async (options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      // Nothing is half faded in when it is looked at.
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(waitMilliseconds);
    return context.newPage();
  };
  return {
    get server() {
      return server;
    },
    client,
    newPage,
    signIn: async (options, roles) => {
      const page = await newPage(options);
      const complaints = complaintsOf(page);
      await page.goto(await server.signInLink(roles));
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
      return { page, complaints };
    },
    savePlan: async (planName, waves, more = {}) => {
      const groups = [...new Set(waves.map(({ tier }) => tier))].map((tier) => groupOf(tier, tier));
      const plan = {
        kind: 'RecoveryPlan',
        planName,
        ...more,
        waves: waves.map(({ tier, ...rest }) => ({ waveName: tier, protectionGroups: [tier], ...rest })),
      };
      const saved = await client.apply([...groups, plan]);
      if (!saved.ok) throw new Error(JSON.stringify(saved.failure));
      const idOf = (kind: string): string => saved.value.results.find((each) => each.kind === kind)?.id ?? '';
      return { planId: idOf('RecoveryPlan'), groupId: idOf('ProtectionGroup') };
    },
    saveGroup: async (groupName, tier) => {
      const saved = await client.apply([groupOf(groupName, tier)]);
      if (!saved.ok) throw new Error(JSON.stringify(saved.failure));
      return saved.value.results[0]?.id ?? '';
    },
    start: async (planName, executionType = 'DRILL') => {
      const started = await client.start({ planName, executionType }, crypto.randomUUID());
      if (!started.ok) throw new Error(JSON.stringify(started.failure));
      return started.value.executionId;
    },
    control: async (path, body) => {
      const answer = await fetch(`${server.simulatorUrl}/_control/${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    endFaults: async () => {
      const answer = await fetch(`${server.simulatorUrl}/_control/faults`, { method: 'DELETE' });
      if (!answer.ok) throw new Error(await answer.text());
    },
    restart: async (meanwhile) => {
      await server.close();
      await meanwhile();
      server = await start(Number(new URL(url).port));
    },
    close: async () => {
      await browser.close();
      await server.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

const groupOf = (groupName: string, tier: string) => ({
  kind: 'ProtectionGroup',
  groupName,
  accountId,
  region,
  selection: { tags: { Tier: tier } },
});

/** The server is away on purpose in some tests: that the browser could not reach it is no complaint. A failure is one below. */
const expected = /net::ERR_|Failed to load resource/;

export const complaintsOf = (page: Page): readonly string[] => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('response', (response) => {
    if (response.status() >= 500) complaints.push(`${response.status()} of ${response.url()}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) complaints.push(message.text());
  });
  return complaints;
};
