import type { InstanceSpec, ServerSpec } from '../estate/schema.ts';
import type { History } from './history.ts';
import type { InstancePlan, Job, Participant } from './job.ts';
import type { LaunchConfiguration } from './launch-configuration.ts';
import type { TemplateVersion } from './launch-template.ts';
import type { PublishedMessage, Subscription } from './messages.ts';
import type { ReplicationConfiguration } from './replication-configuration.ts';
import type { Automation, Command, FunctionCall } from './runs.ts';

/** A source server: what it is, and every job, instance and setting that it ever had, oldest first. */
export type Server = {
  id: string;
  spec: ServerSpec;
  /** Place in its account and Region, in order of creation; pages follow it. */
  position: number;
  addedAt: number;
  jobs: Job[];
  instances: Instance[];
  /** What differs from the settings that follow from the estate. */
  launchConfigurations: History<LaunchConfiguration>;
  replicationConfigurations: History<ReplicationConfiguration>;
  templateVersions: TemplateVersion[];
  templateDefaults: History<number>;
};

/** Somebody started or stopped it in EC2: on its way from `at`, there from `doneAt`. */
export type PowerChange = { change: 'start' | 'stop'; at: number; doneAt: number };

/** An EC2 instance, with what became of it: DRS launched it, or it was there before (then `existing`). */
export type Instance = InstancePlan & {
  server: Server;
  job: Job;
  participant: Participant;
  power: PowerChange[];
  /** Its end in EC2: by a job of DRS or by somebody in EC2, whoever began first. */
  ending?: { beganAt: number; endedAt: number | null };
  /** DRS lists it no more from here on: a job deleted it, or DeleteRecoveryInstance (which leaves it in EC2). */
  unlistedAt?: number | null;
  disconnectedAt?: number;
  /** The jobs that launched into it: each brought volumes of its own. */
  volumesOfJobs: History<string>;
  /** DRS launched its server into this instance of EC2, whose life it shares. */
  into?: Instance;
  /** What the estate says of an instance that DRS did not make. */
  existing?: InstanceSpec;
};

/** Everything of one account in one Region; quotas and visibility end here. */
export type Cell = {
  accountId: string;
  region: string;
  /** Counts the cells; the network of the cell derives from it. Below 0: no network. */
  index: number;
  /** DRS works from here on (epoch ms); undefined where it was never initialised. */
  initializedAt: number | undefined;
  servers: Map<string, Server>;
  serverList: Server[];
  jobs: Map<string, Job>;
  /** Oldest first. */
  jobList: Job[];
  /** Of EC2. */
  instances: Map<string, Instance>;
  instanceList: Instance[];
  /** Of DRS: by id the newest, and all, by their ordinals. */
  recoveryInstances: Map<string, Instance>;
  recoveryInstanceList: Instance[];
  /** Jobs that may still be open; those that have ended are dropped when somebody looks. */
  maybeOpen: Job[];
  /** Instances by subnet and private address, as `addressKey` writes them. */
  addresses: Map<string, Instance[]>;
  /** Tags that differ from those that a resource was made with, by ARN (DRS) or id (EC2). */
  tags: Map<string, History<Record<string, string>>>;
  /** SNS: ARNs of topics, subscriptions by ARN (and how many there ever were), messages. */
  topics: Set<string>;
  subscriptions: Map<string, Subscription>;
  subscriptionCount: number;
  /** Oldest first. */
  messages: PublishedMessage[];
  /** SSM and Lambda: what was run, oldest first. */
  automations: Automation[];
  commands: Command[];
  functionCalls: FunctionCall[];
};
