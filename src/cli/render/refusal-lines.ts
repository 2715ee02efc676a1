import type { Refusal } from '../../domain/model/execution.ts';
import { wrapText } from './wrap.ts';

/** Every reason, with what can be done about it. */
export const refusalLines = (refusals: readonly Refusal[]): readonly string[] =>
  refusals.flatMap(({ code, message, remedy, subjects }) => {
    const flags = subjects.map((instanceId) => `--accept-deletion ${instanceId}`).join(' ');
    const accepting = code === 'LIVE_INSTANCE' && subjects.length > 0 ? [`  To accept it, add: ${flags}`] : [];
    return [...reasonLines(message), `  ${code}: ${remedy}`, ...accepting];
  });

const rowCharacters = 100;
/** Fewer stand well in one sentence. */
const namesMin = 4;

/** `… holds 12 servers: a, b, …`: many names go below what is said of them, as rows that can be read. */
function reasonLines(message: string): readonly string[] {
  const at = message.lastIndexOf(': ');
  const names = at < 0 ? [] : message.slice(at + 2).split(', ');
  if (message.length <= rowCharacters || names.length < namesMin) return [`- ${message}`];
  return [`- ${message.slice(0, at)}:`, ...wrapText(names.join(', '), rowCharacters - 4).map((row) => `    ${row}`)];
}
