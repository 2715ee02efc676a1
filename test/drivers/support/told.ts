/** What scenarios tell, without what differs between two runs of one. */
import { z } from 'zod';

const mapText = (told: unknown, map: (text: string) => string): unknown =>
  z.json().parse(JSON.parse(map(JSON.stringify(told))));

/** Without what names the run: ids that are made at random in a function, and the way in which people reach it. */
export const withoutNames = (told: unknown): unknown =>
  mapText(told, (text) => text.replaceAll(/(exec|roster|claim)-[0-9a-f-]+/g, '$1-…').replaceAll('automation:', ''));

export const withoutMoments = (told: unknown): unknown =>
  mapText(told, (text) => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…'));
