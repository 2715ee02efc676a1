import { randomFrom } from './random.ts';

/**
 * Ids in the forms of the DRS and EC2 API models. All are functions of the seed and of what they name, so a run can be
 * repeated exactly.
 */
export const sourceServerId = (seed: string, accountId: string, region: string, hostname: string): string =>
  `s-${hex(17, seed, 'source-server', accountId, region, hostname)}`;

/** `drsjob-` + 17 hex; `ordinal` counts the jobs of the whole simulator. */
export const jobId = (seed: string, ordinal: number): string => `drsjob-${hex(17, seed, 'job', ordinal)}`;

/** One job launches one server at most once, so the pair names the instance. */
export const instanceId = (seed: string, job: string, server: string): string => `i-${hex(17, seed, 'i', job, server)}`;

/** The short-lived instance on which DRS converts the volumes of one server in one job. */
export const conversionServerId = (seed: string, job: string, server: string): string =>
  `i-${hex(17, seed, 'conversion', job, server)}`;

/** A point-in-time snapshot is named by its server and its time. */
export const recoverySnapshotId = (seed: string, server: string, atMs: number): string =>
  `pit-${hex(17, seed, 'pit', server, atMs)}`;

/** `vol-` + 8 hex, the old form: the DRS model allows volume ids of 19 characters at most, and today's have 21. */
export const volumeId = (instance: string, disk: number): string => `vol-${hex(8, 'volume', instance, disk)}`;

/** Ids of things nobody looks up by themselves: subnets, images, reservations. */
export const otherId = (prefix: string, ...keys: readonly (string | number)[]): string =>
  `${prefix}-${hex(17, prefix, ...keys)}`;

export const requestId = (seed: string, ordinal: number): string => uuid(seed, 'request', ordinal);

/** 32 hex digits in the form of a UUID. */
export function uuid(...keys: readonly (string | number)[]): string {
  const digits = hex(32, ...keys);
  return [8, 12, 16, 20, 32].map((end, i) => digits.slice([0, 8, 12, 16, 20][i], end)).join('-');
}

/** `ASIA` + 16 of the alphabet that AWS uses in access key ids. */
export function temporaryAccessKeyId(seed: string, ordinal: number): string {
  return `ASIA${text('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16, seed, 'access-key', ordinal)}`;
}

/** Secret material of the given length; means nothing, since signatures are not verified. */
export function secret(length: number, ...keys: readonly (string | number)[]): string {
  return text('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', length, ...keys);
}

function hex(length: number, ...keys: readonly (string | number)[]): string {
  return text('0123456789abcdef', length, ...keys);
}

function text(alphabet: string, length: number, ...keys: readonly (string | number)[]): string {
  const random = randomFrom(...keys);
  let result = '';
  for (let i = 0; i < length; i += 1) result += alphabet.charAt(Math.floor(random() * alphabet.length));
  return result;
}
