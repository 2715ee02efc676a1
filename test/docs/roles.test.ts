/** The table of docs/operate/roles.md is the table that the server enforces. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Permission, permissions, permissionsOfRole, roleSchema, roles } from '../../src/domain/permissions.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/operate/roles.md'), 'utf8');

/** What a row is about, by its first words. */
const permissionsOfRow: Readonly<Record<string, readonly Permission[]>> = {
  'see everything': ['view-accounts', 'view-executions', 'view-protection-groups', 'view-recovery-plans'],
  'start, resume, retry, skip': ['start-recovery'],
  "pause, cancel, keep a drill's instances": ['stop-recovery'],
  'clean up (terminates instances)': ['terminate-instances'],
  'change groups and plans': ['modify-protection-groups', 'modify-recovery-plans'],
  'create and delete groups and plans': [
    'create-protection-groups',
    'create-recovery-plans',
    'delete-protection-groups',
    'delete-recovery-plans',
  ],
  'register and change accounts, copy tags and set when': ['register-accounts', 'modify-accounts'],
  'take accounts out': ['delete-accounts'],
  'see who has tokens': ['view-tokens'],
  'read the audit log': ['view-audit-log'],
  'create and revoke tokens': ['manage-tokens'],
  'full webhook addresses and their key, what actions are given': ['modify-recovery-plans'],
};

const rows = page.split('\n').flatMap((line) => {
  if (!line.startsWith('| ')) return [];
  const [what = '', ...cells] = line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
  return what.startsWith('-') ? [] : [{ what, cells }];
});

test('each role has what its column says, and nothing more', () => {
  const [heading, ...others] = rows;
  const named = (heading?.what === '' ? heading.cells : []).map((name) => roleSchema.parse(name));
  expect(named).toEqual(roles);
  expect(others.map(({ what }) => what)).toEqual(Object.keys(permissionsOfRow));
  for (const { what, cells } of others) {
    for (const permission of permissionsOfRow[what] ?? []) {
      const holders = named.filter((role) => permissionsOfRole[role].includes(permission));
      expect(
        named.filter((_role, index) => cells[index] === 'yes'),
        `${what}: ${permission}`,
      ).toEqual(holders);
    }
  }
  expect(new Set(Object.values(permissionsOfRow).flat())).toEqual(new Set(permissions));
});
