import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * Holds the texts of src/i18n to each other and to the code: the same keys in both languages, none
 * empty, the same values filled in, none unused; and no visible text in the code itself.
 */

interface TextTree {
  [key: string]: string | TextTree;
}

/** A source file's text by its path. */
export type Sources = ReadonlyMap<string, string>;

/** "chat.composer.send" → "Send". */
export function flatten(tree: TextTree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[prefix + key, value]] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

function placeholders(text: string): string {
  return [...text.matchAll(/\{\{\s*(.+?)\s*\}\}/g)]
    .map((match) => match[1]!.replace(/\s*,\s*/, ', '))
    .sort()
    .join(' | ');
}

/** What differs between the two languages. */
export function compareLanguages(ja: Map<string, string>, en: Map<string, string>): string[] {
  const problems: string[] = [];
  for (const key of new Set([...ja.keys(), ...en.keys()])) {
    const [a, b] = [ja.get(key), en.get(key)];
    if (a === undefined || b === undefined) problems.push(`${key}: missing in ${a === undefined ? 'ja' : 'en'}`);
    else if (a.trim() === '' || b.trim() === '') problems.push(`${key}: empty in ${a.trim() === '' ? 'ja' : 'en'}`);
    else if (placeholders(a) !== placeholders(b)) {
      problems.push(`${key}: ja fills in {${placeholders(a)}}, en {${placeholders(b)}}`);
    }
  }
  return problems;
}

/** Attributes whose text a person sees or hears. */
const VISIBLE_ATTRIBUTES = new Set(['aria-label', 'title', 'label', 'placeholder', 'alt', 'description']);
const LETTER = /\p{L}/u;
const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

interface Findings {
  /** Keys named in the code: exact, or with any one part where the code computes it. */
  keys: RegExp[];
  visible: string[];
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Code of the benchmark that reads and writes the texts of others, in Japanese too; nothing of it is a screen. */
const READS_TEXTS = /^src[/\\]benchmark[/\\](datasets|export|protocols|scoring)[/\\]/;

/** Reads one source file for the keys it names and for text that should have been a key. */
export function readSource(path: string, text: string): Findings {
  const file = ts.createSourceFile(
    path,
    text,
    ts.ScriptTarget.Latest,
    true,
    path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const found: Findings = { keys: [], visible: [] };
  const report = (node: ts.Node, what: string) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    found.visible.push(`${path}:${line + 1}: visible text in the code: ${what.trim()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) {
      found.keys.push(new RegExp(`^${escaped(node.text)}$`));
      const attribute = ts.isJsxAttribute(node.parent) ? node.parent.name.getText(file) : '';
      const labels = VISIBLE_ATTRIBUTES.has(attribute) && LETTER.test(node.text);
      if (labels || (JAPANESE.test(node.text) && !READS_TEXTS.test(path))) report(node, node.text);
    } else if (ts.isTemplateExpression(node)) {
      const parts = node.templateSpans.map((span) => `[^.]+${escaped(span.literal.text)}`);
      found.keys.push(new RegExp(`^${escaped(node.head.text)}${parts.join('')}$`));
    } else if (ts.isJsxText(node) && LETTER.test(node.text)) report(node, node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isContextOf(texts: Map<string, string>, key: string, isNamed: (key: string) => boolean): boolean {
  const base = key.replace(/_[a-z]+$/, '');
  return base !== key && texts.has(base) && isNamed(base);
}

/** Everything that is wrong with the texts, a line each; empty when all is well. */
export function checkTexts(ja: TextTree, en: TextTree, sources: Sources): string[] {
  const [flatJa, flatEn] = [flatten(ja), flatten(en)];
  const findings = [...sources].map(([path, text]) => readSource(path, text));
  const named = findings.flatMap((each) => each.keys);
  const isNamed = (key: string) => named.some((pattern) => pattern.test(key));
  // i18next takes "title_damaged" for "title" where the context "damaged" is among the values.
  const unused = [...flatEn.keys()].filter((key) => !isNamed(key) && !isContextOf(flatEn, key, isNamed));
  return [
    ...compareLanguages(flatJa, flatEn),
    ...unused.map((key) => `${key}: not used in the code`),
    ...findings.flatMap((each) => each.visible),
  ];
}

const repository = fileURLToPath(new URL('..', import.meta.url));

function readTexts(language: string): TextTree {
  const folder = join(repository, 'src/i18n', language);
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(
    files.map((name) => [name.replace(/\.json$/, ''), JSON.parse(readFileSync(join(folder, name), 'utf8'))]),
  );
}

function readSources(): Sources {
  const source = join(repository, 'src');
  const paths = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.(test|d)\.tsx?$/.test(path))
    // Names of the languages themselves, and what tests use.
    .filter((path) => path !== join('i18n', 'languages.ts') && !/(^|[/\\])(test|testing)[/\\]/.test(path))
    .map((path) => join(source, path));
  return new Map(paths.map((path) => [relative(repository, path), readFileSync(path, 'utf8')]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = checkTexts(readTexts('ja'), readTexts('en'), readSources());
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log('Texts: both languages have the same keys, and every key is used.');
}
