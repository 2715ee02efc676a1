/** What we use of this SDK client. A file of its own, so that it loads at first use and a bundler keeps only this. */
export {
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
