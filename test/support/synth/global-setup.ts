/** Writes the templates and the bundle once for a whole run of the tests, when the first test asks for them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with the `folder` of the templates and what was `printed`, or with why it `failed`. */
    readonly synthesizedUrl: string;
  }
}

const root = join(import.meta.dirname, '..', '..', '..');

export default async function setUp(project: TestProject): Promise<() => void> {
  const typedIn = mkdtempSync(join(tmpdir(), 'breakwater-synth-'));
  const folder = join(typedIn, 'breakwater-templates');
  let written: Promise<string> | undefined;
  const server = createServer((_request, response) => {
    written ??= synthesize(typedIn);
    written.then(
      (printed) => response.end(JSON.stringify({ folder, printed })),
      (error: unknown) => response.end(JSON.stringify({ failed: String(error) })),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen');
  project.provide('synthesizedUrl', `http://127.0.0.1:${address.port}`);
  return () => {
    server.closeAllConnections();
    server.close();
    rmSync(typedIn, { recursive: true, force: true });
  };
}

/** By the command line itself, typed in the folder; it writes into one of its own there. Gives what it printed. */
const synthesize = async (cwd: string): Promise<string> => {
  const child = spawn(join(root, 'breakwater'), ['deploy', '--synth-only'], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
    });
  }
  const [code] = await once(child, 'exit');
  if (code !== 0 || !printed.includes('Templates written')) throw new Error(`exit code ${code}: ${printed}`);
  return printed;
};
