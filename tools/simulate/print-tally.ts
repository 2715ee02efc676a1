import type { Tally } from '../../test/simulation/support/tally.ts';

const headings: readonly (readonly [string, (name: string) => boolean])[] = [
  ['faults of AWS that took effect, by use', (name) => name.startsWith('fault ')],
  ['crashes', (name) => name.startsWith('crash ') || name === 'process started'],
  ['the store', (name) => name.startsWith('store ')],
  ['clocks', (name) => name.startsWith('clock ')],
  ['others', (name) => name.startsWith('a ')],
  ['launches cut off between claim and answer', (name) => name.startsWith('cut off: ')],
  ['DRS events', (name) => name.startsWith('DRS event')],
  ['messages', (name) => name.startsWith('message ')],
  ['operators', (name) => name.startsWith('operator ')],
  ['statuses entered by executions', (name) => name.startsWith('execution ')],
  ['how executions ended', (name) => name.startsWith('ended ')],
  ['twins: quiet nights, lived undisturbed and killed', (name) => name.startsWith('twin ')],
  ['what was decided', (name) => name.startsWith('event ')],
];

/** What was tried, in groups. */
export const printTally = ({ counts }: Tally, print: (line: string) => void): void => {
  for (const [heading, belongs] of headings) {
    const entries = [...counts]
      .filter(([name, times]) => belongs(name) && times > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    if (entries.length === 0) continue;
    print(`\n${heading}`);
    print(`  ${entries.map(([name, times]) => `${shortened(name)} ${times}`).join(', ')}`);
  }
};

const shortened = (name: string): string =>
  name.replace(/^(fault|store|operator|execution|ended|event|crash|message|twin|cut off:) /, '');
