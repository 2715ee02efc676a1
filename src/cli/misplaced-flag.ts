import { nearestName } from '../engine/nearest-name.ts';
import { connectionFlags } from './connection.ts';
import { outputFlags } from './output.ts';
import { startFlags } from './start-execution.ts';

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const standingAlone = ['help', 'version'];
/** Flags that many commands share: what somebody may put before the command. */
const ofCommands = Object.keys({ ...connectionFlags, ...outputFlags, ...startFlags }).map(kebab);

/** Where a command is expected and a flag stands: which one was meant, and where it goes. */
export function misplacedFlagText(input: string): string {
  const name = input.replace(/^-+/, '').replace(/=.*$/, '');
  const nearest = nearestName(name, [...standingAlone, ...ofCommands]);
  const meant = nearest === undefined || nearest === name ? '' : `, did you mean \`--${nearest}\`?`;
  if (nearest !== undefined && standingAlone.includes(nearest)) return `No flag registered for \`${input}\`${meant}`;
  return `No command begins with a flag: \`${input}\`${meant === '' ? '.' : meant} Flags come after the command`;
}
