/** The example of the plan file reference: apply takes it, and it leaves no field out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parsePlanFile } from '../../src/cli/plan-file/parse-plan-file.ts';
import { planFileReference } from '../../tools/generate/plan-file-reference.ts';
import { setUpCli } from '../cli/run.ts';

const root = join(import.meta.dirname, '..', '..');
const example = readFileSync(join(root, 'examples/every-field.yaml'), 'utf8');
const reference = readFileSync(join(root, 'docs/reference/plan-file.md'), 'utf8');

const ownWords = /\.(tags|parameters|input)$/;

/** `waves[].waveName` of everything that a document says; below some, everybody's own words begin. */
const pathsOf = (value: unknown, prefix = ''): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((item) => pathsOf(item, `${prefix}[]`));
  if (typeof value !== 'object' || value === null || ownWords.test(prefix)) return [];
  return Object.entries(value).flatMap(([name, field]) => {
    // Servers are called by their ids.
    const path = prefix === '' ? name : `${prefix}.${name.startsWith('s-') ? '*' : name}`;
    return [...(path.endsWith('.*') ? [] : [path]), ...pathsOf(field, path)];
  });
};

test('apply takes the whole example', async () => {
  const { run, files, rig } = setUpCli();
  // Its subnets, groups and instances are nobody's: so AWS says nothing of them.
  for (const kind of ['Subnets', 'SecurityGroups', 'InstanceTypeOfferings', 'NetworkInterfaces', 'Instances']) {
    rig.simulator.faults.add({ kind: 'access-denied', operation: `Describe${kind}`, message: 'not authorized' });
  }
  files.set('every-field.yaml', example);
  const { code, out, err } = await run('apply -f every-field.yaml');
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/launchConfig\.subnetId: not checked: ec2:DescribeSubnets: UnauthorizedOperation/);
  expect(out.match(/ created \(version 1/g)).toHaveLength(6);
});

test('the example says every field that the reference lists, and no other', () => {
  const parsed = parsePlanFile(example);
  // Lists of actions all take the same: the reference lists it once.
  const said = new Set(
    pathsOf(parsed.ok ? parsed.file.documents : []).map((path) =>
      path
        .replace(/^\[\]\./, '')
        .replace(/actions\.after\[\]|afterCleanUp\[\]/, 'waves[].actions.before[]')
        .replace(/^(waves\[\]\.){2}/, 'waves[].'),
    ),
  );
  const listed = new Set([...reference.matchAll(/^\| `([\w.*[\]]+)` \|/gm)].map(([, path]) => path));
  expect(listed.size).toBeGreaterThan(18);
  expect(said).toEqual(listed);
});

test('every field of the reference has a meaning', () => {
  expect([...reference.matchAll(/^\| `([\w.*[\]]+)` \|.*\| *\|$/gm)].map(([, path]) => path)).toEqual([]);
  const silent = planFileReference({ Thing: { type: 'object', properties: { mute: { type: 'string' } } } }, '');
  expect(silent).toMatch(/^\| `mute` \|.*\| *\|$/m);
});
