import { runCli } from '../../src/cli/app.ts';
import { tokenFileName } from '../../src/cli/connection.ts';
import type { CliContext } from '../../src/cli/context.ts';
import { setUpApi, token } from '../api/set-up-faked.ts';

/** Commands run in this process, against the API's own handler; time passes when a command sleeps. */
export function setUpCli(changes: Partial<CliContext> = {}) {
  const server = setUpApi();
  const state = { out: '', err: '', nowMs: Date.parse('2026-11-02T03:00:00.000Z'), interrupt: () => {} };
  /** What happens elsewhere while a command sleeps, one step a sleep. */
  const steps: (() => void | Promise<void>)[] = [];
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
    now: () => state.nowMs,
    sleep: async (seconds) => {
      const step = steps.shift();
      if (step === undefined) throw new Error('a command sleeps, and the test has no further step');
      state.nowMs += seconds * 1000;
      await step();
    },
    isTerminal: false,
    size: () => ({ columns: 80, rows: 24 }),
    readFile: async (path) => {
      const content = files.get(path);
      if (content === undefined) throw new Error('no such file');
      return content;
    },
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

export { shopFile } from './run.ts';
