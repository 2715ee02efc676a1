/** What an AWS service refuses with. Thrown by services, written by the protocol of the service. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;
  /** Further members of the error shape, such as `resourceId`. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    status: number,
    message: string,
    extra: { members?: Record<string, unknown>; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.members = extra.members ?? {};
    this.headers = extra.headers ?? {};
  }
}

/** The connection broke before an answer came. In-process callers see it as `fetch` would show it: a TypeError. */
export class ConnectionLost extends TypeError {
  override readonly name = 'TypeError';
  readonly code = 'ECONNRESET';

  constructor() {
    super('fetch failed');
  }
}
