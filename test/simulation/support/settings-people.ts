/** What people do with launch settings past any run: they apply those of a plan's groups. */
import { hasLaunchSettings } from '../../../src/domain/launch-config-sites.ts';
import type { Rig } from '../../support/rig.ts';
import type { Tally } from './tally.ts';

interface Parts {
  readonly world: Rig;
  readonly tally: Tally;
  /** Somebody applies the settings of these groups. Gives what is called when that is over. */
  readonly onApply: (groupIds: readonly string[]) => () => void;
}

/** Longer than an application is leased to somebody who died. */
const CALLS_MAX = 100;

export const createSettingsPeople = ({ world, tally, onApply }: Parts) => {
  const groupIdsOf = async ({ catalog }: Rig, planId: string): Promise<readonly string[]> => {
    const plan = await catalog.getPlan(planId);
    return [...new Set((plan?.waves ?? []).flatMap(({ protectionGroupIds }) => protectionGroupIds))];
  };

  /** As the command line does it: again until it is over, some minutes at the most. */
  const applyGroup = async ({ catalog, launchSettings }: Rig, groupId: string, actor: string): Promise<boolean> => {
    for (let calls = 0; calls < CALLS_MAX; calls += 1) {
      const group = await catalog.getGroup(groupId);
      if (group === undefined) return false;
      if (!hasLaunchSettings(group)) return true;
      const answer = await launchSettings.apply(group, actor);
      if (!answer.ok) return false;
      if (answer.value.endTime !== undefined) return answer.value.counts.failed === 0;
      await world.clock.sleep(5);
    }
    return false;
  };

  return {
    /** Group after group. Tells whether every server has what is wanted of it. */
    applySettings: async (rig: Rig, planId: string, actor: string): Promise<boolean> => {
      const groupIds = await groupIdsOf(rig, planId);
      const onEnd = onApply(groupIds);
      let isWhole = true;
      for (const groupId of groupIds) {
        isWhole = (await applyGroup(rig, groupId, actor)) && isWhole;
      }
      onEnd();
      tally.count(`operator apply-settings ${isWhole ? 'done' : 'failed'}`);
      return isWhole;
    },
  };
};
