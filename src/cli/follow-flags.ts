/** How a command that starts something shows it until it ends. */
import type { CliContext } from './context.ts';
import { printError } from './failure.ts';

export interface FollowFlags {
  readonly watch: boolean;
  readonly wait: boolean;
}

/** Of what may wait for a person; a clean-up never does. */
export interface FollowToGateFlags extends FollowFlags {
  readonly exitAtGate: boolean;
}

type Given = FollowFlags & Partial<FollowToGateFlags>;

const off = { kind: 'boolean', default: false, withNegated: false } as const;

export const followFlags = {
  watch: { ...off, brief: 'Show it live until it ends' },
  wait: {
    ...off,
    brief: 'For CI: one line per event, no live screen; the exit code tells the end, 8 that a person is needed',
  },
} as const;

export const followToGateFlags = {
  ...followFlags,
  exitAtGate: { ...off, brief: 'With --watch: end with code 8 as soon as nothing goes on without a person' },
} as const;

/** Says so before anything is started: a flag that does nothing would be found out at the gate. */
export function followFlagsDisagree(context: CliContext, { watch, wait, exitAtGate = false }: Given): boolean {
  const fault =
    watch && wait
      ? 'Either --watch or --wait, not both'
      : exitAtGate && !watch && !wait
        ? '--exit-at-gate goes with --watch; --wait ends there without it'
        : undefined;
  if (fault !== undefined) printError(context, fault);
  return fault !== undefined;
}

/** For `watchExecution`. */
export const followOptions = ({ wait, exitAtGate = false }: Given) => ({
  exitAtGate: exitAtGate || wait,
  plain: wait,
});
