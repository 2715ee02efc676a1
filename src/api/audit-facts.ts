/**
 * What the audit log may keep of a body: only fields that are named here, none of which holds a secret. Whatever else is
 * sent, webhook addresses and keys among it, is never looked at.
 */

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
/** They say what was asked of it. */
const detailFields = [
  'executionType',
  'waveNumber',
  'actionName',
  'reason',
  'dryRun',
  'recovery',
  'hours',
  'role',
  'region',
  'version',
  'everyHours',
] as const;

const textMax = 200;
/** A file names hundreds of groups; an entry is read by people. */
const resourcesMax = 200;

export interface AuditFacts {
  readonly resources: string[];
  readonly detail: Record<string, string | number | boolean>;
  readonly code?: string;
  readonly actor?: string;
}

/** A token that somebody put where a name belongs is not kept either. */
export const masked = (text: string): string => text.replaceAll(/bwt_[\w-]*/g, 'bwt_…').slice(0, textMax);

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const idsIn = (fields: Fields): string[] =>
  resourceFields.flatMap((name) => {
    const value = fields[name];
    return typeof value === 'string' && value !== '' ? [masked(value)] : [];
  });

/** Of a request or an answer, whatever it may be. */
export const auditFactsOf = (body: unknown): AuditFacts => {
  const fields = fieldsOf(body);
  const parts = [fields, fieldsOf(fields['token']), ...listOf(fields['documents']).map(fieldsOf)];
  // What an apply answers has an id under a name of its own.
  const applied = listOf(fields['results']).flatMap((each) => {
    const { id } = fieldsOf(each);
    return typeof id === 'string' ? [id] : [];
  });
  const detail: AuditFacts['detail'] = {};
  for (const name of detailFields) {
    const value = fields[name];
    if (typeof value === 'string') detail[name] = masked(value);
    else if (typeof value === 'number' || typeof value === 'boolean') detail[name] = value;
  }
  const { code, actor } = fields;
  return {
    resources: [...new Set([...parts.flatMap(idsIn), ...applied])].slice(0, resourcesMax),
    detail,
    ...(typeof code === 'string' && { code }),
    ...(typeof actor === 'string' && { actor }),
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
