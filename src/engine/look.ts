import type { JobObservation } from '../domain/model/observation.ts';

/** A look at one job: what was stored of it before, and what `DescribeJobs` adds to that. */
export interface Look {
  readonly before: JobObservation | undefined;
  readonly after: JobObservation;
}

/** What a further question to AWS adds to the observations of a look. */
export type Addition = (observation: JobObservation) => JobObservation;
