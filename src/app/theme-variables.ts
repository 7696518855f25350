import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  type MantineTheme,
  mergeMantineTheme,
} from '@mantine/core';
import { contrastVariables, theme } from './theme';

function mergedVariables(full: MantineTheme) {
  const standard = defaultCssVariablesResolver(full);
  const ours = contrastVariables(full);
  return {
    variables: { ...standard.variables, ...ours.variables },
    light: { ...standard.light, ...ours.light },
    dark: { ...standard.dark, ...ours.dark },
  };
}

/**
 * Hands the theme's variables to the page as a constructed style sheet. Mantine itself would write a
 * `<style>` element, and the policy would have to allow inline styles for it.
 */
export function adoptThemeVariables(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(convertCssVariables(mergedVariables(mergeMantineTheme(DEFAULT_THEME, theme))));
  document.adoptedStyleSheets.push(sheet);
}
