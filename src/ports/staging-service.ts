import type { Scope } from '../domain/model/scope.ts';
import type { Outcome } from './aws-failure.ts';

/** Staging accounts of DRS: they replicate for another account, which recovers. Every list is complete. */
export interface StagingService {
  /** The accounts that the extended source servers of this one replicate into. */
  listStagingAccounts(scope: Scope): Promise<Outcome<readonly string[]>>;
  /** The servers of a staging account that are not extended into this account yet, nor extensions themselves. */
  listExtensibleServers(scope: Scope, stagingAccountId: string): Promise<Outcome<readonly ExtensibleServer[]>>;
  /** One call on the wire. Gives the id of the new source server. */
  createExtendedServer(scope: Scope, stagingServerArn: string): Promise<Outcome<string>>;
}

export interface ExtensibleServer {
  readonly arn: string;
  readonly hostname?: string;
  readonly tags: Readonly<Record<string, string>>;
}
