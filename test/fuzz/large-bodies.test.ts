/**
 * Bodies as large as the API takes, made to be long to judge: each is answered, in words that a person can read through.
 * One that took minutes would hold up every execution of the server meanwhile.
 */
import { describe, expect, test } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import { setUpApi } from '../api/set-up.ts';

const names = (count: number, prefix: string): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const fields = (count: number): Readonly<Record<string, number>> =>
  Object.fromEntries(names(count, 'x').map((name) => [name, 1]));

const group = {
  kind: 'ProtectionGroup',
  groupName: 'db',
  accountId: '111122223333',
  region: 'us-east-1',
  selection: { tags: { Tier: 'db' } },
};
const planOver = (waves: readonly (readonly string[])[], planName = 'shop') => ({
  kind: 'RecoveryPlan',
  planName,
  waves: waves.map((protectionGroups, index) => ({ waveName: `tier ${index}`, protectionGroups })),
});
const fiftyWaves = (of: (wave: number) => readonly string[]) => Array.from({ length: 50 }, (_, wave) => of(wave));

const MANY = 150_000;

/** Each takes less than a second; whatever takes this long is a hang, on any machine. */
const timeout = 30_000;

describe('an apply', { timeout }, () => {
  test.each<[string, unknown, string]>([
    ['of a document with unknown fields', [{ ...group, ...fields(MANY) }], `and ${MANY - 20} more unknown fields`],
    [
      'of unknown fields where one of two forms is expected',
      [{ ...group, selection: fields(MANY) }],
      `and ${MANY - 20} more unknown fields`,
    ],
    ['of a wave over groups without end', [planOver([names(MANY, 'g')])], 'at most 50 protection groups in one wave'],
    [
      'of a wave that waits for others without end',
      [{ ...planOver([['db']]), waves: [{ waveName: 'a', protectionGroups: ['db'], dependsOn: names(MANY, 'w') }] }],
      'at most 50 waves',
    ],
    [
      'of documents without end',
      names(MANY, 'doc'),
      'at most 1000 documents at once: apply them in parts, groups before the plans that call them',
    ],
    [
      'of plans that call more groups than a file may',
      names(5, 'plan').map((name) =>
        planOver(
          fiftyWaves((wave) => names(50, `${name}-${wave}-`)),
          name,
        ),
      ),
      '12500 protection groups in the waves of all plans; at most 10000 at once: apply the plans in parts',
    ],
    [
      'of servers that are listed without end',
      [{ ...group, selection: { sourceServerIds: names(MANY, 's-') } }],
      'at most 4000 servers',
    ],
    [
      'of tags without end',
      [{ ...group, selection: { tags: Object.fromEntries(names(MANY, 't').map((name) => [name, ''])) } }],
      'at most 50 tags',
    ],
  ])('%s is refused, with what is wrong, and not with all of it', async (_what, documents, message) => {
    const { call, reported } = setUpApi();
    const { status, text, body } = await call('POST', '/api/apply', { documents, dryRun: true });
    expect(status).toBe(422);
    expect(text.length).toBeLessThan(400_000);
    expect(body.errors.length).toBeLessThanOrEqual(limits.errorsTold);
    expect(body.errors.map((error: { readonly message: string }) => error.message)).toContain(message);
    expect(reported, 'bugs').toEqual([]);
  });

  test('of more errors than anybody reads names the first, and says how many there are', async () => {
    const { call } = setUpApi();
    const documents = [planOver(fiftyWaves((wave) => names(50, `group-${wave}-`)))];
    const { status, body } = await call('POST', '/api/apply', { documents, dryRun: true });
    expect(status).toBe(422);
    expect(body.detail).toBe('2500 field errors, of which the first 1000 are named');
    expect(body.errors).toHaveLength(limits.errorsTold);
  });

  test('looks for what was meant of the first unknown names only: each is compared with all that there are', async () => {
    const { call } = setUpApi();
    const documents = [group, planOver(fiftyWaves((wave) => (wave < 2 ? ['dbx'] : ['dbx', 'dby'])))];
    const { body } = await call('POST', '/api/apply', { documents, dryRun: true });
    const messages: string[] = body.errors.map((error: { readonly message: string }) => error.message);
    const unknown = messages.filter((message) => message.startsWith('unknown protection group'));
    expect(unknown).toHaveLength(98);
    expect(unknown.filter((message) => message.endsWith('did you mean "db"?'))).toHaveLength(limits.suggestionsPerFile);
  });
});

test('a group with as many unknown fields as a body holds is refused on its own address too', { timeout }, async () => {
  const { call, reported } = setUpApi();
  const { kind: _kind, ...draft } = group;
  const { status, text } = await call('POST', '/api/protection-groups', { ...draft, ...fields(MANY) });
  expect(status).toBe(422);
  expect(text.length).toBeLessThan(400_000);
  expect(reported).toEqual([]);
});
