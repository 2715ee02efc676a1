export { readGroups, readPlan } from './catalog-reader.ts';
