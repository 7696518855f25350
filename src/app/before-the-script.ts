import en from '../i18n/en/start.json' with { type: 'json' };
import ja from '../i18n/ja/start.json' with { type: 'json' };

/** Which of the texts stand in the page, in this order. */
const LINES = ['start.file', 'start.server', 'start.browser'] as const;
const TITLE = 'start.title';
const NO_SCRIPT = 'start.noScript';

/**
 * HTML in both languages for where the page's script does not run: opened from a disk (browsers run no modules from there), in a
 * browser that is too old, or with files missing on the server. The app replaces it when it starts; a style keeps it from showing
 * until then (global.css).
 */
export function beforeTheScript(): string {
  const section = (language: string, texts: Record<string, string>) => {
    const text = (key: string) => texts[key.slice('start.'.length)];
    const lines = LINES.map((key) => `<p>${text(key)}</p>`).join('');
    return `<section lang="${language}"><h1>${text(TITLE)}</h1><noscript><p>${text(NO_SCRIPT)}</p></noscript>${lines}</section>`;
  };
  return `<div class="unstarted">${section('ja', ja)}${section('en', en)}</div>`;
}
