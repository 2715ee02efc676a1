import type { FaultScope } from '../faults/faults.ts';
import type { Settings } from '../settings.ts';
import type { World } from '../world/world.ts';
import type { AwsError } from './aws-error.ts';
import type { Caller } from './caller.ts';

/** A request as a service sees it, after the wire has said who calls what. */
export type Call = {
  world: World;
  settings: Settings;
  caller: Caller;
  region: string;
  now: number;
  /** Reads answer for this moment; earlier than `now` under a stale read. */
  asOf: number;
  scope: FaultScope;
  requestId: string;
};

export type HttpRequest = {
  method: string;
  path: string;
  search: string;
  body: string;
  /** `x-amz-target`: the operation of a JSON protocol. */
  target: string | null;
};
export type HttpReply = { status: number; headers: Record<string, string>; body: string };

/** An operation that was recognised, ready to run. */
export type BoundOperation = { name: string; run: (call: Call) => HttpReply };

/** The errors of things that happen before an operation runs, in the words of the service. */
export type CommonErrors = {
  throttled: (retryAfterSeconds: number) => AwsError;
  internal: (retryAfterSeconds: number | undefined) => AwsError;
  accessDenied: (caller: Caller, operation: string, message: string | undefined) => AwsError;
  expiredToken: () => AwsError;
};

/** One AWS service: its operations and its protocol. */
export type Service = {
  name: 'drs' | 'ec2' | 'sts' | 'sns' | 'servicequotas' | 'ssm' | 'lambda' | 'iam';
  /** Names that rules may use. */
  operations: readonly string[];
  /** Finds the operation; throws `AwsError` for one that is not modelled. */
  bind: (request: HttpRequest) => BoundOperation;
  errors: CommonErrors;
  writeError: (error: AwsError, requestId: string) => HttpReply;
};

/** Refuses loudly what nobody modelled, so that silence is never taken for an answer. */
export const notImplemented = 'NotImplementedBySimulator';
