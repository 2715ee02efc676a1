/** Reads what it is sent as a plan file: `startApart` ends it when that comes to no end. */
import { z } from 'zod';
import { parsePlanFile } from '../../../src/cli/plan-file/parse-plan-file.ts';
import { answerParent } from '../support/answer-parent.ts';
import { expectNoPollution } from '../support/pollution.ts';

answerParent((input) => {
  const parsed = parsePlanFile(z.string().parse(input));
  expectNoPollution();
  if (!parsed.ok) return { errors: parsed.errors };
  const { file } = parsed;
  return { lines: [...file.documents.keys()].map((index) => file.positionOf(index, ['waves', 0, '__proto__']).line) };
});
