import type { ActivityView } from '../../../../../src/domain/model/execution-view.ts';

/** What was seen of it last, while it runs; how it ended, after that. */
export const lastWordsOf = ({ lastLook, message }: ActivityView): string | undefined => lastLook?.message ?? message;
