import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { RecoveryPlan } from '../../../../src/domain/model/recovery-plan.ts';
import { ActionModal } from '../../components/action-modal.tsx';
import { plansKey } from '../../data/catalog.ts';
import { api } from '../../data/client.ts';
import { flash } from '../../shell/flashes.ts';

export function DeletePlanModal({ plan, onClose }: { readonly plan: RecoveryPlan; readonly onClose: () => void }) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return (
    <ActionModal
      title={`Delete the plan ${plan.planName}`}
      verb="Delete the plan"
      run={() => api.deletePlan(plan.planId, plan.version)}
      onDone={() => {
        flash('success', `The plan ${plan.planName} was deleted`);
        navigate({ to: '/recovery-plans' })
          .then(() => queryClient.removeQueries({ queryKey: [...plansKey, plan.planId] }))
          .then(() => queryClient.invalidateQueries({ queryKey: plansKey }))
          .catch(() => undefined);
      }}
      onDismiss={onClose}
    >
      <p>
        Nobody can start it any more; refused while one of its executions goes on. Those that are over stay as they are:
        each has a copy of its own. Its protection groups stay, too.
      </p>
    </ActionModal>
  );
}
