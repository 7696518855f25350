import { Button, type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent. Shade 7 has a contrast of 5.8 : 1 with white, so it carries text both ways. */
const teal: MantineColorsTuple = [
  '#eef9f8',
  '#d8f1ef',
  '#aee3df',
  '#7dd1cb',
  '#4fbbb4',
  '#26a29b',
  '#118a84',
  '#0b736f',
  '#0a5d5a',
  '#084947',
];

/** For what cannot be undone and for what failed; shade 7 has 6.6 : 1 with white. */
const red: MantineColorsTuple = [
  '#fff1f0',
  '#ffdfdc',
  '#ffc0ba',
  '#ff9c94',
  '#f4756a',
  '#e0483b',
  '#c9372c',
  '#b42318',
  '#8f1b12',
  '#6b130c',
];

/** Near-black with a breath of the accent; 7 is the ground, 6 a raised surface, 4 a border. */
const dark: MantineColorsTuple = [
  '#d9e0df',
  '#b6c0bf',
  '#95a2a0',
  '#6c7977',
  '#3a4544',
  '#262f2e',
  '#1a2120',
  '#101514',
  '#0b0f0e',
  '#070a09',
];

export const theme = createTheme({
  colors: { teal, red, dark },
  primaryColor: 'teal',
  primaryShade: 7,
  // Fonts of the system, Japanese ones named so that no Chinese glyphs are taken for them.
  fontFamily: "system-ui, 'Hiragino Sans', 'Noto Sans JP', 'Noto Sans CJK JP', 'Yu Gothic UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, 'Noto Sans Mono CJK JP', monospace",
  headings: { fontWeight: '600' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Targets are 40 px and more.
    ActionIcon: { defaultProps: { size: 40, variant: 'subtle', color: 'gray' } },
    Button: Button.extend({ defaultProps: { size: 'sm' }, vars: () => ({ root: { '--button-height': '2.5rem' } }) }),
    Badge: { defaultProps: { tt: 'none' } },
    // The placeholder is no item of a menu, which screen readers stumble over; the first item has the focus instead.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Select: { defaultProps: { size: 'md' } },
    // What is half typed a browser would write into its session files.
    TextInput: { defaultProps: { autoComplete: 'off' } },
    Textarea: { defaultProps: { autoComplete: 'off' } },
    // The page itself never scrolls, and locking the scroll would need an inline style sheet.
    Modal: { defaultProps: { lockScroll: false, centered: true } },
    Drawer: { defaultProps: { lockScroll: false } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
  },
});

/** Where Mantine's own shades miss a contrast of 4.5 : 1 for text. */
export const contrastVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#566361',
    '--mantine-color-placeholder': '#66736f',
    '--mantine-color-error': '#b42318',
  },
  dark: {
    '--mantine-color-dimmed': '#9aa8a6',
    '--mantine-color-placeholder': '#86938f',
    '--mantine-color-error': '#ff9c94',
  },
});
