/** docs/reference/start-check.md: everything that a look before a start can find, from the one table of the code. */
import { type Severity, startFindings, WAVE_WOULD_FAIL } from '../../src/domain/start-findings.ts';

const meanings: Readonly<Record<Severity, string>> = {
  BLOCKER: 'a start is refused',
  UNKNOWN: 'it could not be found out: never the same as fine',
  WARNING: 'a start begins; this is what it would meet',
};

export const startCheckReference = (): string =>
  [
    '# What a check before a start can find',
    '',
    '<!-- Generated from the code by `npm run generate`. Change src/domain/start-findings.ts instead. -->',
    '',
    '`./breakwater check PLAN`, `POST /api/recovery-plans/{planId}/check` and the start in the console tell all of it at',
    'once, for the plan and again at each server that it concerns, each with its code, the cause and the remedy. The words',
    'are explained in [concepts](../concepts.md); the messages stand in [troubleshooting](../troubleshooting.md#a-start-is-refused).',
    '',
    '| severity | meaning | verdict | exit code of `check` |',
    '|---|---|---|---|',
    `| BLOCKER | ${meanings.BLOCKER} | BLOCKED | 7 |`,
    `| UNKNOWN | ${meanings.UNKNOWN} | UNKNOWN, unless something blocks | 13 |`,
    `| WARNING | ${meanings.WARNING} | READY, if that is all | 0 |`,
    `| WARNING \`${WAVE_WOULD_FAIL}\` | a start begins, and as things stand it cannot end well | WOULD_FAIL, unless something blocks or is unknown | 15 |`,
    '',
    '| code | severity | cause | remedy |',
    '|---|---|---|---|',
    ...startFindings.map(({ code, severity, cause, remedy }) => `| \`${code}\` | ${severity} | ${cause} | ${remedy} |`),
    '',
  ].join('\n');
