/** What a check and a start are asked for alike, from their flags. */
import { z } from 'zod';
import type { CheckBody } from '../api/contract.ts';
import type { RecoveryPlan } from '../domain/model/recovery-plan.ts';
import { text } from './command.ts';
import type { CliContext } from './context.ts';
import type { Found } from './find-plan.ts';
import { findWave } from './find-wave.ts';

export interface StartRequestFlags {
  readonly acceptDeletion?: readonly string[];
  readonly pointInTime?: string;
  readonly wavePointInTime?: readonly WavePointFlag[];
}

interface WavePointFlag {
  /** Name or number, as it was typed. */
  readonly wave: string;
  readonly pointInTime: string;
}

const dateTimeSchema = z.iso.datetime({ offset: true });

/** ISO 8601 with its offset; kept in UTC. A time without one would be another in each time zone. */
const dateTime = (input: string): string => {
  if (!dateTimeSchema.safeParse(input).success) {
    throw new SyntaxError('must be a time with its offset, like 2026-11-02T06:30:00Z or 2026-11-02T07:30:00+01:00');
  }
  return new Date(input).toISOString();
};

const wavePoint = (input: string): WavePointFlag => {
  const end = input.lastIndexOf('=');
  if (end < 1) throw new SyntaxError('must be WAVE=TIME, like database=2026-11-02T06:30:00Z');
  return { wave: input.slice(0, end), pointInTime: dateTime(input.slice(end + 1)) };
};

export const acceptDeletionFlag = {
  kind: 'parsed',
  parse: text,
  optional: true,
  variadic: true,
  placeholder: 'INSTANCE',
  brief: 'A live recovery instance (i-…) that DRS may delete; repeat for each',
} as const;

export const startRequestFlags = {
  acceptDeletion: acceptDeletionFlag,
  pointInTime: {
    kind: 'parsed',
    parse: dateTime,
    optional: true,
    placeholder: 'TIME',
    brief: 'Launch each server from its newest recovery point at or before this time, not from its latest data',
  },
  wavePointInTime: {
    kind: 'parsed',
    parse: wavePoint,
    optional: true,
    variadic: true,
    placeholder: 'WAVE=TIME',
    brief: 'The same for one wave, by name or number; repeat for each',
  },
} as const;

/** A wave that the plan does not have is told of. */
export function startRequestOf(
  context: CliContext,
  plan: Pick<RecoveryPlan, 'waves'>,
  { acceptDeletion = [], pointInTime, wavePointInTime = [] }: StartRequestFlags,
): Found<CheckBody & { readonly acceptedInstanceDeletions: string[] }> {
  const wavePointsInTime: { waveNumber: number; pointInTime: string }[] = [];
  for (const point of wavePointInTime) {
    const wave = findWave(context, plan, point.wave);
    if (!wave.ok) return wave;
    wavePointsInTime.push({ waveNumber: wave.value.waveNumber, pointInTime: point.pointInTime });
  }
  return {
    ok: true,
    value: {
      acceptedInstanceDeletions: [...acceptDeletion],
      ...(pointInTime === undefined ? {} : { pointInTime }),
      ...(wavePointsInTime.length === 0 ? {} : { wavePointsInTime }),
    },
  };
}
