/** Nights made for what the drawn ones hardly ever meet. */

import type { Night } from '../../simulation/support/night.ts';
import { HOME_ACCOUNT, HOME_REGION } from '../../support/rig.ts';

/** A launch without an answer made no job, and cannot be tried again; then somebody cancels, and DRS is asked once more. */
const cancelledWithoutAnswer: Night = {
  seed: 1_000_001,
  places: [{ accountId: HOME_ACCOUNT, region: HOME_REGION }],
  servers: 2,
  plans: [
    {
      waves: [
        {
          servers: [0, 1],
          dependsOn: [],
          pauseBeforeWave: false,
          onFailure: 'stop',
          minSuccessPercent: 100,
          timeoutMinutes: 120,
        },
      ],
      executionType: 'DRILL',
      startSeconds: 0,
      twice: 'no',
      afterEnd: [],
    },
  ],
  processes: [{ skewSeconds: 0 }],
  troubles: [
    { atSeconds: 0, kind: 'aws', fault: { kind: 'lost-request', operation: 'StartRecovery', times: 1 } },
    {
      atSeconds: 10,
      kind: 'aws',
      fault: { kind: 'internal-error', operation: 'DescribeSourceServers', times: 500, forSeconds: 900 },
    },
  ],
  crashes: [],
  acts: [{ atSeconds: 60, plan: 0, kind: 'cancel', twice: false }],
  watchSeconds: 60,
  calmSeconds: 1200,
  supportHelps: true,
};

export const rareNights: readonly Night[] = [cancelledWithoutAnswer];
