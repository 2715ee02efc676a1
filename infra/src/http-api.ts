import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Identity } from './identity.ts';

/** Without CORS: the console calls it under its own address (`/api` of the distribution). */
export const createHttpApi = (parent: Construct): HttpApi => {
  const scope = new Construct(parent, 'Api');
  const api = new HttpApi(scope, 'HttpApi', { createDefaultStage: false, description: 'The API of Breakwater' });
  const log = new LogGroup(scope, 'AccessLog', {
    retention: RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  new HttpStage(scope, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    // Ten consoles that look every second, and a script beside them.
    throttle: { rateLimit: 100, burstLimit: 200 },
    accessLogSettings: {
      destination: new LogGroupLogDestination(log),
      format: AccessLogFormat.custom(
        JSON.stringify({
          time: '$context.requestTime',
          requestId: '$context.requestId',
          user: '$context.authorizer.claims.sub',
          ip: '$context.identity.sourceIp',
          method: '$context.httpMethod',
          path: '$context.path',
          status: '$context.status',
          responseMilliseconds: '$context.responseLatency',
        }),
      ),
    },
  });
  return api;
};

/** Every route needs a token of the user pool, but health; the permissions are checked by the function. */
export const addRoutes = (api: HttpApi, { userPool, client }: Identity, handler: IFunction): void => {
  const integration = new HttpLambdaIntegration('Function', handler);
  const authorizer = new HttpUserPoolAuthorizer('Users', userPool, { userPoolClients: [client] });
  const methods = [HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE];
  api.addRoutes({ path: '/api/{proxy+}', methods, integration, authorizer });
  for (const route of api.addRoutes({
    path: '/api/health',
    methods: [HttpMethod.GET],
    integration,
    authorizer: new HttpNoneAuthorizer(),
  })) {
    acknowledge(route, {
      'AwsSolutions-APIG4': 'Whether the API answers is no secret: GET /api/health tells nothing else.',
    });
  }
};

export const apiHost = (api: HttpApi): string => `${api.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
