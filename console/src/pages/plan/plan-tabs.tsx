import { getRouteApi } from '@tanstack/react-router';
import type { RecoveryPlan } from '../../../../src/domain/model/recovery-plan.ts';
import { ContainedTabs } from '../../components/contained-tabs.tsx';
import { PlanRuns } from './plan-runs.tsx';
import { PlanVersions } from './versions/plan-versions.tsx';
import { PlanWaves } from './waves/plan-waves.tsx';

const route = getRouteApi('/frame/recovery-plans/$planId');
const tabIds = ['waves', 'runs', 'versions'] as const;

/** The tab, its filter, and which versions are compared, stand in the address. */
export function PlanTabs({ plan }: { readonly plan: RecoveryPlan }) {
  const { tab = 'waves', from, to, filter } = route.useSearch();
  const navigate = route.useNavigate();
  const go = (search: ReturnType<typeof route.useSearch>): void => {
    navigate({ search, replace: true, resetScroll: false }).catch(() => undefined);
  };
  return (
    <ContainedTabs
      activeTabId={tab}
      onChange={({ detail }) => {
        const chosen = tabIds.find((id) => id === detail.activeTabId);
        if (chosen !== undefined) go({ tab: chosen });
      }}
      tabs={[
        { id: 'waves', label: 'Waves', content: <PlanWaves plan={plan} /> },
        {
          id: 'runs',
          label: 'Executions',
          content: (
            <PlanRuns
              planId={plan.planId}
              filter={filter}
              onFilter={(text) => go({ tab: 'runs', ...(text !== '' && { filter: text }) })}
            />
          ),
        },
        {
          id: 'versions',
          label: 'Versions',
          content: (
            <PlanVersions
              plan={plan}
              from={from}
              to={to}
              onCompare={(older, newer) => go({ tab: 'versions', from: older, to: newer })}
            />
          ),
        },
      ]}
    />
  );
}
