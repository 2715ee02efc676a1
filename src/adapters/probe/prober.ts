/**
 * Probes by Node's own sockets. Every address is judged after it was resolved and as it is connected to: a name that
 * resolves to another address the second time gets no further.
 */
import { type LookupAddress, lookup } from 'node:dns';
import { lookup as lookupAll } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect, isIP, type LookupFunction } from 'node:net';
import { limits } from '../../domain/limits.ts';
import type { HttpProbe, Prober, TcpProbe } from '../../ports/prober.ts';
import { whyForbidden } from './forbidden-addresses.ts';

export interface ProberOptions {
  /** A Lambda function must not be talked into calling its own runtime. */
  readonly loopback: 'allowed' | 'refused';
}

const FORBIDDEN = 'EFORBIDDEN';

const forbidden = (reason: string): NodeJS.ErrnoException => Object.assign(new Error(reason), { code: FORBIDDEN });

export const createProber = ({ loopback }: ProberOptions): Prober => {
  const judge = (address: string): string | undefined => whyForbidden(address, loopback === 'refused');
  const judgedLookup: LookupFunction = (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const reason = addresses?.map(({ address }) => judge(address)).find((found) => found !== undefined);
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) done(error ?? new Error(`no address of ${hostname}`), '');
      else if (reason !== undefined) done(forbidden(reason), '');
      else if (options.all === true) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
  return {
    get: (url) => get(url, judge, judgedLookup),
    connect: (host, port) => tryConnect(host, port, judge, judgedLookup),
    whyRefused: (host) => whyRefused(host, judge),
  };
};

type Judge = (address: string) => string | undefined;

const whyRefused = async (host: string, judge: Judge): Promise<string | undefined> => {
  if (isIP(host) !== 0) return judge(host);
  try {
    const addresses = await lookupAll(host, { all: true });
    return addresses.map(({ address }) => judge(address)).find((reason) => reason !== undefined);
  } catch {
    // A name may get its address only when the servers are up.
    return undefined;
  }
};

const timeLimit = () => AbortSignal.timeout(limits.probeSeconds * 1000);

const failure = (error: NodeJS.ErrnoException): Exclude<TcpProbe, { kind: 'connected' }> => {
  if (error.code === FORBIDDEN) return { kind: 'forbidden', reason: error.message };
  const isLate = error.name === 'AbortError' || error.name === 'TimeoutError';
  return { kind: 'failed', reason: isLate ? `no answer within ${limits.probeSeconds} s` : error.message };
};

const get = (text: string, judge: Judge, judgedLookup: LookupFunction): Promise<HttpProbe> => {
  if (!URL.canParse(text)) return Promise.resolve({ kind: 'forbidden', reason: 'what is to be asked is no URL' });
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const reason = isIP(host) === 0 ? undefined : judge(host);
  if (reason !== undefined) return Promise.resolve({ kind: 'forbidden', reason });
  const send = requesters.get(url.protocol);
  if (send === undefined) {
    return Promise.resolve({ kind: 'forbidden', reason: `${url.protocol} is neither http nor https` });
  }
  return new Promise((resolve) => {
    const options = {
      lookup: judgedLookup,
      signal: timeLimit(),
      agent: false,
      headers: { 'User-Agent': 'Breakwater' },
    };
    const request = send(url, options, (answer) => {
      let body = '';
      const finish = (): void => resolve({ kind: 'answered', status: answer.statusCode ?? 0, body });
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        body += chunk;
        if (body.length < limits.probeBodyCharacters) return;
        body = body.slice(0, limits.probeBodyCharacters);
        finish();
        request.destroy();
      });
      answer.on('end', finish);
      answer.on('error', (error) => resolve(failure(error)));
    });
    request.on('error', (error) => resolve(failure(error)));
    request.end();
  });
};

const requesters = new Map([
  ['http:', requestHttp],
  ['https:', requestHttps],
]);

const tryConnect = (host: string, port: number, judge: Judge, judgedLookup: LookupFunction): Promise<TcpProbe> => {
  const reason = isIP(host) === 0 ? undefined : judge(host);
  if (reason !== undefined) return Promise.resolve({ kind: 'forbidden', reason });
  return new Promise((resolve) => {
    const socket = connect({ host, port, lookup: judgedLookup, timeout: limits.probeSeconds * 1000 });
    const finish = (probe: TcpProbe): void => {
      socket.destroy();
      resolve(probe);
    };
    socket.on('connect', () => finish({ kind: 'connected' }));
    socket.on('timeout', () => finish({ kind: 'failed', reason: `no answer within ${limits.probeSeconds} s` }));
    socket.on('error', (error) => finish(failure(error)));
  });
};
