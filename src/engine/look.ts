import type { Instant } from '../domain/model/identifiers.ts';
import type { JobObservation, LookFailure } from '../domain/model/observation.ts';
import { addSeconds } from '../domain/time.ts';
import { backoffSeconds } from '../domain/transition/launch.ts';
import type { AwsFailure } from '../ports/aws-failure.ts';
import { failureText } from './failure-text.ts';

/** A look at one job: what was stored of it before, and what `DescribeJobs` adds to that. */
export interface Look {
  readonly before: JobObservation | undefined;
  readonly after: JobObservation;
}

/** What a further question to AWS adds to the observations of a look. */
export type Addition = (observation: JobObservation) => JobObservation;

/** AWS is left alone for as long as it asks, and longer after each failure in a row. */
export const lookFailureOf = (failure: AwsFailure, before: LookFailure | undefined, time: Instant): LookFailure => {
  const consecutive = (before?.consecutive ?? 0) + 1;
  const pauseSeconds = Math.max(failure.retryAfterSeconds ?? 0, backoffSeconds(consecutive - 1));
  return { time, message: failureText(failure), consecutive, retryTime: addSeconds(time, pauseSeconds) };
};
