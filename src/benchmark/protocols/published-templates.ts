import type { Protocol } from './protocol';
import { ProtocolFileError } from './protocol-file-error';
import { PythonSyntaxError, readCalls } from './python-strings';

/*
 * The paper's own templates (Sukeda, japanese-lm-med-harness), read from its template file, which may not be
 * bundled. Each becomes a protocol with the settings of that evaluator: raw prompt, greedy, 256 new tokens,
 * its cut-offs, and its reading of the answer.
 */

/** What the evaluator fills in, and what Hakui calls it. */
const VARIABLES: Readonly<Record<string, string>> = { instruction: 'question', input: 'options' };

const NEVER_CHOSEN = {
  ja: '公開されているスクリプトは名前からこのテンプレートを選びません。この名前を指定すると alpaca（_ja）が使われるため、そのように測った公開値は alpaca のものです。',
  en: 'The published script never chooses this template: asked for its name it takes alpaca (or alpaca_ja), so a figure measured that way is one of alpaca.',
};

/** Every template of the file as a protocol, in its order. Throws ProtocolFileError. */
export function readPublishedTemplates(file: string, source: string): Protocol[] {
  const templates = callsIn(file, source);
  const chosen = chosenByName(source);
  if (templates.length === 0) throw new ProtocolFileError('no-templates', { file, line: null, field: null });
  return templates.map(({ name, line, value }) => {
    if (/\{%|\{\{-|-\}\}/.test(value)) throw new ProtocolFileError('not-plain', { file, line, field: name });
    const prompt = value.replace(/\{\{\s*([^{}]*?)\s*\}\}/g, (_, variable: string) => {
      const own = VARIABLES[variable];
      if (own === undefined) throw new ProtocolFileError('unknown-variable', { file, line, field: name, variable });
      return `{{ ${own} }}`;
    });
    return protocolOf(name, prompt, chosen === null || chosen.has(name));
  });
}

function callsIn(file: string, source: string) {
  try {
    return readCalls(source, 'Template');
  } catch (error) {
    if (!(error instanceof PythonSyntaxError)) throw error;
    throw new ProtocolFileError(error.reason, { file, line: error.line, field: null });
  }
}

/**
 * The templates that the script's own choice by name (`if name == "alpaca": return alpaca`) knows; null where
 * the file has none. Asked for another name it takes `alpaca` or `alpaca_ja`, silently.
 */
function chosenByName(source: string): Set<string> | null {
  const names = [...source.matchAll(/^[ \t]*(?:el)?if name == ["'](\w+)["']:\s*return \1\b/gm)].map(
    (match) => match[1]!,
  );
  return names.length > 0 ? new Set(names) : null;
}

function protocolOf(name: string, prompt: string, isChosen: boolean): Protocol {
  const label = `japanese-lm-med-harness: ${name}`;
  return {
    format: 1,
    id: `harness-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`,
    version: 1,
    name: { ja: label, en: label },
    description: isChosen ? { ja: '', en: '' } : NEVER_CHOSEN,
    method: 'generate',
    frame: 'raw',
    // A Japanese template asks in Japanese; the others were used with either language.
    prompt: name.endsWith('_ja') ? { ja: prompt } : { ja: prompt, en: prompt },
    // The evaluator writes letters for four choices too, and then overwrites them by the plain list.
    options: name.includes('meditron_five_choice') ? 'parenthesised-lines' : 'plain-comma',
    extraction: 'published',
    decoding: { temperature: 0, topP: 1, maxTokens: 256, seed: null, stop: [] },
    longestQuestion: { ja: 1024, en: 2048 },
    optionCount: 5,
    headline: 'paperGestalt',
  };
}
