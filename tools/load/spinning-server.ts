/** A server that does nothing but keep its core busy for so many milliseconds a request: `spinning-server.ts MILLISECONDS`. */
import { createServer } from 'node:http';

const spinMilliseconds = Number(process.argv[2]);
const body = JSON.stringify({ text: ' '.repeat(1000) });

const server = createServer((_request, response) => {
  const end = performance.now() + spinMilliseconds;
  while (performance.now() < end);
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null)
    process.stdout.write(`answers at http://127.0.0.1:${address.port}\n`);
});
