import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from './app.ts';

/** No violation that axe calls serious or critical. `name` tells the screen in the message. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${name}: ${id}: ${node.target.join(' ')}: ${node.failureSummary}`),
    );
  expect(grave).toEqual([]);
}
