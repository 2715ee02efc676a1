/** Calls on the simulator's wire, and an event of DRS, as somebody would send them who means harm. */
import fc from 'fast-check';
import { services } from '../../../src/simulator/services/services.ts';
import { hostileText, spoiled } from './hostile.ts';

const authorizations = fc
  .oneof(
    { arbitrary: fc.constantFrom('drs', 'ec2', 'sts', 'servicequotas'), weight: 6 },
    hostileText.map((text) => text.slice(0, 300)),
  )
  .map((service) => `AWS4-HMAC-SHA256 Credential=AKIAHOME/20261102/us-east-1/${service}/aws4_request`);

const operationNames = services.flatMap((service) => service.operations);
const bodies = fc.oneof(
  spoiled(
    fc.constant({
      filters: {
        sourceServerIDs: ['s-00000000000000000'],
        jobIDs: ['drsjob-00000000000000000'],
        fromDate: '2026-11-02T00:00:00Z',
      },
      sourceServers: [{ sourceServerID: 's-00000000000000000' }],
      maxResults: 5,
      nextToken: 'x',
      isDrill: true,
      tags: { Name: 'x' },
    }),
  ).map((value) => JSON.stringify(value) ?? ''),
  fc
    .dictionary(
      fc.constantFrom(
        'InstanceId.1',
        'Filter.1.Name',
        'Filter.1.Value.1',
        'MaxResults',
        'RoleArn',
        'NextToken',
        '__proto__',
      ),
      hostileText,
    )
    .chain((members) =>
      fc.constantFrom(...operationNames).map((action) =>
        new URLSearchParams({
          Action: action,
          ...Object.fromEntries(Object.entries(members).map(([name, text]) => [name, text.toWellFormed()])),
        }).toString(),
      ),
    ),
  hostileText,
);

const paths = fc.oneof(
  fc.constantFrom('/', ...operationNames.map((name) => `/${name}`)),
  hostileText.map((text) => `/${encodeURIComponent(text.toWellFormed().slice(0, 500))}`),
  hostileText.map((text) => `/tags/${text.slice(0, 500)}`),
);

export const hostileCall = fc
  .tuple(fc.constantFrom('GET', 'POST', 'DELETE'), paths, authorizations, bodies, hostileText)
  .map(([method, path, authorization, body, target]) => ({
    request: { method, path, search: '', body, target: target.slice(0, 200) },
    authorization,
  }));

/** One of DRS's own. */
export const drsEvent = {
  version: '0',
  id: '00000000-0000-0000-0000-000000000000',
  'detail-type': 'DRS Source Server Launch Result',
  source: 'aws.drs',
  account: '111122223333',
  time: '2026-11-02T03:00:00Z',
  region: 'us-east-1',
  resources: ['arn:aws:drs:us-east-1:111122223333:source-server/s-00000000000000000'],
  detail: { state: 'RECOVERY_LAUNCH_SUCCEEDED', 'job-id': 'drsjob-00000000000000000', 'is-drill': 'TRUE' },
};
