import type { SimulatorClock } from '../clock.ts';
import { type FaultScope, takeFault } from '../faults/faults.ts';
import { requestId } from '../ids.ts';
import { services } from '../services/services.ts';
import type { Settings } from '../settings.ts';
import type { World } from '../world/world.ts';
import { readAuthorization } from './authorization.ts';
import { AwsError, ConnectionLost } from './aws-error.ts';
import type { CallLog } from './call-log.ts';
import { type Caller, callerOf } from './caller.ts';
import { type BoundOperation, type HttpReply, type HttpRequest, notImplemented, type Service } from './service.ts';
import { TokenBuckets } from './token-bucket.ts';

export type Gateway = (request: HttpRequest, authorization: string | null) => Promise<HttpReply>;

/**
 * The way of every AWS call: who calls, which service and operation, then the faults that hold, then the operation.
 * Rejects with `ConnectionLost` when a fault breaks the connection.
 */
export function createGateway(parts: {
  world: World;
  clock: SimulatorClock;
  settings: Settings;
  calls: CallLog;
}): Gateway {
  const { world, clock, settings, calls } = parts;
  const { requests } = settings.quotas;
  const buckets = requests === undefined ? undefined : new TokenBuckets(requests);
  let requestCount = 0;

  return async (request, authorization) => {
    requestCount += 1;
    const id = requestId(world.seed, requestCount);
    const credentials = readAuthorization(authorization);
    const service = services.find((one) => one.name === credentials?.service);
    if (credentials === undefined || service === undefined) return refuseUnknown(credentials?.service, id);

    const caller = callerOf(world, credentials.accessKeyId, clock.now());
    const { region } = credentials;
    const record = { at: clock.now(), service: service.name, operation: '?', accountId: caller.accountId, region };
    try {
      const operation = service.bind(request);
      record.operation = operation.name;
      const reply = await run({ service, operation, caller, region, id, target: request.path + request.body });
      calls.add({ ...record, status: reply.status });
      return reply;
    } catch (error) {
      if (error instanceof AwsError) {
        calls.add({ ...record, status: error.status, error: error.code });
        return service.writeError(error, id);
      }
      calls.add({
        ...record,
        status: 0,
        error: error instanceof ConnectionLost ? 'ConnectionLost' : 'SimulatorFailure',
      });
      throw error;
    }
  };

  async function run(call: {
    service: Service;
    operation: BoundOperation;
    caller: Caller;
    region: string;
    id: string;
    /** Where a server's id may stand. */
    target: string;
  }): Promise<HttpReply> {
    const { service, operation, caller, region } = call;
    const scope: FaultScope = {
      service: service.name,
      operation: operation.name,
      accountId: caller.accountId,
      region,
      concerns: (id) => call.target.includes(id),
    };
    const slow = takeFault(world, 'slow', clock.now(), scope);
    if (slow !== undefined) await clock.wait(slow.delaySeconds * 1000);
    const now = clock.now();
    refuseByFault(service, caller, now, scope);
    const stale = isRead(service.name, operation.name) ? takeFault(world, 'stale-read', now, scope) : undefined;
    const asOf = now - (stale?.ageSeconds ?? 0) * 1000;
    const reply = operation.run({ world, settings, caller, region, now, asOf, scope, requestId: call.id });
    if (takeFault(world, 'lost-reply', now, scope) !== undefined) throw new ConnectionLost();
    return reply;
  }

  /** In the order in which AWS would find out: network, rate, credentials, permission, the service itself. */
  function refuseByFault({ errors }: Service, caller: Caller, now: number, scope: FaultScope): void {
    if (takeFault(world, 'lost-request', now, scope) !== undefined) throw new ConnectionLost();
    const throttle = takeFault(world, 'throttle', now, scope);
    if (throttle !== undefined) throw errors.throttled(throttle.retryAfterSeconds);
    const waitSeconds = buckets?.take(`${scope.accountId}/${scope.region}/${scope.service}`, now) ?? 0;
    if (waitSeconds > 0) throw errors.throttled(waitSeconds);
    if (caller.expired || takeFault(world, 'expired-token', now, scope) !== undefined) throw errors.expiredToken();
    const denied = takeFault(world, 'access-denied', now, scope);
    if (denied !== undefined) throw errors.accessDenied(caller, scope.operation, denied.message);
    const internal = takeFault(world, 'internal-error', now, scope);
    if (internal !== undefined) throw errors.internal(internal.retryAfterSeconds);
  }
}

const isRead = (service: string, operation: string): boolean =>
  service !== 'sts' && /^(Describe|Get|List)/.test(operation);

/** Not signed, or signed for a service that is not modelled: there is no protocol to answer in, so JSON. */
function refuseUnknown(service: string | undefined, id: string): HttpReply {
  const [code, status, message] =
    service === undefined
      ? ['MissingAuthenticationToken', 403, 'This is an AWS simulator: requests must be signed (any key will do)']
      : [notImplemented, 501, `The simulator does not model the service ${service}`];
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': String(code), 'x-amzn-requestid': id };
  return { status: Number(status), headers, body: JSON.stringify({ message, code }) };
}
