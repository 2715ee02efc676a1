import type { PlanOverlaps } from '../../domain/model/plan-overlaps.ts';
import { countOf, firstFew } from '../../domain/names.ts';
import { dateTimeText } from './duration.ts';

const NAMED = 5;

/** Other plans over the same servers; nothing when there are none and all was seen. */
export const overlapLines = ({ plans, unseen, observedTime }: PlanOverlaps): readonly string[] => [
  ...plans.map(
    ({ planName, serverCount, serverNames }) =>
      `Plan "${planName}" launches ${countOf(serverCount, 'server')} of this plan too: ${firstFew(serverNames, NAMED, ', ')}`,
  ),
  ...(plans.length === 0 || observedTime === undefined
    ? []
    : [`Whichever starts first holds them. By the inventory of ${dateTimeText(observedTime)}`]),
  ...unseen.map(({ accountId, region }) => `Not known of ${accountId}/${region}: it has not been looked at yet`),
];
