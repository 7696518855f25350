import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { readAudit } from '@/db/audit';
import { openApp } from '@/test/open-app';

afterEach(() => vi.restoreAllMocks());

async function press(href: string, button: 'click' | 'auxclick' = 'click') {
  const app = await openApp();
  const opened = vi.spyOn(window, 'open').mockReturnValue(null);
  const link = Object.assign(document.createElement('a'), { href, target: '_blank', textContent: 'the source' });
  document.body.append(link);
  const event = new MouseEvent(button, { bubbles: true, cancelable: true, button: button === 'click' ? 0 : 1 });
  link.dispatchEvent(event);
  link.remove();
  return { ...app, opened, stopped: event.defaultPrevented };
}

const dialog = () => screen.findByRole('dialog', { name: 'This leads out of Hakui' });

it('a link out of Hakui is not followed before the person has seen the whole address', async () => {
  const { opened, stopped, user } = await press('https://evil.example/?q=name%20of%20the%20patient');
  expect(stopped).toBe(true);
  within(await dialog()).getByText('https://evil.example/?q=name%20of%20the%20patient');
  await user.click(within(await dialog()).getByText('Stay here'));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(opened).not.toHaveBeenCalled();
});

it('it opens without a way back to the page, and the log has its host alone', async () => {
  const { opened, user } = await press('https://evil.example/?q=secret', 'auxclick');
  await user.click(within(await dialog()).getByRole('button', { name: 'Open in a new tab' }));
  expect(opened).toHaveBeenCalledWith('https://evil.example/?q=secret', '_blank', 'noopener,noreferrer');
  await waitFor(async () =>
    expect((await readAudit())[0]).toMatchObject({ kind: 'link-opened', subject: 'evil.example' }),
  );
});

it.each(['/other/page?q=secret', 'mailto:a@evil.example?body=secret'])('%s leads out too', async (href) => {
  expect((await press(href)).stopped).toBe(true);
  await dialog();
});

it.each(['#/models', 'blob:http://localhost:3000/1'])('%s does not', async (href) => {
  expect((await press(href)).stopped).toBe(false);
});
