import type { ApiPorts } from '../../src/api/app.ts';
import { runCli } from '../../src/cli/app.ts';
import { tokenFileName } from '../../src/cli/connection.ts';
import { type CliContext, noSuchFile } from '../../src/cli/context.ts';
import { openApi, token } from '../api/set-up.ts';
import { openRig, type Rig } from '../support/rig.ts';
import { openShop, shopEstate } from '../support/shop.ts';

/** No command that ends by itself sleeps so often in a test. */
const sleepsMax = 20_000;

/**
 * Commands run in this process, against the API's own handler over the real engine and the simulated AWS. Time passes
 * when a command sleeps or waits for an answer.
 */
export function setUpCli(
  changes: Partial<CliContext> = {},
  rig: Rig = openRig({ estate: shopEstate }),
  ports: Partial<ApiPorts> = {},
) {
  const server = { ...openApi(rig, ports), rig, shop: openShop(rig), catalog: rig.catalog };
  const state = { out: '', err: '', sleeps: 0, interrupt: () => {} };
  /** What happens elsewhere after a command has slept, one step a sleep. */
  const steps: (() => unknown)[] = [];
  const files = new Map<string, string>([[`.breakwater/${tokenFileName}`, `${token}\n`]]);
  const asked: string[] = [];
  let stdin = '';
  let newIds = 0;
  const context: CliContext = {
    program: './breakwater',
    version: '1.2.3',
    stdout: { write: (text) => (state.out += text) },
    stderr: { write: (text) => (state.err += text) },
    env: {},
    fetch: (input, init) => server.api.fetch(new Request(input, init)),
    functionFetch: () => async () => {
      throw new Error('no function is called here');
    },
    now: rig.clock.nowMs,
    sleep: async (seconds) => {
      state.sleeps += 1;
      if (state.sleeps > sleepsMax) throw new Error('a command waits for what does not come');
      await rig.clock.advance(seconds);
      await steps.shift()?.();
    },
    isTerminal: false,
    size: () => ({ columns: 80, rows: 24 }),
    readFile: async (path) => {
      const content = files.get(path);
      if (content === undefined) throw new Error(noSuchFile);
      return content;
    },
    writeSecretFile: async (path, text) => void files.set(path, text),
    removeFile: async (path) => void files.delete(path),
    readStdin: async () => stdin,
    ask: async (question) => {
      asked.push(question);
      return undefined;
    },
    newId: () => {
      newIds += 1;
      return `key-${newIds}`;
    },
    openBrowser: async () => false,
    awaitBrowser: async ([port = 0]) => ({ port, close: () => {} }),
    onInterrupt: (callback) => {
      state.interrupt = callback;
      return () => {
        state.interrupt = () => {};
      };
    },
    serve: async () => 0,
    simulator: async () => 0,
    deploy: async () => 0,
    ...changes,
  };
  /** One command line, split at blanks; what it printed since the last one. */
  const run = async (line: string | readonly string[], over: Partial<CliContext> = {}) => {
    state.out = '';
    state.err = '';
    const inputs = typeof line === 'string' ? line.split(' ') : line;
    const code = await runCli(inputs, { ...context, ...over });
    return { code, out: state.out, err: state.err };
  };
  return {
    ...server,
    run,
    steps,
    files,
    asked,
    context,
    interrupt: () => state.interrupt(),
    type: (text: string) => {
      stdin = text;
    },
  };
}

export const shopFile = `kind: ProtectionGroup
groupName: shop-db
accountId: "111122223333"
region: us-east-1
selection:
  tags: { Application: Shop, Tier: db }
---
kind: ProtectionGroup
groupName: shop-web
accountId: "111122223333"
region: us-east-1
selection:
  tags: { Application: Shop, Tier: web }
---
kind: RecoveryPlan
planName: shop
waves:
  - waveName: database
    protectionGroups: [shop-db]
  - waveName: web
    protectionGroups: [shop-web]
    pauseBeforeWave: true
`;
