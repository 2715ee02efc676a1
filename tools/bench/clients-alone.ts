/** Others' code that each function loads before it does anything: what `deployment.ts` holds the functions against. */
export * as dynamodb from '@aws-sdk/client-dynamodb';
export * as stepFunctions from '@aws-sdk/client-sfn';
export * as notifications from '@aws-sdk/client-sns';
export * as tokens from '@aws-sdk/client-sts';
export * as documents from '@aws-sdk/lib-dynamodb';
export * as schemas from 'zod';
