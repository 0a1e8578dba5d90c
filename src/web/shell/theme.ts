import { effect, signal } from '@preact/signals';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];
const place = 'tracker.theme';

const kept = localStorage.getItem(place);
export const theme = signal<Theme>(themes.find((name) => name === kept) ?? 'auto');

export function followTheme(): void {
  effect(() => {
    localStorage.setItem(place, theme.value);
    document.documentElement.dataset.theme = theme.value;
  });
}

export const nextTheme = (): void => {
  theme.value = themes[(themes.indexOf(theme.peek()) + 1) % themes.length] ?? 'auto';
};
