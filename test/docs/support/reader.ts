/**
 * A reader at a terminal, who types the lines of a document one after another: in a folder of their own, with real
 * processes, files and ports. Where a person would look at a screen first, the reader waits for what it shows.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from '../../support/free-port.ts';
import { type Done, runLine } from '../../support/shell-line.ts';
import { root } from './command-lines.ts';

/** A process that stays: a server, or a screen that is watched. */
interface Staying {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<number | null>;
}

export interface Reader {
  readonly folder: string;
  /** Types one line as it stands in a document. Resolves when the next one can be typed. */
  type(line: string): Promise<Done>;
  /** What all lines that have this text have printed. */
  said(text: string): string;
  /** The exit code of the last screen, when it has ended. */
  screenEnds(): Promise<number | null>;
  /** Address of the simulator that was started last. */
  simulatorUrl(): string;
  close(): void;
}

/** Simulated seconds a second: a launch of five minutes takes two seconds and a half. */
const SPEED = 120;

export const createReader = async (): Promise<Reader> => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-docs-'));
  writeFileSync(join(folder, 'breakwater'), `#!/bin/sh\nexec "${join(root, 'breakwater')}" "$@"\n`, { mode: 0o755 });
  symlinkSync(join(root, 'examples'), join(folder, 'examples'));
  mkdirSync(join(folder, 'home'));
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const env: Record<string, string | undefined> = {
    ...process.env,
    HOME: join(folder, 'home'),
    XDG_CONFIG_HOME: undefined,
    BREAKWATER_SERVER: `http://127.0.0.1:${port}`,
    BREAKWATER_TOKEN: undefined,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_PAGER: '',
    POLL_SECONDS: '0',
  };
  const history: { readonly line: string; readonly said: () => string }[] = [];
  const staying: Staying[] = [];
  let simulator = `http://127.0.0.1:${simulatorPort}`;
  let local: Staying | undefined;
  let screen: Staying | undefined;

  const spawned = (line: string): Staying => {
    const child = spawn('sh', ['-c', `exec ${line}`], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    const read = (chunk: Buffer): void => {
      text += chunk.toString('utf8');
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const stays = { child, said: () => text, ended };
    staying.push(stays);
    return stays;
  };

  const run = (line: string): Promise<Done> => runLine(line, { cwd: folder, env });

  const kept = async (written: string, line: string): Promise<Done> => {
    const done = await run(line);
    history.push({ line: written, said: () => done.out });
    return done;
  };

  const startLocal = async (): Promise<Done> => {
    if (local !== undefined && local.child.exitCode === null && local.child.signalCode === null) return ready(local);
    local = spawned(`${scriptLine('start')} --port ${port} --simulator-port ${simulatorPort} --speed ${SPEED}`);
    await until(local, /answers at http[\s\S]*Simulated AWS at http/);
    return ready(local);
  };

  /** `./breakwater serve` and `simulator`: on a free port, and for the simulator instead of the real AWS. */
  const startServer = async (line: string): Promise<Done> => {
    const own = line.replace(/ &$/, '').replace(/--speed \d+/, `--speed ${SPEED}`);
    const withPort = own.includes('--port') ? own : `${own} --port 0`;
    const server = spawned(own.includes(' serve') ? `${withPort} --endpoint ${simulator}` : withPort);
    history.push({ line, said: server.said });
    const address = (await until(server, /(?:answers|Simulated AWS) at (http:\/\/[\d.:]+)/))[1] ?? '';
    if (own.includes(' serve')) env['BREAKWATER_SERVER'] = address;
    else simulator = address;
    return ready(server);
  };

  /** The screen stays open: it is left when it asks for a person, or, of `serve`, which polls in real time, has a job. */
  const look = async (line: string): Promise<Done> => {
    screen = spawned(line);
    history.push({ line, said: screen.said });
    await Promise.race([
      until(screen, line.includes(' recover ') ? /DRS accepted/ : /Waiting for a person/),
      screen.ended,
    ]);
    return ready(screen);
  };

  /** What the reader sees before this line makes sense. */
  const waitFor = async (line: string): Promise<void> => {
    if (screen === undefined) return;
    const [, action, wave = ''] = /^\.\/breakwater (resume|retry) .*--wave (\S+)/.exec(line) ?? [];
    const name = /^\d+$/.test(wave) ? `wave ${wave} "` : `"${wave}"`;
    const need = action === 'retry' ? 'can be launched again' : '(waits for approval|will start without|stays without)';
    if (action !== undefined) await until(screen, new RegExp(`Waiting for a person: .*${name}.*${need}`));
    if (line.includes('--outcome FAILED')) await until(screen, /Waiting for a person: .*can be launched again/);
    if (line.includes(' cleanup ')) await screen.ended;
  };

  const executionId = (): string =>
    history
      .toReversed()
      .filter(({ line }) => / (drill|recover|retry) /.test(line))
      .map(({ said }) => /exec-[\w-]+/.exec(said())?.[0])
      .find((id) => id !== undefined) ?? '<execution>';

  const latest = (pattern: RegExp): string | undefined =>
    history
      .toReversed()
      .map(({ said }) => pattern.exec(said())?.[0])
      .find((id) => id !== undefined);

  /** The ids that stand in documents for the reader's own. */
  const filledIn = (line: string): string =>
    line
      .replaceAll('<execution>', executionId())
      .replaceAll('s-0123456789abcdef0', latest(/\bs-[0-9a-f]{17}\b(?=\s+batch-)/) ?? 's-0123456789abcdef0')
      .replaceAll('drsjob-0123456789abcdef0', latest(/\bdrsjob-[0-9a-f]{17}\b/) ?? 'drsjob-0123456789abcdef0')
      .replaceAll('i-0123456789abcdef0', latest(/\bi-[0-9a-f]{17}\b/) ?? 'i-0123456789abcdef0')
      // A reader has more patience.
      .replaceAll('--seeds 10000', '--seeds 3')
      .replace(/^npm run load$/, 'npm run load -- --seconds 2 --stored 100 --running 10 --rate 50')
      .replaceAll('http://127.0.0.1:7701', simulator);

  const type = async (written: string): Promise<Done> => {
    await waitFor(written);
    const line = filledIn(written);
    if (line === 'npm start') return startLocal();
    const [, script, flags = ''] = /^npm run (\w+)(?: --( .*))?$/.exec(line) ?? [];
    if (script !== undefined) return kept(written, `${scriptLine(script)}${flags}`);
    if (/^\.\/breakwater (serve|simulator)\b/.test(line)) return startServer(line);
    const [, settings] = /^export (.*)$/.exec(line) ?? [];
    if (settings !== undefined) {
      for (const setting of settings.split(' ')) env[setting.replace(/=.*/, '')] = setting.replace(/^[^=]*=/, '');
      return { code: 0, out: '', err: '' };
    }
    // Nobody sits at this terminal: what would be typed at the question comes as a flag.
    const asked = / (cleanup|recover) /.test(line) && !line.includes('--confirm') ? `${line} --confirm Shop` : line;
    if (/^\.\/breakwater (drill|recover) .*--watch/.test(line)) return look(asked);
    // The simulator and nothing else, whatever this machine's AWS CLI makes of AWS_ENDPOINT_URL.
    const done = await kept(written, asked.startsWith('aws ') ? `${asked} --endpoint-url ${simulator}` : asked);
    if (line.startsWith('kill -9') && local !== undefined) await local.ended;
    return done;
  };

  return {
    folder,
    type,
    said: (text) =>
      history
        .filter(({ line }) => line.includes(text))
        .map(({ said }) => said())
        .join(''),
    screenEnds: async () => (await screen?.ended) ?? null,
    simulatorUrl: () => simulator,
    close: () => {
      for (const { child } of staying) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const scriptsSchema = z.object({ scripts: z.record(z.string(), z.string()) });

/** The script as it stands; what npm does before it, installing what is missing, is no matter of the document. */
const scriptLine = (name: string): string => {
  const { scripts } = scriptsSchema.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const script = scripts[name];
  if (script === undefined) throw new Error(`package.json has no script ${name}`);
  return script.replace(/^node /, `"${process.execPath}" `).replace(/ (src|tools)\//, ` ${root}/$1/`);
};

const ready = (process: Staying): Done => ({ code: process.child.exitCode ?? 0, out: process.said(), err: '' });

/** Resolves with what was found in all that the process has said; fails when it ends without saying it. */
const until = (process: Staying, pattern: RegExp): Promise<RegExpExecArray> =>
  new Promise((resolve, reject) => {
    const look = (): void => {
      const found = pattern.exec(process.said());
      if (found !== null) resolve(found);
    };
    process.child.stdout?.on('data', look);
    process.child.stderr?.on('data', look);
    void process.ended.then(() => reject(new Error(`ended without saying ${pattern}: ${process.said()}`)));
    look();
  });
