/**
 * Reads at a pace of their own, whether or not earlier ones are answered: as people and programs ask who do not know of each
 * other (a Poisson stream, drawn from a seed). A latency counts from the time when its read was to be sent, so that nothing
 * hides in a reader who is late himself. (autocannon sends the reads of each second back to back, and waits for answers.)
 */
import { Agent, request } from 'node:http';
import { type Random, randomFrom } from '../../src/simulator/random.ts';

/** A part of the reads that is told apart. */
export interface ReadKind {
  readonly ratePerSecond: number;
  /** Read in turn. */
  readonly paths: readonly string[];
}

export interface ReadFigures {
  readonly total: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  readonly maxMilliseconds: number;
  /** By how much the reader itself sent late; part of the latencies. */
  readonly sentLateP99Milliseconds: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly non2xx: number;
}

export interface SteadyReads {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly seed: number;
}

const CONNECTIONS = 100;
const TIMEOUT_MS = 10_000;

type Answer = 'ok' | 'error' | 'timeout' | 'non2xx';

export const readSteadily = async (
  { url, headers, seconds, seed }: SteadyReads,
  kind: ReadKind,
): Promise<ReadFigures> => {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const times = sendTimes(randomFrom(seed), kind.ratePerSecond, seconds);
  const latencies: number[] = [];
  const late: number[] = [];
  const answers: Promise<Answer>[] = [];
  const start = performance.now();
  const send = async (path: string, dueMs: number): Promise<Answer> => {
    const answer = await get(agent, new URL(path, url), headers);
    if (answer === 'ok') latencies.push(performance.now() - start - dueMs);
    return answer;
  };
  for (let next = 0; next < times.length; ) {
    const nowMs = performance.now() - start;
    for (; (times[next] ?? Number.POSITIVE_INFINITY) <= nowMs; next += 1) {
      const dueMs = times[next] ?? 0;
      late.push(performance.now() - start - dueMs);
      answers.push(send(kind.paths[next % kind.paths.length] ?? '/', dueMs));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const settled = await Promise.all(answers);
  agent.destroy();
  const countOf = (wanted: Answer): number => settled.filter((answer) => answer === wanted).length;
  return {
    total: settled.length,
    p50Milliseconds: quantile(latencies, 0.5),
    p99Milliseconds: quantile(latencies, 0.99),
    maxMilliseconds: quantile(latencies, 1),
    sentLateP99Milliseconds: quantile(late, 0.99),
    errors: countOf('error'),
    timeouts: countOf('timeout'),
    non2xx: countOf('non2xx'),
  };
};

const sendTimes = (random: Random, ratePerSecond: number, seconds: number): readonly number[] => {
  const times: number[] = [];
  for (let ms = 0; ms < seconds * 1000; ms += (-Math.log(1 - random()) * 1000) / ratePerSecond) times.push(ms);
  return times;
};

/** Resolves when the answer has been read whole. */
const get = (agent: Agent, url: URL, headers: Readonly<Record<string, string>>): Promise<Answer> =>
  new Promise((resolve) => {
    const outgoing = request(url, { agent, headers, timeout: TIMEOUT_MS }, (incoming) => {
      const status = incoming.statusCode ?? 0;
      incoming.on('end', () => resolve(status >= 200 && status < 300 ? 'ok' : 'non2xx'));
      incoming.on('error', () => resolve('error'));
      incoming.resume();
    });
    outgoing.on('timeout', () => {
      resolve('timeout');
      outgoing.destroy();
    });
    outgoing.on('error', () => resolve('error'));
    outgoing.end();
  });

/** NaN of nothing. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};
