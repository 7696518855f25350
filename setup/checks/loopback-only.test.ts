import { spawnSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { loopbackOnly } from './loopback-only.ts';

const PRINT_INTERFACES = `
  const { networkInterfaces } = require('node:os');
  const server = require('node:http').createServer((_, response) => response.end()).listen(0, '127.0.0.1', async () => {
    const { status } = await fetch('http://127.0.0.1:' + server.address().port);
    console.log(JSON.stringify({ names: Object.keys(networkInterfaces()), status }));
    server.close();
  });`;

it('leaves a program the loopback interface, and no other', ({ skip }) => {
  const command = loopbackOnly(process.execPath, ['-e', PRINT_INTERFACES]);
  if (command === null) return skip('this system makes no network namespace');
  const { stdout } = spawnSync(command.program, command.args, { encoding: 'utf8' });
  expect(JSON.parse(stdout)).toEqual({ names: ['lo'], status: 200 });
  // Else the line above would show nothing.
  expect(Object.keys(networkInterfaces()).length).toBeGreaterThan(0);
});
