import { act, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useStickToBottom } from './use-stick-to-bottom';

const CLIENT_HEIGHT = 400;
let scrollHeight: number;
let tellGrowth: () => void;

beforeEach(() => {
  scrollHeight = 300;
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(told: () => void) {
        tellGrowth = () => act(told);
      }
      observe() {}
      disconnect() {}
    },
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function Text() {
  const { viewport, content, away, toBottom } = useStickToBottom();
  return (
    <>
      <div ref={viewport} data-testid="viewport">
        <div ref={content} />
      </div>
      {away && (
        <button type="button" onClick={toBottom}>
          Jump
        </button>
      )}
    </>
  );
}

/** With the heights that a browser would give it; it stops at its ends, as there. */
function open(): HTMLElement {
  render(<Text />);
  const viewport = screen.getByTestId('viewport');
  let top = 0;
  Object.defineProperties(viewport, {
    clientHeight: { value: CLIENT_HEIGHT },
    scrollHeight: { get: () => scrollHeight },
    scrollTop: {
      get: () => top,
      set: (value: number) => {
        top = Math.max(0, Math.min(value, scrollHeight - CLIENT_HEIGHT));
      },
    },
  });
  return viewport;
}

function growBy(pixels: number): void {
  scrollHeight += pixels;
}

test('a text that grows again before the event of our own scrolling comes is followed still', () => {
  const viewport = open();
  growBy(500);
  tellGrowth();
  growBy(200);
  fireEvent.scroll(viewport);
  expect(screen.queryByRole('button')).toBeNull();
  tellGrowth();
  expect(viewport.scrollTop).toBe(600);
});

test('a text that becomes shorter and then longer is followed', () => {
  const viewport = open();
  growBy(500);
  tellGrowth();
  fireEvent.scroll(viewport);
  growBy(-50);
  viewport.scrollTop += 0;
  tellGrowth();
  growBy(200);
  fireEvent.scroll(viewport);
  tellGrowth();
  expect(viewport.scrollTop).toBe(550);
});

test('who scrolls up is left there, told so, and followed again from the end', () => {
  const viewport = open();
  growBy(500);
  tellGrowth();
  fireEvent.scroll(viewport);
  viewport.scrollTop -= 100;
  fireEvent.scroll(viewport);
  growBy(200);
  tellGrowth();
  expect(viewport.scrollTop).toBe(300);
  // Down again, but not to the end.
  viewport.scrollTop += 50;
  fireEvent.scroll(viewport);
  growBy(100);
  tellGrowth();
  expect(viewport.scrollTop).toBe(350);
  fireEvent.click(screen.getByRole('button'));
  expect(viewport.scrollTop).toBe(700);
  fireEvent.scroll(viewport);
  expect(screen.queryByRole('button')).toBeNull();
  growBy(100);
  tellGrowth();
  expect(viewport.scrollTop).toBe(800);
});
