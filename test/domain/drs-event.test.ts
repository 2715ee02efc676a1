import { describe, expect, it } from 'vitest';
import { changedScopeOf } from '../../src/domain/drs-event.ts';

/** AWS EventBridge event reference, "AWS Elastic Disaster Recovery": as AWS documents it. */
const launchResult = {
  version: '0',
  id: '9da9af57-9253-4406-87cb-7cc400e43465',
  'detail-type': 'DRS Source Server Launch Result',
  source: 'aws.drs',
  account: '111122223333',
  time: '2016-08-22T20:12:19Z',
  region: 'us-west-2',
  resources: ['arn:aws:drs:us-west-2:111122223333:source-server/s-12345678901234567'],
  detail: { state: 'RECOVERY_LAUNCH_SUCCEEDED', 'job-id': 'drsjob-04ca7d0d3fb6afa3e', 'is-drill': 'FALSE' },
};

describe('an event of DRS', () => {
  it.each(['RECOVERY_LAUNCH_SUCCEEDED', 'RECOVERY_LAUNCH_FAILED', 'A_STATE_OF_TOMORROW'])(
    'that a launch is %s names the account, the Region and the job',
    (state) => {
      expect(changedScopeOf({ ...launchResult, detail: { ...launchResult.detail, state } })).toEqual({
        scope: { accountId: '111122223333', region: 'us-west-2' },
        jobId: 'drsjob-04ca7d0d3fb6afa3e',
      });
    },
  );

  it.each([
    ['of a kind that no run waits for', { ...launchResult, 'detail-type': 'DRS PIT Snapshot Taken' }],
    ['of another service that calls itself so', { ...launchResult, source: 'custom.drs' }],
    ['without an account', { ...launchResult, account: undefined }],
    ['with an account that is none', { ...launchResult, account: '../header' }],
    ['with a Region that is none', { ...launchResult, region: 'us-west-2#x' }],
    ['without a job', { ...launchResult, detail: { state: 'STALLED' } }],
    ['that is a text', 'DRS Source Server Launch Result'],
    ['that is nothing', null],
  ])('%s says nothing', (_what, event) => {
    expect(changedScopeOf(event)).toBeUndefined();
  });
});
