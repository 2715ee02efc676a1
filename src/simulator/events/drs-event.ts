import { uuid } from '../ids.ts';
import type { Job, Participant } from '../world/job.ts';
import { type Server, serverArn } from '../world/server.ts';

/** The kinds of event that are modelled, by their `detail-type`. */
export const drsEventTypes = [
  'DRS Source Server Launch Result',
  'DRS Source Server Data Replication Stalled Change',
] as const;
export type DrsEventType = (typeof drsEventTypes)[number];

/**
 * An event of DRS in the envelope of EventBridge (DRS guide, "Sample events for Elastic Disaster Recovery"). `time` has
 * whole seconds; `is-drill` is a text.
 */
export type DrsEvent = {
  version: '0';
  id: string;
  'detail-type': DrsEventType;
  source: 'aws.drs';
  account: string;
  time: string;
  region: string;
  /** The ARN of the source server. */
  resources: [string];
  detail:
    | { state: 'RECOVERY_LAUNCH_SUCCEEDED' | 'RECOVERY_LAUNCH_FAILED'; 'job-id': string; 'is-drill': 'TRUE' | 'FALSE' }
    | { state: 'STALLED' | 'NOT_STALLED' };
};

/** How the launch of one server ended. The same launch has the same id, however often it is told. */
export function launchResult(seed: string, job: Job, { outcome }: Participant, server: Server, at: number): DrsEvent {
  const id = uuid(seed, 'launch-result', job.jobId, server.id);
  return envelope(id, 'DRS Source Server Launch Result', server, at, {
    state: outcome === 'LAUNCHED' ? 'RECOVERY_LAUNCH_SUCCEEDED' : 'RECOVERY_LAUNCH_FAILED',
    'job-id': job.jobId,
    'is-drill': job.initiatedBy === 'START_DRILL' ? 'TRUE' : 'FALSE',
  });
}

/** Replication of a server has stalled, or goes on. */
export function stalledChange(seed: string, server: Server, isStalled: boolean, at: number): DrsEvent {
  const state = isStalled ? 'STALLED' : 'NOT_STALLED';
  const id = uuid(seed, 'stalled-change', server.id, state, at);
  return envelope(id, 'DRS Source Server Data Replication Stalled Change', server, at, { state });
}

function envelope(id: string, type: DrsEventType, server: Server, at: number, detail: DrsEvent['detail']): DrsEvent {
  const { accountId, region } = server.spec;
  return {
    version: '0',
    id,
    'detail-type': type,
    source: 'aws.drs',
    account: accountId,
    time: `${new Date(at).toISOString().slice(0, 19)}Z`,
    region,
    resources: [serverArn(server)],
    detail,
  };
}
