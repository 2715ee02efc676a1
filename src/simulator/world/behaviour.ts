import type { ServerSpec } from '../estate/schema.ts';

/** How one launch of one server goes wrong. Comes from the server's name or from a fault that is active at the start. */
export type Behaviour = {
  /** The launch fails in this phase with this raw error. */
  fails?: { phase: 'snapshot' | 'conversion' | 'launch'; rawError: string };
  /** The launch phase takes this many times as long. */
  launchFactor: number;
  /** The server stays IN_PROGRESS for ever, and so does its job. */
  stuck: boolean;
  /** The job completes while this server stays IN_PROGRESS. */
  undecided?: { instanceAppears: boolean };
  /** DRS leaves the server out of the job: SERVER_SKIPPED in the log, launchStatus FAILED. */
  skipped: boolean;
};

/** What EC2 says most often when a recovery instance cannot be started. */
export const noCapacity =
  'InsufficientInstanceCapacity: We currently do not have sufficient capacity in the Availability Zone you requested.';

/** True when the Name tag or the hostname begins with the prefix. */
export function isNamed(server: Pick<ServerSpec, 'hostname' | 'tags'>, prefix: string): boolean {
  return server.hostname.startsWith(prefix) || server.tags['Name']?.startsWith(prefix) === true;
}

/** What a server's name asks for. */
export function behaviourOfName(server: Pick<ServerSpec, 'hostname' | 'tags'>): Behaviour {
  return {
    ...(isNamed(server, 'fail-launch-') ? { fails: { phase: 'launch' as const, rawError: noCapacity } } : {}),
    launchFactor: isNamed(server, 'slow-') ? 4 : 1,
    stuck: isNamed(server, 'stuck-'),
    ...(isNamed(server, 'undecided-') ? { undecided: { instanceAppears: false } } : {}),
    skipped: false,
  };
}
