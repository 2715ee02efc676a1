/** Light or dark, roomy or dense: as the person chose, else as the system says. Kept in this browser. */
import { applyDensity, applyMode, Density, Mode } from '@cloudscape-design/global-styles';
import { createStore } from '../data/store.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';
export interface Appearance {
  readonly theme: ThemeChoice;
  readonly dense: boolean;
}

const themeKey = 'breakwater.theme';
const denseKey = 'breakwater.dense';
const systemDark = globalThis.matchMedia('(prefers-color-scheme: dark)');

const themeOf = (text: string | null): ThemeChoice => (text === 'light' || text === 'dark' ? text : 'system');

export const appearance = createStore<Appearance>({
  theme: themeOf(localStorage.getItem(themeKey)),
  dense: localStorage.getItem(denseKey) === 'true',
});

export const isDark = createStore(false);

const show = (): void => {
  const { theme, dense } = appearance.get();
  isDark.set(theme === 'dark' || (theme === 'system' && systemDark.matches));
  applyMode(isDark.get() ? Mode.Dark : Mode.Light);
  applyDensity(dense ? Density.Compact : Density.Comfortable);
};

export function startAppearance(): void {
  show();
  systemDark.addEventListener('change', show);
  appearance.subscribe(() => {
    localStorage.setItem(themeKey, appearance.get().theme);
    localStorage.setItem(denseKey, String(appearance.get().dense));
    show();
  });
}
