import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/** An app that is not synthesized while cdk-nag (AwsSolutions) finds anything that nobody has acknowledged. */
export const createCheckedApp = (): App => {
  const app = new App({ analyticsReporting: false });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
};
