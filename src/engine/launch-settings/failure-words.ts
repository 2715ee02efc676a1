import { shortened } from '../../domain/names.ts';
import type { AwsFailure } from '../../ports/aws-failure.ts';

/** AWS's own words, and which call they answer. */
export const failureWords = ({ operation, code, message }: AwsFailure): string =>
  shortened(`${operation}: ${code}: ${message}`);
