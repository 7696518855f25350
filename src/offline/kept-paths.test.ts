import { expect, test } from 'vitest';
import { isKeptPath, isPage } from './kept-paths';

const SCOPE = 'http://localhost:8080/some/where/';

test.each([
  'hakui-config.json',
  'models/index.json',
  'models/hakui-tiny/manifest.json',
  'datasets/index.json',
  'datasets/igakuqa/2022/116-A.jsonl',
  'samples/sample-A.jsonl',
])('%s is kept for when the server is gone', (path) => {
  expect(isKeptPath(`${SCOPE}${path}`, SCOPE)).toBe(true);
});

test.each([
  // Weights have their own store: a second copy would take gigabytes.
  `${SCOPE}models/hakui-tiny/resolve/q4f32_1/params_shard_0.bin`,
  `${SCOPE}models/hakui-tiny/resolve/q4f32_1/manifest.json`,
  `${SCOPE}models/hakui-tiny/lib/q4f32_1-gpu.wasm`,
  `${SCOPE}models/index.json?q=x`,
  `${SCOPE}index.html`,
  'http://localhost:8080/models/index.json',
  'https://evil.example/some/where/models/index.json',
])('%s is not', (url) => {
  expect(isKeptPath(url, SCOPE)).toBe(false);
});

test.each([
  [SCOPE, true],
  [`${SCOPE}#/chat`, true],
  [`${SCOPE}index.html`, true],
  [`${SCOPE}?source=app`, true],
  [`${SCOPE}LICENSES.txt`, false],
  [`${SCOPE}other/`, false],
  ['https://evil.example/some/where/', false],
])('a navigation to %s asks for the page: %s', (url, expected) => {
  expect(isPage(url, SCOPE)).toBe(expected);
});
