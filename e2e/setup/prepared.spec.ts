import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { Manifest, PreparedModels } from '../../model-config/models/manifest.ts';
import { weightBytes } from '../../model-config/models/memory.ts';
import { readRecords } from '../../model-config/models/read-records.ts';
import { filesUnder } from '../../setup/run/files.ts';
import { sha256OfFile } from '../../setup/run/fingerprint.ts';
import { paths } from '../../setup/run/paths.ts';

/* What set-up left behind, read as the app reads it. */

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const prepared = () => PreparedModels.parse(readJson(join(paths.models, 'index.json'))).models;
const manifestOf = (id: string) => Manifest.parse(readJson(join(paths.models, id, 'manifest.json')));

test('every model that is to be prepared always is in the list', () => {
  const always = readRecords().filter((record) => record.prepare === 'always');
  expect(prepared()).toEqual(expect.arrayContaining(always.map((record) => record.id)));
});

test('each file is what its manifest says, and there is no other', async () => {
  for (const id of prepared()) {
    const { variants } = manifestOf(id);
    const files = variants.flatMap((variant) => [...variant.files, ...variant.libraries]);
    for (const { path, bytes, sha256 } of files) {
      const file = join(paths.models, id, path);
      expect(statSync(file).size, path).toBe(bytes);
      expect(await sha256OfFile(file), path).toBe(sha256);
    }
    const named = [...files.map((file) => file.path), 'manifest.json'].sort();
    expect(await filesUnder(join(paths.models, id))).toEqual(named);
  }
});

test('a model has the variants and libraries of its record', () => {
  for (const record of readRecords().filter((each) => prepared().includes(each.id))) {
    const made = manifestOf(record.id).variants.map(({ quantization, libraries }) => ({
      quantization,
      libraries: libraries.map((library) => library.adapterClass),
    }));
    expect(made).toEqual(record.variants.map(({ quantization, libraries }) => ({ quantization, libraries })));
  }
});

test('the shards hold as many bytes as the shape of the model asks for', () => {
  for (const record of readRecords().filter((each) => prepared().includes(each.id))) {
    for (const { quantization, files } of manifestOf(record.id).variants) {
      const shards = files.filter((file) => file.path.endsWith('.bin')).reduce((sum, file) => sum + file.bytes, 0);
      expect(shards, `${record.id} ${quantization}`).toBe(weightBytes(record.architecture, quantization));
    }
  }
});

test('the built folder is complete, and takes no space for the models twice', async () => {
  expect(readdirSync(paths.dist)).toEqual(expect.arrayContaining(['index.html', 'assets', 'models']));
  const files = await filesUnder(paths.models);
  expect(await filesUnder(join(paths.dist, 'models'))).toEqual(files);
  for (const file of files) {
    expect(statSync(join(paths.dist, 'models', file)).ino, file).toBe(statSync(join(paths.models, file)).ino);
  }
});
