import type { Scope } from '../domain/model/scope.ts';
import type { Outcome } from './aws-failure.ts';

interface Document {
  readonly documentName: string;
  readonly documentVersion?: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
}

export interface AutomationRun {
  /** AWS's word: an open enum. */
  readonly status: string;
  readonly failureMessage?: string;
  /** `name: value`, joined. */
  readonly output?: string;
}

/** What one instance made of a command. */
export interface CommandInvocation {
  readonly instanceId: string;
  readonly status: string;
  readonly statusDetails: string;
  readonly output?: string;
}

/** AWS Systems Manager, as far as a plan's actions use it. */
export interface AutomationService {
  /** The same token with the same parameters gives the same run again. */
  startAutomation(
    scope: Scope,
    request: Document & { readonly token: string },
  ): Promise<Outcome<{ readonly automationId: string }>>;
  describeAutomation(scope: Scope, automationId: string): Promise<Outcome<AutomationRun>>;
  /** SSM knows no token for it: the comment is what it is found again by. At most 50 instances. */
  sendCommand(
    scope: Scope,
    request: Document & { readonly instanceIds: readonly string[]; readonly comment: string },
  ): Promise<Outcome<{ readonly commandId: string }>>;
  /** The command with this comment, among those requested since then. */
  findCommand(
    scope: Scope,
    request: { readonly comment: string; readonly since: string },
  ): Promise<Outcome<{ readonly commandId?: string }>>;
  describeCommand(scope: Scope, commandId: string): Promise<Outcome<readonly CommandInvocation[]>>;
}
