import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { isPlanNamed } from '../../../../../src/domain/plan-names.ts';

interface Props {
  readonly planName: string;
  readonly typed: string;
  readonly onType: (typed: string) => void;
}

/** Of a launch in a RECOVERY: nobody makes one by a click too many. */
export function PlanNameField({ planName, typed, onType }: Props) {
  return (
    <FormField
      label={`Type the plan's name to confirm: ${planName}`}
      description="A RECOVERY launches live systems. A drill is the exercise."
    >
      <Input value={typed} autoComplete={false} onChange={({ detail }) => onType(detail.value)} />
    </FormField>
  );
}

/** Why a RECOVERY cannot launch yet; undefined when the name is typed. */
export const whyNameNotYet = (planName: string, typed: string): string | undefined =>
  isPlanNamed(planName, typed) ? undefined : `Type the plan's name: ${planName}`;
