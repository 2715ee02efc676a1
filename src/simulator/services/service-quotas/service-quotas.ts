import { z } from 'zod';
import { AwsError } from '../../wire/aws-error.ts';
import { InvalidToken, takePage } from '../../wire/page.ts';
import { type Call, type HttpReply, type HttpRequest, notImplemented, type Service } from '../../wire/service.ts';
import { type DrsQuota, drsQuotas } from './drs-quotas.ts';

const target = 'ServiceQuotasV20190624.';
const refused = (code: string, message: string, status = 400): AwsError => new AwsError(code, status, message);

const serviceCode = z.string().regex(/^[a-zA-Z][a-zA-Z0-9-]{1,63}$/);
const getRequest = z.object({ ServiceCode: serviceCode, QuotaCode: z.string().regex(/^[a-zA-Z][a-zA-Z0-9-]{1,128}$/) });
const listRequest = z.object({
  ServiceCode: serviceCode,
  MaxResults: z.int().min(1).max(100).optional(),
  NextToken: z.string().optional(),
});

type Operation = { name: string; run: (call: Call, body: unknown) => object };

const getServiceQuota: Operation = {
  name: 'GetServiceQuota',
  run(call, body) {
    const { ServiceCode, QuotaCode } = parse(getRequest, body);
    const quota = quotasOf(call, ServiceCode).find((one) => one.code === QuotaCode);
    if (quota === undefined) {
      throw refused(
        'NoSuchResourceException',
        `The request failed because the specified service quota does not exist.`,
      );
    }
    return { Quota: view(call, quota) };
  },
};

const listServiceQuotas: Operation = {
  name: 'ListServiceQuotas',
  run(call, body) {
    const { ServiceCode, MaxResults, NextToken } = parse(listRequest, body);
    const quotas = quotasOf(call, ServiceCode);
    try {
      const { items, nextToken } = takePage<DrsQuota>(
        { maxResults: MaxResults, nextToken: NextToken },
        {
          operation: 'ListServiceQuotas',
          filters: ServiceCode,
          limits: { default: 100, max: 100 },
          from: (position = 0) => quotas.slice(position),
          position: (quota) => quotas.indexOf(quota),
        },
      );
      return { Quotas: items.map((quota) => view(call, quota)), NextToken: nextToken };
    } catch (error) {
      if (!(error instanceof InvalidToken)) throw error;
      throw refused('InvalidPaginationTokenException', 'Invalid input was provided: NextToken.');
    }
  },
};

/** Throws for a service whose quotas are not modelled. */
function quotasOf({ settings }: Call, code: string): readonly DrsQuota[] {
  if (code === 'drs') return drsQuotas(settings.quotas);
  throw refused(notImplemented, `The simulator does not model the quotas of the service ${code}`, 501);
}

/** Shape: ServiceQuota of the API model (2019-06-24). */
const view = ({ caller, region }: Call, { code, name, value, isAdjustable }: DrsQuota): object => ({
  ServiceCode: 'drs',
  ServiceName: 'AWS Elastic Disaster Recovery',
  QuotaArn: `arn:aws:servicequotas:${region}:${caller.accountId}:drs/${code}`,
  QuotaCode: code,
  QuotaName: name,
  Value: value,
  Unit: 'None',
  Adjustable: isAdjustable,
  GlobalQuota: false,
  QuotaAppliedAtLevel: 'ACCOUNT',
});

const operations: readonly Operation[] = [getServiceQuota, listServiceQuotas];

/** Service Quotas, JSON 1.1, for the quotas of DRS. */
export const serviceQuotas: Service = {
  name: 'servicequotas',
  operations: operations.map((operation) => operation.name),
  errors: {
    throttled: () => refused('TooManyRequestsException', 'Rate exceeded'),
    internal: () => refused('ServiceException', 'Something went wrong.', 500),
    accessDenied: (caller, operation, message) => {
      const text = `User: ${caller.arn} is not authorized to perform: servicequotas:${operation}`;
      return refused('AccessDeniedException', message ?? text);
    },
    expiredToken: () => refused('ExpiredTokenException', 'The security token included in the request is expired'),
  },
  bind(request) {
    const operation = operations.find((one) => request.target === `${target}${one.name}`);
    if (operation === undefined) throw unmodelled(request);
    return {
      name: operation.name,
      run: (call) => json(200, operation.run(call, readJson(request.body)), call.requestId),
    };
  },
  writeError: (error, requestId) =>
    json(error.status, { __type: error.code, Message: error.message, message: error.message }, requestId, error.code),
};

function unmodelled({ target: asked, method, path }: HttpRequest): AwsError {
  const what = asked?.startsWith(target) === true ? asked.slice(target.length) : `${method} ${path}`;
  return refused(notImplemented, `The simulator does not model the Service Quotas operation ${what}`, 501);
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw refused('SerializationException', 'The request body is not JSON');
  }
}

function parse<T>(shape: z.ZodType<T>, body: unknown): T {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw refused('IllegalArgumentException', `Invalid input was provided: ${issue?.path.join('.')} ${issue?.message}`);
}

const json = (status: number, body: object, requestId: string, error?: string): HttpReply => ({
  status,
  headers: {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': requestId,
    ...(error === undefined ? {} : { 'x-amzn-errortype': error }),
  },
  body: JSON.stringify(body),
});
