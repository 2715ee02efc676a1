/**
 * What checks have found of launch settings, by server, for some minutes: AWS tells of one server at a time, so the check of
 * a large plan goes on where the one before ended. Of this process alone: another one begins anew.
 */
import { limits } from '../../domain/limits.ts';
import type { Instant } from '../../domain/model/identifiers.ts';
import type { ServerDrift } from '../../domain/model/launch-settings-view.ts';
import { type Scope, scopeKey } from '../../domain/model/scope.ts';
import { secondsBetween } from '../../domain/time.ts';
import type { SettingsTarget } from '../launch-settings/settings-targets.ts';

export interface Compared {
  readonly drift: ServerDrift;
  readonly comparedTime: Instant;
}

export interface ComparedSettings {
  /** `undefined`: not compared with what is wanted of it now, or too long ago. */
  find(scope: Scope, target: SettingsTarget, now: Instant): Compared | undefined;
  /** What AWS did not tell takes the place of what it told before: unknown is not fine. */
  keep(scope: Scope, found: readonly Compared[], now: Instant): void;
}

export const createComparedSettings = (): ComparedSettings => {
  const byServer = new Map<string, Compared>();
  const keyOf = (scope: Scope, { sourceServerId }: Pick<ServerDrift, 'sourceServerId'>): string =>
    `${scopeKey(scope)}/${sourceServerId}`;
  return {
    find: (scope, target, now) => {
      const compared = byServer.get(keyOf(scope, target));
      if (compared === undefined || isOld(compared, now)) return undefined;
      return JSON.stringify(compared.drift.wanted) === JSON.stringify(target.wanted) ? compared : undefined;
    },
    keep: (scope, found, now) => {
      for (const [key, compared] of byServer) if (isOld(compared, now)) byServer.delete(key);
      for (const compared of found) {
        const key = keyOf(scope, compared.drift);
        if (compared.drift.state === 'UNKNOWN') byServer.delete(key);
        else byServer.set(key, compared);
      }
    },
  };
};

const isOld = ({ comparedTime }: Compared, now: Instant): boolean =>
  Math.abs(secondsBetween(comparedTime, now)) > limits.settingsComparedSeconds;
