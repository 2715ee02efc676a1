/** Brings some servers to what is wanted of them, at the same moment: each of them changed by one application at a time. */
import { limits } from '../../domain/limits.ts';
import type { Instant } from '../../domain/model/identifiers.ts';
import type { Scope } from '../../domain/model/scope.ts';
import type { AwsFailure } from '../../ports/aws-failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ItemStore } from '../../ports/item-store.ts';
import type { LaunchSettingsService } from '../../ports/launch-settings-service.ts';
import { shortFailureText } from '../failure-text.ts';
import { applyToServer } from './apply-to-server.ts';
import { isChangedByAnother, readServerNotes, type ServerNote, takeServer } from './set-settings.ts';
import type { JobHeader, JobServer } from './settings-job.ts';

export interface WorkPorts {
  readonly store: ItemStore;
  readonly launchSettings: LaunchSettingsService;
  readonly clock: Clock;
}

/** What a server is launched by at this moment, in words: it is not changed then. */
export type LaunchOfServer = (scope: Scope, sourceServerId: string) => Promise<string | undefined>;

interface TriedServer {
  readonly server: JobServer;
  /** Before it is tried again. */
  readonly pauseSeconds: number;
  /** Ours until this is given back. */
  readonly taken?: ServerNote | undefined;
}

export const applyToServers = async (
  { store, clock, launchSettings }: WorkPorts,
  { jobId, accountId, region, workingUntil }: JobHeader & { readonly workingUntil: Instant },
  servers: readonly JobServer[],
  launchOf: LaunchOfServer,
): Promise<readonly TriedServer[]> => {
  const scope = { accountId, region };
  // Before AWS is read: who changes a server by now is seen here, and who takes it later is refused, or begins after us.
  const notes = await readServerNotes(
    store,
    scope,
    servers.map(({ sourceServerId }) => sourceServerId),
  );
  const applyOne = async (server: JobServer, note: ServerNote): Promise<TriedServer> => {
    if (isChangedByAnother(note, jobId, clock.now())) return tried(server, [], changedByAnother);
    const { sourceServerId, wanted } = server;
    // A try that was cut short may have left it.
    let taken = note.changing?.jobId === jobId ? note : undefined;
    let obstacle: Obstacle | undefined;
    const { changed, failure } = await applyToServer(launchSettings, scope, sourceServerId, wanted, async () => {
      taken = await takeServer(store, note, wanted, { jobId, until: workingUntil });
      // Asked once it is ours: a wave whose turn comes later waits for us.
      const launch = taken && (await launchOf(scope, sourceServerId));
      if (taken === undefined) obstacle = changedByAnother;
      else if (launch !== undefined) obstacle = launchedBy(launch);
      if (taken !== undefined && launch !== undefined) taken = { ...taken, set: note.set };
      return obstacle === undefined;
    });
    // A request without an answer may change it yet: nobody else does meanwhile.
    const kept = failure?.mayHaveHappened === true;
    return { ...tried(server, changed, obstacle ?? failure), ...(kept ? {} : { taken }) };
  };
  return Promise.all(
    servers.map((server, index) => {
      const note = notes[index];
      if (note === undefined) throw new Error(`bug: ${server.sourceServerId} was not read`);
      return applyOne(server, note);
    }),
  );
};

/** Of our own, where AWS was not asked. */
interface Obstacle {
  readonly message: string;
  readonly retryable: boolean;
}

const changedByAnother: Obstacle = {
  message: 'another application of launch settings changes it at this moment',
  retryable: true,
};

const launchedBy = (launch: string): Obstacle => ({
  message: `${launch} is launching it with the settings that it found: apply them when that is over`,
  retryable: false,
});

const tried = (before: JobServer, changed: readonly string[], failure?: AwsFailure | Obstacle): TriedServer => {
  const { message: _message, ...server } = before;
  const all = [...new Set([...server.changed, ...changed])];
  const now = { ...server, changed: all, tries: server.tries + 1 };
  if (failure === undefined) {
    return { server: { ...now, result: all.length === 0 ? 'UNCHANGED' : 'APPLIED' }, pauseSeconds: 0 };
  }
  const message = 'operation' in failure ? shortFailureText(failure) : failure.message;
  const retryAfterSeconds = 'operation' in failure ? failure.retryAfterSeconds : undefined;
  const mayPass = failure.retryable && now.tries < limits.launchSettingsTries;
  return {
    server: { ...now, result: mayPass ? 'PENDING' : 'FAILED', message },
    pauseSeconds: mayPass ? pauseAfter(retryAfterSeconds, now.tries) : 0,
  };
};

const pauseAfter = (retryAfterSeconds: number | undefined, tries: number): number =>
  Math.max(retryAfterSeconds ?? 0, Math.min(limits.backoffFirstSeconds * 2 ** (tries - 1), limits.backoffMaxSeconds));
