import { AwsError } from '../../wire/aws-error.ts';
import type { QueryInput } from '../../wire/query.ts';
import { type Call, notImplemented } from '../../wire/service.ts';
import type { XmlObject } from '../../wire/xml.ts';
import { type Cell, newCell } from '../../world/cell.ts';
import type { QueryOperation } from '../query-service.ts';

/** What an EC2 operation works with. */
export type Ec2Call = Call & { cell: Cell };

const always = new Set(['Action', 'Version', 'DryRun']);

/**
 * An EC2 operation. `members` are the parameters that it knows, by the first part of their names: any other is refused
 * by name, since leaving it out of account would be a silent difference.
 */
export function ec2Operation(definition: {
  name: string;
  members: readonly string[];
  run: (call: Ec2Call, input: QueryInput) => XmlObject;
}): QueryOperation {
  const { name, run } = definition;
  const members = new Set(definition.members);
  return {
    name,
    run(call, input) {
      for (const member of input.names()) {
        if (!members.has(member) && !always.has(member)) {
          throw new AwsError(notImplemented, 501, `The simulator does not model the parameter ${member} of ${name}`);
        }
      }
      if (input.text('DryRun') === 'true') {
        throw new AwsError('DryRunOperation', 412, 'Request would have succeeded, but DryRun flag is set.');
      }
      const { accountId } = call.caller;
      return run({ ...call, cell: call.world.cell(accountId, call.region) ?? nowhere(accountId, call.region) }, input);
    },
  };
}

/** Where nobody has ever been there is nothing, not even a network. */
const nowhere = (accountId: string, region: string): Cell => newCell({ accountId, region, index: -1 });
