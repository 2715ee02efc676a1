import { type ApiModel, type Shape, shapeOf } from './api-model.ts';

/** A value that its shape allows, for shapes whose patterns cannot be guessed. */
const samples: Record<string, string> = {
  SourceServerID: `s-${'0'.repeat(17)}`,
  JobID: `drsjob-${'0'.repeat(17)}`,
  RecoverySnapshotID: `pit-${'0'.repeat(17)}`,
  RecoveryInstanceID: `i-${'0'.repeat(17)}`,
  AccountID: '0'.repeat(12),
  ISO8601DatetimeString: '2026-11-02T08:00:00Z',
  RecoverySnapshotsOrder: 'ASC',
  ARN: 'arn:aws:drs:us-east-1:111122223333:source-server/s-00000000000000000',
  PITPolicyRuleUnits: 'DAY',
};

/** The smallest request that the model allows. */
export function smallest(api: ApiModel, name: string): unknown {
  const shape = shapeOf(api, name);
  if (shape.type === 'structure') {
    return Object.fromEntries((shape.required ?? []).map((key) => [key, smallest(api, memberShape(shape, key))]));
  }
  if (shape.type === 'list')
    return Array.from({ length: shape.min ?? 0 }, () => smallest(api, shape.member?.shape ?? ''));
  if (shape.type === 'string') return samples[name] ?? 'x'.repeat(shape.min ?? 0);
  if (shape.type === 'boolean') return true;
  return shape.type === 'map' ? {} : (shape.min ?? 0);
}

const memberShape = (shape: Shape, key: string): string => shape.members?.[key]?.shape ?? '';

export type BadValue = { why: string; value: unknown };

/** Every way in which a value can break one constraint of its shape, one at a time. */
export function badValues(api: ApiModel, name: string, path = ''): BadValue[] {
  const shape = shapeOf(api, name);
  const here = (why: string, value: unknown): BadValue => ({ why: `${path || 'body'} ${why}`, value });
  switch (shape.type) {
    case 'structure': {
      const base = Object(smallest(api, name));
      const missing = (shape.required ?? []).map((key) => here(`lacks ${key}`, { ...base, [key]: undefined }));
      const inner = Object.keys(shape.members ?? {}).flatMap((key) =>
        badValues(api, memberShape(shape, key), `${path}.${key}`).map(({ why, value }) => ({
          why,
          value: { ...base, [key]: value },
        })),
      );
      return [...missing, ...inner, ...(path === '' ? [] : [here('is no object', 7)])];
    }
    case 'list': {
      const member = shape.member?.shape ?? '';
      const fill = (length: number): unknown[] => Array.from({ length }, () => smallest(api, member));
      return [
        here('is no list', {}),
        ...((shape.min ?? 0) > 0 ? [here('is empty', [])] : []),
        ...(shape.max === undefined ? [] : [here('is too long', fill(shape.max + 1))]),
        ...badValues(api, member, `${path}[0]`).map(({ why, value }) => ({ why, value: [value] })),
      ];
    }
    case 'string':
      return [
        here('is no string', 7),
        ...(shape.max === undefined ? [] : [here('is too long', (samples[name] ?? '').padEnd(shape.max + 1, '0'))]),
        ...((shape.min ?? 0) > 0 ? [here('is too short', '')] : []),
        ...(shape.pattern === undefined ? [] : [here('breaks its pattern', '!'.repeat(shape.min ?? 1))]),
        ...(shape.enum === undefined ? [] : [here('is not in the enum', 'SIDEWAYS')]),
      ];
    case 'integer':
    case 'long':
      return [here('is no integer', 'many'), ...(shape.min === undefined ? [] : [here('is too small', shape.min - 1)])];
    case 'boolean':
      return [here('is no boolean', 'yes')];
    case 'map':
      return [here('is no map', [])];
    default:
      throw new Error(`no bad values for a ${shape.type}`);
  }
}
