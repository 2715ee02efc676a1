import type { ActiveFault, FaultKind, FaultOf } from './rule.ts';

/** What a call or a launch is about; a rule holds when each member that it names agrees. */
export type FaultScope = {
  service: string;
  operation: string;
  accountId: string;
  region: string;
  /** Of an event of DRS. */
  detailType?: string;
  /** Does it concern this server? */
  concerns: (sourceServerId: string) => boolean;
};

/** How the registry makes its changes last; the world journals them. */
export type FaultStore = {
  faults: readonly ActiveFault[];
  faultUsed: (id: string) => void;
};

type Kinded<K extends FaultKind> = ActiveFault & { rule: FaultOf<K> };

const ended = (fault: ActiveFault, now: number): boolean =>
  fault.remaining === 0 ||
  now < fault.addedAt ||
  (fault.rule.forSeconds !== undefined && now >= fault.addedAt + fault.rule.forSeconds * 1000);

type RuleScope = {
  service?: string | undefined;
  operation?: string | undefined;
  accountId?: string | undefined;
  region?: string | undefined;
  sourceServerIds?: string[] | undefined;
  detailType?: string | undefined;
};

function covers(rule: RuleScope, scope: FaultScope): boolean {
  return (
    (rule.service ?? scope.service) === scope.service &&
    (rule.operation ?? scope.operation) === scope.operation &&
    (rule.accountId ?? scope.accountId) === scope.accountId &&
    (rule.region ?? scope.region) === scope.region &&
    (rule.detailType ?? scope.detailType) === scope.detailType &&
    (rule.sourceServerIds === undefined || rule.sourceServerIds.some((id) => scope.concerns(id)))
  );
}

const isKind = <K extends FaultKind>(fault: ActiveFault, kind: K): fault is Kinded<K> => fault.rule.kind === kind;

/** The first rule of a kind that holds, without using it up. */
export function findFault<K extends FaultKind>(
  store: FaultStore,
  kind: K,
  now: number,
  scope: FaultScope,
): Kinded<K> | undefined {
  for (const fault of store.faults) {
    if (isKind(fault, kind) && !ended(fault, now) && covers(fault.rule, scope)) return fault;
  }
  return undefined;
}

/** As `findFault`, and counts one use. */
export function takeFault<K extends FaultKind>(
  store: FaultStore,
  kind: K,
  now: number,
  scope: FaultScope,
): FaultOf<K> | undefined {
  const fault = findFault(store, kind, now, scope);
  if (fault === undefined) return undefined;
  if (fault.remaining !== null) store.faultUsed(fault.id);
  return fault.rule;
}

/** Rules that can still act. */
export const liveFaults = (store: FaultStore, now: number): ActiveFault[] =>
  store.faults.filter((fault) => !ended(fault, now));
