/**
 * What the audit log may keep of a body: only fields that are named here, none of which holds a secret. Whatever else is
 * sent, webhook addresses and keys among it, is never looked at.
 */
import { limits } from '../domain/limits.ts';
import { firstFew } from '../domain/names.ts';

/** They say what it was about. */
const resourceFields = [
  'executionId',
  'planId',
  'planName',
  'groupId',
  'groupName',
  'accountId',
  'tokenId',
  'tokenName',
  'jobId',
] as const;
/** Lists of such: servers that are extended or skipped, instances whose end is accepted. */
const resourceLists = ['arns', 'acceptedInstanceDeletions', 'acceptedInstances', 'sourceServerIds'] as const;
/** They say what was asked of it. */
const detailFields = [
  'executionType',
  'waveNumber',
  'actionName',
  'reason',
  'dryRun',
  'prune',
  'recovery',
  'hours',
  'role',
  'region',
  'version',
  'everyHours',
  'pointInTime',
] as const;

/** Of those that are asked for by name, what was consented to, or left out. */
const detailLists = ['acceptedInstanceDeletions', 'acceptedInstances', 'sourceServerIds'] as const;

const textMax = 200;

export interface AuditFacts {
  readonly resources: string[];
  readonly detail: Record<string, string | number | boolean>;
  readonly code?: string;
  readonly actor?: string;
  /** Of a problem: what it says to people. */
  readonly why?: string;
}

/** A token that somebody put where a name belongs is not kept either. */
export const masked = (text: string): string => text.replaceAll(/bwt_[\w-]*/g, 'bwt_…').slice(0, textMax);

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const textsIn = (values: readonly unknown[]): string[] =>
  values.flatMap((value) => (typeof value === 'string' && value !== '' ? [masked(value)] : []));
const idsIn = (fields: Fields): string[] => [
  ...textsIn(resourceFields.map((name) => fields[name])),
  ...textsIn(resourceLists.flatMap((name) => listOf(fields[name]))),
];

/** Of each wave that goes back to a time of its own: `wave 2: 2026-11-02T03:00:00.000Z`. */
const wavePointsIn = (fields: Fields): string =>
  listOf(fields['wavePointsInTime'])
    .map(fieldsOf)
    .map(({ waveNumber, pointInTime }) => `wave ${String(waveNumber)}: ${String(pointInTime)}`)
    .join(', ');

/** Of a request or an answer, whatever it may be. */
export const auditFactsOf = (body: unknown): AuditFacts => {
  const fields = fieldsOf(body);
  const parts = [fields, fieldsOf(fields['token']), ...listOf(fields['documents']).map(fieldsOf)];
  const detail: AuditFacts['detail'] = {};
  for (const name of detailFields) {
    const value = fields[name];
    if (typeof value === 'string') detail[name] = masked(value);
    else if (typeof value === 'number' || typeof value === 'boolean') detail[name] = value;
  }
  for (const name of detailLists) {
    const texts = textsIn(listOf(fields[name]));
    if (texts.length > 0) detail[name] = firstFew(texts, limits.auditedFew, ' ');
  }
  const wavePoints = wavePointsIn(fields);
  if (wavePoints !== '') detail['wavePointsInTime'] = masked(wavePoints);
  const { code, actor, detail: why } = fields;
  return {
    resources: [...new Set(parts.flatMap(idsIn))].slice(0, limits.auditedResources),
    detail,
    ...(typeof code === 'string' && { code }),
    ...(typeof actor === 'string' && { actor }),
    ...(typeof why === 'string' && { why: masked(why) }),
  };
};

/** The parts of an address that stand where the route has `{…}`. */
export const auditPathIds = (route: string, path: string): string[] => {
  const parts = path.split('/');
  const template = (route.split(' ')[1] ?? '').split('/');
  return template.flatMap((part, index) => {
    const value = parts[index];
    return part.startsWith('{') && value !== undefined ? [masked(decoded(value))] : [];
  });
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
