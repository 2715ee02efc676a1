/** Nights made for what the drawn ones hardly ever meet: a history of each is kept. Their seeds are drawn by nobody. */
import type { Night } from '../../simulation/support/night.ts';
import { drillOf, wave } from './drill-night.ts';
import { ruleNights } from './rule-nights.ts';

/** A launch without an answer made no job, and cannot be tried again; then somebody cancels, and DRS is asked once more. */
const cancelledWithoutAnswer: Night = {
  seed: 1_000_001,
  ...drillOf([wave]),
  troubles: [
    { atSeconds: 0, kind: 'aws', fault: { kind: 'lost-request', operation: 'StartRecovery', times: 1 } },
    {
      atSeconds: 10,
      kind: 'aws',
      fault: { kind: 'internal-error', operation: 'DescribeSourceServers', times: 500, forSeconds: 900 },
    },
  ],
  acts: [{ atSeconds: 60, plan: 0, kind: 'cancel', twice: false }],
};

/** Exactly as many servers are up as the plan wants, and no more. */
const justEnough: Night = {
  seed: 1_000_002,
  ...drillOf([{ ...wave, minSuccessPercent: 50 }]),
  quiet: { failing: [1], answers: [] },
};

/** A launch without an answer made no job; before it is tried again a stranger launches one of its servers. */
const staysWhole: Night = {
  seed: 1_000_003,
  ...drillOf([wave]),
  troubles: [
    { atSeconds: 0, kind: 'aws', fault: { kind: 'lost-request', operation: 'StartRecovery', times: 1 } },
    { atSeconds: 5, kind: 'stranger', servers: [0], isDrill: true },
  ],
};

/** The last wave failed, and a person passes over that: until then the run is not over. */
const failureAccepted: Night = {
  seed: 1_000_004,
  ...drillOf([{ ...wave, onFailure: 'pause' }]),
  quiet: { failing: [1], answers: ['skip'] },
};

export const rareNights: readonly Night[] = [
  cancelledWithoutAnswer,
  justEnough,
  staysWhole,
  failureAccepted,
  ...ruleNights,
];
