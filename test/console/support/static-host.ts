/** Serves a folder as hosts of static pages do: a file for its address, `404.html` for any other. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';

export interface StaticHost {
  readonly url: string;
  close(): Promise<void>;
}

export const startStaticHost = async (folder: string): Promise<StaticHost> => {
  const app = new Hono();
  app.use(serveStatic({ root: folder }));
  app.notFound((c) => c.html(readFileSync(join(folder, '404.html'), 'utf8'), 404));
  return new Promise((resolve) => {
    const server: ServerType = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () => new Promise((closed) => void server.close(() => closed())),
      }),
    );
  });
};
