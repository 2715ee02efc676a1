import { limits } from '../../domain/limits.ts';
import { createFetchRequestHandler, type Fetch, type FetchRequestHandler } from './fetch-request-handler.ts';

export type AwsServiceName = 'drs' | 'ec2' | 'sts' | 'dynamodb' | 'states' | 'sns' | 'ssm' | 'lambda' | 'iam';

/** Where requests go. Neither: to AWS, by the SDK's own connections. */
export interface Destination {
  /** Sends each request, for example into the simulator in-process. */
  readonly fetch?: Fetch;
  /** One URL that serves every account, Region and service, for example a simulator's listener. */
  readonly endpoint?: string;
}

interface ConnectionSettings {
  readonly connectionTimeout: number;
  readonly httpAgent: { readonly keepAlive: boolean; readonly maxSockets: number };
  readonly httpsAgent: { readonly keepAlive: boolean; readonly maxSockets: number };
}

export interface ClientSettings {
  readonly region: string;
  readonly maxAttempts: number;
  readonly retryMode: string;
  readonly defaultsMode: 'standard';
  /** The `app/` that CloudTrail and AWS's support see in the user agent. */
  readonly userAgentAppId: string;
  readonly defaultUserAgentProvider?: () => Promise<[string, string][]>;
  /** The in-process clock may be virtual: its `Date` headers are no sign of a wrong clock here. */
  readonly disableClockSkewCorrection?: boolean;
  readonly authSchemePreference?: string[];
  readonly useDualstackEndpoint?: boolean;
  readonly useFipsEndpoint?: boolean;
  readonly requestHandler: FetchRequestHandler | ConnectionSettings;
  readonly endpoint?: string;
}

/**
 * The settings that all SDK clients share. The SDK never tries again: it would sleep in real time, and its second
 * `StartRecovery` would meet a conflict with its own first (design 6.6).
 */
export function createClientSettings(
  destination: Destination,
): (service: AwsServiceName, region: string) => ClientSettings {
  const always = {
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard',
    userAgentAppId: 'breakwater',
  } as const;
  const { fetch } = destination;
  if (fetch === undefined) {
    return (_service, region) => ({ ...always, region, requestHandler: connections, ...endpointOf(destination) });
  }
  const requestHandler = createFetchRequestHandler(fetch);
  // All that the SDK would look up in the environment or in files is given: in-process calls stay in-process, and under
  // virtual time no file is waited for.
  return (service, region) => ({
    ...always,
    region,
    requestHandler,
    defaultUserAgentProvider: async () => [['breakwater', 'in-process']],
    disableClockSkewCorrection: true,
    authSchemePreference: [],
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    endpoint: destination.endpoint ?? `https://${service}.${region}.amazonaws.com`,
  });
}

const agent = { keepAlive: true, maxSockets: limits.connectionsPerClient } as const;
const connections: ConnectionSettings = {
  connectionTimeout: limits.connectTimeoutSeconds * 1000,
  httpAgent: agent,
  httpsAgent: agent,
};

const endpointOf = ({ endpoint }: Destination) => (endpoint === undefined ? {} : { endpoint });
