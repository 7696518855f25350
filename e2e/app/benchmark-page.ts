import { expect, type Page } from './app.ts';

/** A template file in the syntax of the published evaluator's, with words of our own. */
const TEMPLATES = `from liquid import Template

shape = Template('''Question and options follow. Answer with one option.
### Instruction:
{{instruction}}
### Input:
{{input}}
### Response:
''')
`;

/** The name of the protocol that is made of it. */
export const TEMPLATE_PROTOCOL = 'japanese-lm-med-harness: shape';

export async function openBenchmark(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.location.hash = '#/benchmark';
  });
  await expect(page.getByRole('heading', { level: 1, name: 'Benchmark' })).toBeVisible();
}

/** Where data sets and protocols are given to the page. */
export const choosing = (page: Page) => page.locator('input[type="file"]').first();

export async function addTemplateProtocol(page: Page): Promise<void> {
  await choosing(page).setInputFiles({
    name: 'template.py',
    mimeType: 'text/x-python',
    buffer: Buffer.from(TEMPLATES),
  });
  await expect(page.getByText(`Added protocol: ${TEMPLATE_PROTOCOL}`)).toBeVisible();
}

/** A run in the list, by its name. */
export const row = (page: Page, name: RegExp) =>
  page.getByRole('region', { name: 'Runs' }).getByRole('article', { name });

export const mostItems = (page: Page) => page.getByLabel('At most so many items');

export async function run(page: Page, protocol: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Protocol' }).selectOption({ label: protocol });
  await page.getByRole('button', { name: 'Run', exact: true }).click();
}
