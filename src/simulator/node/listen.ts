import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { ConnectionLost } from '../wire/aws-error.ts';
import { errorCode, reasonOf, ServeError } from './serve-error.ts';

type Fetch = (request: Request) => Promise<Response>;

/** Listens on a port (0: any free one). Rejects with `ServeError` when it cannot. */
export function listen(fetch: Fetch, host: string, port: number): Promise<Server> {
  const listener = getRequestListener((request, { incoming }) => answer(fetch, request, incoming.socket), {
    overrideGlobalObjects: false,
  });
  // The listener writes its own failures as answers, so that its promise has nothing to say.
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  // Longer than clients keep an idle connection: none is closed just when somebody sends into it.
  server.keepAliveTimeout = 65_000;
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const reasons: Record<string, string> = {
        EADDRINUSE: `Port ${port} of ${host} is in use; choose another one`,
        EACCES: `Port ${port} of ${host} may not be used by this user`,
      };
      reject(new ServeError(reasons[errorCode(error) ?? ''] ?? `Cannot listen on ${host}:${port}: ${error.message}`));
    });
    server.listen(port, host, () => resolve(server));
  });
}

async function answer(fetch: Fetch, request: Request, socket: Socket): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname.startsWith('/_control/') && !(isLoopback(socket.remoteAddress) && isMeantForThisMachine(request))) {
    return Response.json({ message: 'The control endpoint answers on this machine only' }, { status: 403 });
  }
  try {
    return await fetch(request);
  } catch (error) {
    if (error instanceof ConnectionLost) {
      socket.destroy();
      return RESPONSE_ALREADY_SENT;
    }
    const message = `The simulator failed: ${reasonOf(error)}`;
    return Response.json({ message }, { status: 500, headers: { 'x-amzn-errortype': 'SimulatorFailure' } });
  }
}

const isLoopback = (address: string | undefined): boolean =>
  address === '::1' || /^(::ffff:)?127\./.test(address ?? '');

/**
 * A page of a website that a browser on this machine shows can reach the port as well: by a request across origins, or by
 * a name of its own that it lets point here. The browser says so in `Origin` and `Host`.
 */
const isMeantForThisMachine = ({ headers }: Request): boolean => {
  const origin = headers.get('origin');
  return isLoopbackUrl(`http://${headers.get('host')}`) && (origin === null || isLoopbackUrl(origin));
};

const isLoopbackUrl = (url: string): boolean => {
  const hostname = URL.canParse(url) ? new URL(url).hostname : '';
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
};
