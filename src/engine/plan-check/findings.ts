/** What one look of a check brought: what is worth knowing, and what could not be found out. */
import type { Refusal } from '../../domain/model/execution.ts';
import type { StartWarning } from '../../domain/model/start-check.ts';
import { NOT_LOOKED_AT, notLookedAtRemedy } from '../../domain/start-findings.ts';
import type { AwsFailure } from '../../ports/aws-failure.ts';
import { failureText } from '../failure-text.ts';

export interface Findings {
  readonly warnings: readonly StartWarning[];
  readonly unknown: readonly Refusal[];
}

export const allFindings = (found: readonly Findings[]): Findings => ({
  warnings: found.flatMap(({ warnings }) => warnings),
  unknown: found.flatMap(({ unknown }) => unknown),
});

/** Of what a start does not need: unknown is not fine, and no reason against it either. `subjects`: the servers. */
export const notLookedAt = (message: string, subjects: readonly string[] = []): Refusal => ({
  code: NOT_LOOKED_AT,
  message,
  subjects: [...subjects],
  remedy: notLookedAtRemedy,
});

/** `what` follows AWS's words: "so the launch settings of 3 servers are not compared". */
export const failedLook = (failure: AwsFailure, what: string, subjects: readonly string[] = []): Refusal =>
  notLookedAt(`${failureText(failure)}: ${what}`, subjects);
