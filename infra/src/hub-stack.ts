import { Stack, type StackProps } from 'aws-cdk-lib';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { createConsoleHosting } from './console-hosting.ts';
import { uploadConsole } from './console-pages.ts';
import { createFrontDoorSecret } from './front-door-secret.ts';
import { createFunctions } from './functions.ts';
import { addRoutes, apiHost, createHttpApi } from './http-api.ts';
import { createIdentity } from './identity.ts';
import { createMonitoring } from './monitoring.ts';
import { createTopic } from './notifications.ts';
import { addOutputs } from './outputs.ts';
import { createParameters } from './parameters.ts';
import { createStateMachine, stateMachineArn } from './state-machine.ts';
import { createTables } from './tables.ts';
import { createWakeUps } from './wake-ups.ts';

export interface HubOptions extends StackProps {
  /** The folder of the functions' bundle. */
  readonly bundle: string;
  /** The folder of the built console. */
  readonly consoleFolder: string;
  readonly version: string;
}

/** What the names of tables, state machine and sign-in begin with. */
const TABLE_PREFIX = 'breakwater';

/** Without these no execution goes on, whichever driver it has. */
const drivingFunctions = ['advance', 'begin', 'drive'] as const;

/** The whole of Breakwater in one account and Region. */
export class HubStack extends Stack {
  constructor(scope: Construct, id: string, { bundle, consoleFolder, version, ...props }: HubOptions) {
    super(scope, id, props);
    const parameters = createParameters(this);
    const tables = createTables(this, TABLE_PREFIX);
    const { topic, key: topicKey } = createTopic(this);
    const api = createHttpApi(this);
    const frontDoorSecret = createFrontDoorSecret(this, TABLE_PREFIX);
    const { distribution, pages } = createConsoleHosting(this, {
      frontDoorSecret,
      apiHost: apiHost(api),
      signInHost: `https://*.auth.${this.region}.amazoncognito.com`,
      parameters,
    });
    const serverUrl = `https://${distribution.distributionDomainName}`;
    const { functions, deadLetters } = createFunctions(this, {
      tables,
      tablePrefix: TABLE_PREFIX,
      topic,
      topicKey,
      driver: parameters.whenScheduled('schedule', 'step-functions'),
      stateMachineArn: stateMachineArn(TABLE_PREFIX),
      bundle,
      frontDoorSecret,
      // What they print leads back to them. It refers to the API, which refers to no function: its routes do.
      serverUrl,
      version,
    });
    const stateMachine = createStateMachine(this, functions, TABLE_PREFIX);
    createWakeUps(this, { functions, deadLetters, parameters });
    topic.addSubscription(new LambdaSubscription(functions.notify, { deadLetterQueue: deadLetters }));
    const identity = createIdentity(this, `${serverUrl}/`, TABLE_PREFIX);
    addRoutes(api, identity, functions.api);
    uploadConsole(this, { folder: consoleFolder, bucket: pages, identity });
    createMonitoring(this, { functions, stateMachine, deadLetters, topic });
    addOutputs(this, {
      Url: serverUrl,
      UserPool: identity.userPool.userPoolId,
      Topic: topic.topicArn,
      ApiFunction: functions.api.functionArn,
      DrivingFunctions: drivingFunctions.map((name) => functions[name].functionName).join(' '),
    });
  }
}
