/**
 * One DynamoDB Local for a whole run of the tests, started when the first test asks for it. Tests ask over HTTP, because
 * they run in other threads.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { portOf } from '../free-port.ts';
import { type StartedLocal, startLocal } from './start-local.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with the `endpoint`, with what is `missing`, or with why it `failed`. */
    readonly dynamoDbLocalUrl: string;
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<StartedLocal> | undefined;
  const server = createServer((_request, response) => {
    started ??= startLocal();
    started.then(
      ({ answer }) => response.end(JSON.stringify(answer)),
      (error: unknown) => response.end(JSON.stringify({ failed: String(error) })),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  project.provide('dynamoDbLocalUrl', `http://127.0.0.1:${portOf(server)}`);
  return async () => {
    server.closeAllConnections();
    server.close();
    const local = await started?.catch(() => undefined);
    await local?.stop();
  };
}
