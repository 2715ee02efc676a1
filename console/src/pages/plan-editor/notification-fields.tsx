import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import type { FieldError } from '../../../../src/domain/model/plan-file.ts';
import { notificationEvents } from '../../../../src/domain/model/plan-notifications.ts';
import { TextField } from '../../components/editor/text-field.tsx';
import { errorAt } from '../../components/field-errors.ts';
import { eventText } from '../../components/notification-words.ts';
import type { PlanDraft } from './draft.ts';

interface Props {
  readonly draft: PlanDraft;
  readonly errors: readonly FieldError[];
  readonly onChange: (draft: PlanDraft) => void;
}

const eventOptions = notificationEvents.map((value) => ({ value, label: eventText[value] }));

/** Who is told of the plan's runs. */
export function NotificationFields({ draft, errors, onChange }: Props) {
  const isTold = draft.emails !== '' || draft.webhookUrl !== '';
  return (
    <ExpandableSection
      variant="container"
      headerText="Notifications (optional)"
      headerDescription={isTold ? 'Told of its runs: those below' : 'Nobody is told of its runs'}
    >
      <SpaceBetween size="m">
        <FormField
          label="E-mail addresses"
          description="One a line. Each confirms once; only the server in AWS sends e-mail."
          errorText={errorAt(errors, 'notifications', 'emails')}
        >
          <Textarea
            value={draft.emails}
            rows={3}
            onChange={({ detail }) => onChange({ ...draft, emails: detail.value })}
          />
        </FormField>
        <TextField
          label="Webhook"
          description="Gets each message as a signed POST"
          error={errorAt(errors, 'notifications', 'webhookUrl')}
          value={draft.webhookUrl}
          onChange={(webhookUrl) => onChange({ ...draft, webhookUrl })}
        />
        <FormField
          label="Told when"
          errorText={errorAt(errors, 'notifications', 'events')}
          {...(draft.events.length === 0 && { constraintText: 'Nothing chosen: of all of it' })}
        >
          <Multiselect
            options={eventOptions}
            selectedOptions={eventOptions.filter(({ value }) => draft.events.includes(value))}
            placeholder="Choose events"
            deselectAriaLabel={({ label = '' }) => `Not when ${label}`}
            onChange={({ detail }) => {
              const chosen = detail.selectedOptions.map(({ value }) => value);
              onChange({ ...draft, events: notificationEvents.filter((event) => chosen.includes(event)) });
            }}
          />
        </FormField>
      </SpaceBetween>
    </ExpandableSection>
  );
}
