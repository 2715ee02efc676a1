import type { ProtectionGroup } from '../../../src/domain/model/protection-group.ts';
import { countOf } from './count.ts';

/** "3 servers, named", "Tier = db". */
export function selectionText(selection: ProtectionGroup['selection']): string {
  if ('sourceServerIds' in selection) return `${countOf(selection.sourceServerIds.length, 'server')}, named`;
  return Object.entries(selection.tags)
    .map(([key, value]) => `${key} = ${value}`)
    .join(', ');
}
