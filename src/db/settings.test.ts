import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { db } from './schema';
import { acceptLicence, forgetModel, readSettings, writeSetting } from './settings';

beforeEach(() => db.settings.clear());

test('an empty table gives the settings of a first visit', async () => {
  expect(await readSettings()).toEqual({
    firstRunDone: false,
    defaultModel: null,
    lastModel: null,
    temperature: null,
    acceptedLicences: [],
  });
});

test('what is written is read back, and the rest stays', async () => {
  await writeSetting('defaultModel', 'hakui-tiny');
  await writeSetting('temperature', 0);
  expect(await readSettings()).toEqual({
    firstRunDone: false,
    defaultModel: 'hakui-tiny',
    lastModel: null,
    temperature: 0,
    acceptedLicences: [],
  });
});

test('a row that cannot be read counts as not set and spoils no other', async () => {
  await db.settings.bulkPut([
    { key: 'firstRunDone', value: 'yes' },
    { key: 'temperature', value: 99 },
    { key: 'defaultModel', value: 'hakui-tiny' },
  ]);
  expect(await readSettings()).toEqual({
    firstRunDone: false,
    defaultModel: 'hakui-tiny',
    lastModel: null,
    temperature: null,
    acceptedLicences: [],
  });
});

test('a licence is accepted once, beside the others', async () => {
  await Promise.all([acceptLicence('a MIT'), acceptLicence('b MIT'), acceptLicence('a MIT')]);
  expect((await readSettings()).acceptedLicences.toSorted()).toEqual(['a MIT', 'b MIT']);
});

test('a model that was removed is forgotten, and no other', async () => {
  await writeSetting('defaultModel', 'a');
  await writeSetting('lastModel', 'b');
  await forgetModel('a');
  expect(await readSettings()).toMatchObject({ defaultModel: null, lastModel: 'b' });
});
