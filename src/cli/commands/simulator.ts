import { buildCommand } from '@stricli/core';
import { act, docsOf, text, wholeNumber } from '../command.ts';
import type { CliContext, CommandScope, SimulatorOptions } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';

const simulator = (context: CliContext, options: SimulatorOptions): Promise<ExitCode> => context.simulator(options);

const speedOf = (input: string): SimulatorOptions['speed'] => {
  if (input === 'manual') return input;
  const speed = Number(input);
  if (!/^\d+(\.\d+)?$/.test(input) || speed <= 0 || speed > 10_000) {
    throw new SyntaxError('must be manual, or a number above 0 and at most 10000');
  }
  return speed;
};

export const simulatorCommand = buildCommand<SimulatorOptions, [], CommandScope>({
  func: act(simulator),
  parameters: {
    flags: {
      port: {
        kind: 'parsed',
        parse: wholeNumber(0, 65_535),
        default: '7701',
        placeholder: 'PORT',
        brief: 'Port on 127.0.0.1',
      },
      speed: {
        kind: 'parsed',
        parse: speedOf,
        default: '1',
        placeholder: 'N|manual',
        brief: 'Simulated seconds a second; manual: time moves by the control endpoint only',
      },
      seed: {
        kind: 'parsed',
        parse: wholeNumber(0, 4_294_967_295),
        optional: true,
        placeholder: 'N',
        brief: 'The same seed makes the same estate and the same durations; that of the data folder, or 1, when absent',
      },
      estate: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'FILE',
        brief: 'The servers, as a file; a sample company when absent',
      },
      data: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'FOLDER',
        brief: 'Folder of the journal; nothing outlives the process when absent',
      },
    },
  },
  docs: docsOf(
    'Run a local AWS endpoint with simulated Elastic Disaster Recovery',
    'For the AWS CLI, any SDK, and `serve --endpoint`. The control endpoint /_control moves time and injects faults.',
    './breakwater simulator --speed 60',
    'aws drs describe-source-servers --endpoint-url http://127.0.0.1:7701 --region us-east-1',
  ),
});
