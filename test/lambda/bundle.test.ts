/** The bundle of the functions: what is packed is what was built just now. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleFunctions } from '../../infra/src/bundle.ts';

it('holds the files of this build, and none that an earlier one left in the folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-bundle-'));
  try {
    writeFileSync(join(folder, 'sdk-drs-OFANOTHERBUILD.mjs'), 'export {};');
    const files = await bundleFunctions(folder);
    expect(readdirSync(folder).toSorted()).toEqual(files.map(({ name }) => name).toSorted());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
