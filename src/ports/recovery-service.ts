import type { MachineTraits } from '../domain/existing-instance.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import type { Scope } from '../domain/model/scope.ts';
import type { Outcome } from './aws-failure.ts';

/** AWS Elastic Disaster Recovery, in one account and Region. Every list is complete: paged to its end. */
export interface RecoveryService {
  /** By ids (any number), or every source server when `sourceServerIds` is absent. Unknown ids are simply not returned. */
  describeSourceServers(scope: Scope, sourceServerIds?: readonly string[]): Promise<Outcome<readonly SourceServer[]>>;
  /** By ids (any number), or every job created since then. Newest first. */
  describeJobs(
    scope: Scope,
    filter: { readonly jobIds: readonly string[] } | { readonly since: string },
  ): Promise<Outcome<readonly RecoveryJob[]>>;
  describeJobLog(scope: Scope, jobId: string): Promise<Outcome<readonly JobLogItem[]>>;
  /** Of these source servers (any number), or every one when `sourceServerIds` is absent. */
  describeRecoveryInstances(
    scope: Scope,
    sourceServerIds?: readonly string[],
  ): Promise<Outcome<readonly RecoveryInstance[]>>;
  /**
   * The points that DRS keeps of one server, in any order; with a time, the newest one at or before it alone, if any. Those
   * that it has yet to take are left out.
   */
  describeRecoverySnapshots(
    scope: Scope,
    sourceServerId: string,
    newestAtOrBefore?: Instant,
  ): Promise<Outcome<readonly RecoverySnapshot[]>>;
  /**
   * One call on the wire, never repeated by the adapter or the SDK: DRS takes no client token (design 6.1).
   * At most 100 servers. No tags.
   */
  startRecovery(
    scope: Scope,
    request: {
      readonly sourceServerIds: readonly string[];
      readonly isDrill: boolean;
      /** By source server id. A server without one is launched from its latest data. */
      readonly recoverySnapshotIds?: ReadonlyMap<string, string>;
    },
  ): Promise<Outcome<RecoveryJob>>;
  /** One call on the wire. A job of type TERMINATE, at most 100 instances: track it to its end (design 6.11). */
  terminateRecoveryInstances(scope: Scope, recoveryInstanceIds: readonly string[]): Promise<Outcome<RecoveryJob>>;
}

export interface SourceServer extends MachineTraits {
  readonly sourceServerId: string;
  readonly hostname?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** DRS DataReplicationState, open enum. */
  readonly replicationState?: string;
  /** ISO 8601 duration, as DRS gives it. */
  readonly lagDuration?: string;
  readonly recoveryInstanceId?: string;
  readonly lastLaunchResult?: string;
  /** Of an extended source server: the account that it replicates into. */
  readonly stagingAccountId?: string;
  /** Of an extended source server: the one in its staging account. Absent while DRS says that the extension is in error. */
  readonly stagingServerArn?: string;
  /** When its last launch was asked for, by anybody. */
  readonly lastLaunchTime?: string;
  readonly arn?: string;
  /** Where it runs today: of a machine that is an EC2 instance, all three. */
  readonly originInstanceId?: string;
  readonly originAccountId?: string;
  readonly originRegion?: string;
  /** IPv4, of the machine's first network interface: what `copyPrivateIp` copies. */
  readonly primaryAddress?: string;
}

export interface RecoverySnapshot {
  readonly recoverySnapshotId: string;
  /** When it was taken. */
  readonly time: string;
}

export interface RecoveryJob {
  readonly jobId: string;
  /** LAUNCH | TERMINATE | CREATE_CONVERTED_SNAPSHOT, open. */
  readonly jobType?: string;
  /** START_RECOVERY | START_DRILL | …, open. */
  readonly initiatedBy?: string;
  readonly creationTime?: string;
  readonly endTime?: string;
  /** PENDING | STARTED | COMPLETED, open. */
  readonly jobStatus: string;
  readonly servers: readonly JobParticipant[];
}

export interface JobParticipant {
  /** Empty when DRS does not say (its model does not promise it): the participant still counts in the quotas. */
  readonly sourceServerId: string;
  readonly recoveryInstanceId?: string;
  /** PENDING | IN_PROGRESS | LAUNCHED | FAILED | TERMINATED, open. Absent is "not yet". */
  readonly launchStatus?: string;
}

export interface JobLogItem {
  readonly time?: string;
  /** SNAPSHOT_START, CONVERSION_START, LAUNCH_START, LAUNCH_FAILED, …, open. */
  readonly event: string;
  readonly sourceServerId?: string;
  /** DRS's own words about what went wrong. */
  readonly rawError?: string;
}

export interface RecoveryInstance {
  readonly recoveryInstanceId: string;
  readonly sourceServerId: string;
  readonly instanceId?: string;
  /** PENDING | RUNNING | STOPPING | STOPPED | SHUTTING-DOWN | TERMINATED | NOT_FOUND, open. */
  readonly instanceState?: string;
  readonly jobId?: string;
  readonly isDrill?: boolean;
  readonly pointInTime?: string;
  /** FailbackState: FAILBACK_NOT_STARTED | FAILBACK_IN_PROGRESS | …, open. */
  readonly failbackState?: string;
  /** RecoveryInstanceDataReplicationState: of what it replicates back, open. */
  readonly replicationState?: string;
}
