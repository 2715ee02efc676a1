/** Every go at a server, as it is drawn: what failed before a retry stays where it was. */
import type { ServerOutcome } from '../../../../../src/domain/model/execution.ts';
import type { JobView, ServerView } from '../../../../../src/domain/model/execution-view.ts';
import { type LogLine, type Stretch, stretchesOf } from './phases.ts';

export interface Attempt {
  readonly attempt: number;
  readonly outcome: ServerOutcome;
  /** Why it ended so, in AWS's words where AWS spoke. */
  readonly reason: string | undefined;
  readonly stretches: readonly Stretch[];
  /** Where it was decided, epoch milliseconds. */
  readonly endMs: number | undefined;
}

/** Oldest first. `jobs`: of its wave; `logs`: of those that have been read, by job. */
export function attemptsReader(
  jobs: readonly JobView[],
  logs: ReadonlyMap<string, readonly LogLine[]>,
): (server: ServerView, job: JobView) => readonly Attempt[] {
  const lines = new Map(
    jobs.map(({ jobKey }) => [jobKey, Map.groupBy(logs.get(jobKey) ?? [], (line) => line.sourceServerId)] as const),
  );
  const linesOf = (jobKey: string, sourceServerId: string): readonly LogLine[] =>
    lines.get(jobKey)?.get(sourceServerId) ?? [];
  return (server, job) => [
    ...(server.earlierAttempts ?? []).map(({ attempt, jobKey, outcome, reason, startedTime, decidedTime }) => ({
      attempt,
      outcome,
      reason,
      stretches: stretchesOf({ decidedTime }, startedTime, linesOf(jobKey, server.sourceServerId)),
      endMs: decidedTime === undefined ? undefined : Date.parse(decidedTime),
    })),
    currentAttempt(server, job, linesOf(job.jobKey, server.sourceServerId)),
  ];
}

function currentAttempt(server: ServerView, job: JobView, lines: readonly LogLine[]): Attempt {
  const { outcome, observed, reason } = server;
  const stretches = stretchesOf(observed ?? {}, job.startedTime, lines);
  return {
    attempt: job.attempt,
    outcome,
    reason: observed?.error ?? reason,
    stretches,
    endMs: stretches.at(-1)?.toMs,
  };
}
