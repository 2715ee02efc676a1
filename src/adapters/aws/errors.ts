import { z } from 'zod';
import { limits } from '../../domain/limits.ts';
import { cutText } from '../../domain/names.ts';
import type { AwsFailure, AwsFailureKind } from '../../ports/aws-failure.ts';
import {
  credentialsCodes,
  deniedCodes,
  expiredWords,
  notSentCodes,
  throttlingCodes,
  unavailableCodes,
} from './error-codes.ts';

/** What was asked for: `mutates` when a lost reply leaves it open whether it happened. */
export interface Operation {
  /** For example `drs:StartRecovery`. */
  readonly operation: string;
  readonly mutates: boolean;
}

/**
 * Whatever the SDK throws, as data: the only place that knows the SDK's exceptions. Both generations of the SDK attach
 * the HTTP reply as `$response`, also when its body could not be read (checked in 3.523 and 3.1162).
 */
export function toAwsFailure(thrown: unknown, { operation, mutates }: Operation): AwsFailure {
  const error = sdkErrorSchema.parse(thrown);
  const status = error.$response?.statusCode ?? error.$metadata?.httpStatusCode;
  const code = codeOf(error, status);
  const kind = kindOf(error, code, status);
  const retryAfterSeconds = retryAfterOf(error);
  return {
    kind,
    operation,
    code,
    message: messageOf(error, status),
    retryable: kind === 'throttled' || kind === 'unavailable' || kind === 'credentials',
    mayHaveHappened: mutates && kind === 'unavailable' && !notSentCodes.has(code),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(error.resourceId === undefined ? {} : { resourceId: error.resourceId }),
  };
}

/**
 * A reply that says success and yet is not what AWS documents. Asked again, a read gets the same; a mutation that was
 * accepted has probably happened.
 */
export function malformedReply({ operation, mutates }: Operation, detail: string): AwsFailure {
  return {
    kind: mutates ? 'unavailable' : 'invalid',
    operation,
    code: 'MalformedReply',
    message: `the reply to ${operation} is not what AWS documents: ${detail}`,
    retryable: mutates,
    mayHaveHappened: mutates,
  };
}

/** No member is sure to be there: the thrown value may come from AWS, the SDK, Node or a proxy in between. */
const sdkErrorSchema = z
  .object({
    name: z.string().min(1).optional().catch(undefined),
    message: z.string().optional().catch(undefined),
    code: z.string().optional().catch(undefined),
    resourceId: z.string().optional().catch(undefined),
    retryAfterSeconds: z.coerce.number().optional().catch(undefined),
    fieldList: z
      .array(z.object({ name: z.string().optional(), message: z.string().optional() }))
      .optional()
      .catch(undefined),
    $metadata: z.object({ httpStatusCode: z.number().optional() }).optional().catch(undefined),
    $response: z
      .object({ statusCode: z.number(), headers: z.record(z.string(), z.string()).catch({}), body: z.unknown() })
      .optional()
      .catch(undefined),
    $fault: z.string().optional().catch(undefined),
  })
  .catch({ name: 'Error', message: 'something other than an error was thrown' });
type SdkError = z.infer<typeof sdkErrorSchema>;

/** What the SDK calls an error whose reply names none. */
const namelessNames: ReadonlySet<string | undefined> = new Set([undefined, 'Unknown', 'UnknownError']);

/** The error that AWS's reply names; undefined when there is no reply, or none that AWS's services write. */
const nameFromAws = ({ $fault, name }: SdkError): string | undefined =>
  $fault === undefined || namelessNames.has(name) || /^\d+$/.test(name ?? '') ? undefined : name;

const codeOf = (error: SdkError, status: number | undefined): string =>
  nameFromAws(error) ?? (status === undefined ? (error.code ?? error.name ?? 'Error') : `HTTP ${status}`);

function kindOf(error: SdkError, code: string, status: number | undefined): AwsFailureKind {
  if (status === 429 || throttlingCodes.has(code)) return 'throttled';
  if (credentialsCodes.has(code) || (status === 403 && expiredWords.test(error.message ?? ''))) return 'credentials';
  // No reply, one of the server's own errors, or one that something else than AWS wrote.
  if (status === undefined || status >= 500 || status === 408 || status < 400 || unavailableCodes.has(code)) {
    return 'unavailable';
  }
  if (status === 401 || status === 403 || deniedCodes.has(code)) return 'denied';
  if (status === 402 || code === 'ServiceQuotaExceededException') return 'quota';
  if (status === 409) return 'conflict';
  if (status === 404 || code.endsWith('.NotFound')) return 'not-found';
  return 'invalid';
}

function messageOf(error: SdkError, status: number | undefined): string {
  if (status !== undefined && nameFromAws(error) === undefined) {
    return `HTTP ${status}, without words that AWS would use${excerptOf(error.$response?.body)}`;
  }
  const words = error.message?.trim() || error.name || 'no message';
  const fields = (error.fieldList ?? []).map(({ name, message }) => `${name ?? '?'}: ${message ?? '?'}`);
  return fields.length === 0 ? words : `${words} (${fields.join('; ')})`;
}

const excerptOf = (body: unknown): string => {
  const text = typeof body === 'string' ? body : body instanceof Uint8Array ? new TextDecoder().decode(body) : '';
  return text.trim() === '' ? '' : `: ${cutText(text.trim().replaceAll(/\s+/g, ' '), 200)}`;
};

/** `Retry-After`, bounded. It is a number of seconds, or (RFC 9110) a date, which is read against the reply's own `Date`. */
function retryAfterOf(error: SdkError): number | undefined {
  const headers = error.$response?.headers ?? {};
  const header = headers['retry-after'];
  const seconds = error.retryAfterSeconds ?? (header === undefined ? Number.NaN : Number(header));
  if (Number.isFinite(seconds) && seconds >= 0) return Math.min(seconds, limits.retryAfterSecondsMax);
  const untilDate = (Date.parse(header ?? '') - Date.parse(headers['date'] ?? '')) / 1000;
  return Number.isFinite(untilDate) ? Math.min(Math.max(0, untilDate), limits.retryAfterSecondsMax) : undefined;
}
