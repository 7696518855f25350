import { MantineProvider, Modal, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { fireEvent, render, screen } from '@testing-library/react';
import { useLayoutEffect } from 'react';
import { beforeEach, expect, test, vi } from 'vitest';
import { keepInputMethodsKeys } from './input-method';

const heard = vi.fn();
beforeEach(() => heard.mockClear());

function Everything() {
  useLayoutEffect(keepInputMethodsKeys, []);
  useHotkeys(
    [
      ['/', heard],
      ['j', heard],
      ['Escape', heard],
    ],
    [],
  );
  return (
    <Modal opened onClose={heard} title="A dialog">
      <TextInput aria-label="A field" onKeyDown={heard} />
    </Modal>
  );
}

test.each([
  ['while composing', { isComposing: true }],
  ['as Safari reports it', { keyCode: 229 }],
])("no field, shortcut or dialog hears an input method's key (%s)", (_, how) => {
  render(
    <MantineProvider env="test">
      <Everything />
    </MantineProvider>,
  );
  const field = screen.getByRole('textbox', { name: 'A field' });
  for (const key of ['Escape', 'Enter', '/', 'j']) {
    fireEvent.keyDown(field, { key, ...how });
    fireEvent.keyDown(document.body, { key, ...how });
  }
  expect(heard).not.toHaveBeenCalled();
  fireEvent.keyDown(field, { key: 'Escape' });
  expect(heard).toHaveBeenCalled();
});
