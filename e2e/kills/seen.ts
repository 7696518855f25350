import type { Page } from '../browser.ts';

/** An article of a screen: a question, an answer, a run of the list. */
export interface Article {
  /** That of its message, or where it leads to. */
  id: string;
  /** The screen's address. */
  hash: string;
  /** Without its footer. */
  text: string;
  busy: boolean;
}

/** What a person was shown since the page was opened, each as it was last. */
export interface Seen {
  /** By their ids. */
  articles: Map<string, Article>;
  /** The heading of each screen, by its address. */
  headings: Map<string, string>;
}

interface Glance {
  hash: string;
  heading: string;
  articles: Article[];
}

/** Has the page tell what is on its screen at every frame in which it has changed. What has been told had been shown. */
export async function watch(page: Page): Promise<Seen> {
  const seen: Seen = { articles: new Map(), headings: new Map() };
  await page.exposeBinding('hakuiShown', (_, { hash, heading, articles }: Glance) => {
    if (heading !== '') seen.headings.set(hash, heading);
    for (const article of articles) seen.articles.set(article.id, article);
  });
  await page.addInitScript(tellWhatIsShown);
  return seen;
}

function tellWhatIsShown(): void {
  const { hakuiShown } = window as unknown as { hakuiShown(glance: Glance): void };
  let last = '';
  const textOf = (article: Element) =>
    [...article.children]
      .filter((part) => part.tagName !== 'FOOTER')
      .map((part) => (part as HTMLElement).innerText)
      .join('\n');
  const look = () => {
    requestAnimationFrame(look);
    const glance: Glance = {
      hash: window.location.hash,
      heading: document.querySelector('h1')?.innerText ?? '',
      articles: [...document.querySelectorAll('article')].map((article) => ({
        id: article.dataset.messageId ?? article.querySelector('a')?.hash ?? '',
        hash: window.location.hash,
        text: textOf(article),
        busy: article.getAttribute('aria-busy') === 'true',
      })),
    };
    const told = JSON.stringify(glance);
    if (told === last) return;
    last = told;
    hakuiShown(glance);
  };
  requestAnimationFrame(look);
}
