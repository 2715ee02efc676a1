/** What became of the instances that an execution launched, as far as the record tells: what a clean-up has still to do. */
import type { LaunchedInstanceView } from './model/execution-view.ts';

type Launched = Pick<LaunchedInstanceView, 'terminatedBy' | 'replacedBy' | 'gone'>;

export interface LaunchedFates<Instance> {
  /** A clean-up looks at these. What the inventory alone saw gone may run on in EC2: it is among them. */
  readonly left: readonly Instance[];
  /** By an earlier clean-up. */
  readonly terminated: readonly Instance[];
  /** By the launch of a later execution: DRS deletes the instance before. */
  readonly replaced: readonly Instance[];
  /** An earlier clean-up asked DRS and EC2, and found them gone. */
  readonly foundGone: readonly Instance[];
}

/** Each instance counts once. */
export function launchedFates<Instance extends Launched>(instances: readonly Instance[]): LaunchedFates<Instance> {
  const of = (fate: keyof LaunchedFates<Instance>) => instances.filter((instance) => fateOf(instance) === fate);
  return { left: of('left'), terminated: of('terminated'), replaced: of('replaced'), foundGone: of('foundGone') };
}

function fateOf({ terminatedBy, replacedBy, gone }: Launched): keyof LaunchedFates<Launched> {
  if (terminatedBy !== undefined) return 'terminated';
  if (replacedBy !== undefined) return 'replaced';
  return gone?.cleanUpId === undefined ? 'left' : 'foundGone';
}

/** As DRS named it, or else EC2: by it an instance of an adopted job is accepted. Undefined: nobody has named it. */
export const launchedInstanceId = ({
  recoveryInstanceId,
  observed,
}: Pick<LaunchedInstanceView, 'recoveryInstanceId' | 'observed'>): string | undefined =>
  recoveryInstanceId ?? observed?.instanceId;
