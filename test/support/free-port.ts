/** A port of the loopback address that nobody listens on, for a process that is told its port. */
import { once } from 'node:events';
import { createServer } from 'node:net';

export const freePort = async (): Promise<number> => {
  const socket = createServer();
  socket.listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const port = portOf(socket);
  socket.close();
  await once(socket, 'close');
  return port;
};

/** The port that a server listens on. */
export const portOf = (server: { address(): unknown }): number => {
  const address = server.address();
  if (typeof address === 'object' && address !== null && 'port' in address && typeof address.port === 'number') {
    return address.port;
  }
  throw new Error('the server does not listen');
};
