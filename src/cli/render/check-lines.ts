import type { InstanceDeletion, StartCheck } from '../../domain/model/start-check.ts';
import { countOf, firstFew, serverLabel } from '../../domain/names.ts';
import { WAVE_WOULD_FAIL } from '../../domain/start-findings.ts';

/** `wave 1 "web": 12 servers, after wave 0, waits for approval`. */
export const waveLinesOf = ({ waves, unknown, blockers }: StartCheck): readonly string[] => {
  const isUnknown = unknown.length > 0 || blockers.some(({ code }) => code === 'CHECK_NOT_POSSIBLE');
  return waves.map(({ waveNumber, waveName, serverCount, dependsOnWaves, pauseBeforeWave, pointInTime }) => {
    const after =
      dependsOnWaves.length === 0 ? '' : `, after ${dependsOnWaves.map((wave) => `wave ${wave}`).join(', ')}`;
    return `  wave ${waveNumber} "${waveName}": ${serverCount === 0 && isUnknown ? 'servers unknown' : countOf(serverCount, 'server')}${after}${pauseBeforeWave ? ', waits for approval' : ''}${pointInTime === undefined ? '' : `, as of ${pointInTime}`}`;
  });
};

const deletionsShown = 20;

/** What DRS would delete, one a line: nobody types a name over a count alone. */
export const deletionLines = ({ deletions, servers }: StartCheck): readonly string[] => {
  if (deletions.length === 0) return [];
  const shown = deletions.toSorted((a, b) => Number(b.isLive) - Number(a.isLive)).slice(0, deletionsShown);
  const left = deletions.length - shown.length;
  const holders = new Map(servers.map(({ sourceServerId, heldBy }) => [sourceServerId, heldBy?.executionId] as const));
  return [
    `DRS would delete ${countOf(deletions.length, 'instance')}:`,
    ...shown.map(
      (deletion) =>
        `  ${deletion.recoveryInstanceId} of ${serverLabel(deletion)}, ${kindOf(deletion, holders.get(deletion.sourceServerId))}`,
    ),
    ...(left > 0 ? [`  … and ${left} more`] : []),
  ];
};

/** Of a server that a run holds now it may be the instance of that very run. */
const kindOf = ({ isLive, isExisting, isAccepted }: InstanceDeletion, holder: string | undefined): string => {
  if (!isLive) return holder === undefined ? 'of an earlier drill' : `of a drill; ${holder} holds the server now`;
  const kind = isExisting ? 'there before DRS launched into it' : 'LIVE';
  return isAccepted ? `${kind}, accepted` : kind;
};

const warningsShown = 20;

/** What is worth knowing, apart from the deletions. */
export const warningLines = ({ warnings }: StartCheck): readonly string[] => {
  const told = warnings.filter(({ code }) => code !== 'INSTANCE_DELETED').map(({ message }) => `Mind: ${message}`);
  const left = told.length - warningsShown;
  return left <= 0 ? told : [...told.slice(0, warningsShown), `Mind: ${countOf(left, 'more warning')}`];
};

export const unknownLines = ({ unknown }: StartCheck): readonly string[] =>
  unknown.map(({ message }) => `Not known: ${message}`);

/** Once for each kind of what was found; refusals have their remedies beside them. */
export const remedyLines = ({ warnings, unknown }: StartCheck): readonly string[] => {
  const told = [...unknown, ...warnings].filter(({ remedy }) => !remedy.startsWith('None needed'));
  const lines = [...new Set(told.map(({ code, remedy }) => `  ${code}: ${remedy}`))];
  return lines.length === 0 ? [] : ['What to do:', ...lines];
};

export const verdictLine = ({ verdict, blockers, unknown, warnings, serverCount, servers }: StartCheck): string => {
  const lost = servers.filter(({ findings }) => findings.some(({ code }) => code === 'CANNOT_LAUNCH')).length;
  const count = `${lost === 0 ? '' : `${serverCount - lost} of `}${countOf(serverCount, 'server')}`;
  const failing = firstFew(
    warnings.filter(({ code }) => code === WAVE_WOULD_FAIL).map(({ message }) => message),
    1,
  );
  switch (verdict) {
    case 'READY':
      return warnings.length === 0
        ? `READY: nothing speaks against a start of ${count}`
        : `READY: nothing refuses a start of ${count}; mind ${countOf(warnings.length, 'warning')}`;
    case 'BLOCKED':
      return `BLOCKED: a start would be refused, for ${countOf(blockers.length, 'reason')}`;
    case 'UNKNOWN':
      return `UNKNOWN: not everything could be checked (${firstFew([...new Set(unknown.map(({ code }) => code))])})${failing === '' ? '' : `; and ${failing}`}`;
    case 'WOULD_FAIL':
      return `WOULD FAIL: a start of ${count} would begin, but ${failing}`;
  }
};
