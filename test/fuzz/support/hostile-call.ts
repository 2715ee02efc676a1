/** Calls on the simulator's wire, and an event of DRS, as somebody would send them who means harm. */
import fc from 'fast-check';
import { services } from '../../../src/simulator/services/services.ts';
import type { HttpRequest } from '../../../src/simulator/wire/service.ts';
import { hostileText, spoiled } from './hostile.ts';
import { type Modelled, validCall } from './valid-call.ts';

interface Call {
  readonly request: HttpRequest;
  readonly authorization: string;
}

const signedFor = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=AKIAHOME/20261102/us-east-1/${service}/aws4_request`;

/** A call that its operation understands. */
export const understoodCall = (modelled: Modelled): Call => {
  const { name, pathOf, input, write, ...rest } = validCall(modelled);
  return { request: { ...rest, path: pathOf(name), body: write(input) }, authorization: signedFor(modelled.service) };
};

const shortText = hostileText.map((text) => text.slice(0, 500));
/** Most of what is around the body is left: else hardly a call would reach its operation. */
const mostly = <T>(value: T, hostile: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: fc.constant(value), weight: 7 }, hostile);

/** A valid call of the operation, spoiled in its body or around it. */
export const hostileCall = (modelled: Modelled): fc.Arbitrary<Call> => {
  const { method, name, pathOf, search, target, input, write } = validCall(modelled);
  return fc
    .record({
      method: mostly<string>(method, fc.constantFrom('GET', 'POST', 'DELETE')),
      name: mostly(name, shortText),
      search: mostly(search, shortText),
      target: mostly<string | null>(target, shortText),
      service: mostly<string>(
        modelled.service,
        fc.oneof(fc.constantFrom(...services.map((service) => service.name)), shortText),
      ),
      body: fc.oneof(
        { arbitrary: spoiled(fc.constant(input)).map(write), weight: 5 },
        fc.constant(write(input)),
        hostileText,
      ),
    })
    .map(({ name: named, service, ...rest }) => ({
      request: { ...rest, path: pathOf(named) },
      authorization: signedFor(service),
    }));
};

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
