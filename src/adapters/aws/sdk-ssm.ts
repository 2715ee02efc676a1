/** What we use of this SDK client. A file of its own, so that it loads at first use and a bundler keeps only this. */
export {
  GetAutomationExecutionCommand,
  GetParameterCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  SendCommandCommand,
  SSMClient,
  StartAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';
