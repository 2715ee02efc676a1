import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { BrowserAnswer, BrowserListener } from './context.ts';

/** On the first of these ports that is free, for this machine only. Gives the browser what `answer` says, as a page of text. */
export async function awaitBrowser(
  ports: readonly number[],
  answer: BrowserAnswer,
): Promise<BrowserListener | undefined> {
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
    response.setHeader('content-type', 'text/plain; charset=utf-8');
    response.setHeader('cache-control', 'no-store');
    // The address holds the code.
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('connection', 'close');
    if (pathname !== '/' || request.method !== 'GET') {
      response.writeHead(404).end();
      return;
    }
    answer(search).then(
      (text) => response.end(`${text}\n`),
      () => response.writeHead(500).end(),
    );
  });
  for (const port of ports) {
    if (await listens(server, port)) return { port, close: () => void server.close() };
  }
  return undefined;
}

const listens = async (server: Server, port: number): Promise<boolean> => {
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  }
};
