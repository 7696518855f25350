import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { db } from './schema';
import {
  acceptLicence,
  changeModelSettings,
  forgetModel,
  readModelSettings,
  readSettings,
  writeSetting,
} from './settings';

beforeEach(() => db.settings.clear());

test('an empty table gives the settings of a first visit', async () => {
  expect(await readSettings()).toEqual({
    firstRunDone: false,
    defaultModel: null,
    lastModel: null,
    acceptedLicences: [],
    vaultIdleMinutes: 10,
    vaultLocksHidden: true,
  });
});

test('what is written is read back, and the rest stays', async () => {
  await writeSetting('defaultModel', 'hakui-tiny');
  await writeSetting('lastModel', 'smollm2');
  expect(await readSettings()).toEqual({
    firstRunDone: false,
    defaultModel: 'hakui-tiny',
    lastModel: 'smollm2',
    acceptedLicences: [],
    vaultIdleMinutes: 10,
    vaultLocksHidden: true,
  });
});

test('a row that cannot be read counts as not set and spoils no other', async () => {
  await db.settings.bulkPut([
    { key: 'firstRunDone', value: 'yes' },
    { key: 'lastModel', value: 99 },
    { key: 'defaultModel', value: 'hakui-tiny' },
  ]);
  expect(await readSettings()).toEqual({
    firstRunDone: false,
    defaultModel: 'hakui-tiny',
    lastModel: null,
    acceptedLicences: [],
    vaultIdleMinutes: 10,
    vaultLocksHidden: true,
  });
});

test('a licence is accepted once, beside the others', async () => {
  await Promise.all([acceptLicence('a MIT'), acceptLicence('b MIT'), acceptLicence('a MIT')]);
  expect((await readSettings()).acceptedLicences.toSorted()).toEqual(['a MIT', 'b MIT']);
});

test('a model that was removed is forgotten, and no other', async () => {
  await writeSetting('defaultModel', 'a');
  await writeSetting('lastModel', 'b');
  await changeModelSettings('a', { topP: 0.5 });
  await changeModelSettings('b', { topP: 0.6 });
  await forgetModel('a');
  expect(await readSettings()).toMatchObject({ defaultModel: null, lastModel: 'b' });
  expect([...(await readModelSettings()).keys()]).toEqual(['b']);
});

test("a model's settings are changed one by one and are no other model's", async () => {
  await changeModelSettings('a', { temperature: 0, topP: 0.5 });
  await changeModelSettings('a', { topP: null });
  await changeModelSettings('b', { maxTokens: 64 });
  await writeSetting('defaultModel', 'a');
  expect(await readModelSettings()).toEqual(
    new Map([
      ['a', { temperature: 0, topP: null }],
      ['b', { maxTokens: 64 }],
    ]),
  );
});

test("what is no set of a model's settings is written over", async () => {
  await db.settings.put({ key: 'model:a', value: 'spoilt' });
  await changeModelSettings('a', { temperature: 1 });
  expect((await readModelSettings()).get('a')).toEqual({ temperature: 1 });
});
