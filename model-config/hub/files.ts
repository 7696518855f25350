import { HubError } from './errors.ts';
import type { HubFile, HubRepository } from './repository.ts';

/** What a folder on a disk has too. */
type Listing = Pick<HubRepository, 'id' | 'files'>;

const INDEX = 'model.safetensors.index.json';
const SINGLE = 'model.safetensors';
const SHARD = /^model-\d+-of-\d+\.safetensors$/;

/** Not every model has them; they say its template, its further tokens and those that end a turn. */
const OPTIONAL = [
  ...['generation_config.json', 'tokenizer_config.json', 'special_tokens_map.json', 'added_tokens.json'],
  'chat_template.jinja',
];

/**
 * What a conversion reads of a model's repository, from its root: config.json, tokenizer.json, what there is of
 * `OPTIONAL`, and the weights, one file or an index with its files. Throws HubError `no-weights` that names what is missing.
 */
export function checkpointFiles(repository: Listing): HubFile[] {
  const there = byPath(repository);
  const shards = repository.files.filter(({ path }) => SHARD.test(path));
  // One file before several, as transformers and the conversion have it.
  const several = there.has(INDEX) && !there.has(SINGLE);
  if (several && shards.length === 0) throw missing(repository, 'model-00001-of-….safetensors');
  const weights = several ? [INDEX, ...shards.map(({ path }) => path)] : [SINGLE];
  const optional = OPTIONAL.filter((path) => there.has(path));
  return take(repository, ['config.json', 'tokenizer.json', ...optional, ...weights]);
}

/** The same of a LoRA adapter's repository. */
export function adapterFiles(repository: Listing): HubFile[] {
  return take(repository, ['adapter_config.json', 'adapter_model.safetensors']);
}

const byPath = ({ files }: Listing) => new Map(files.map((file) => [file.path, file]));

function take(repository: Listing, paths: readonly string[]): HubFile[] {
  const there = byPath(repository);
  return paths.map((path) => {
    const file = there.get(path);
    if (file) return file;
    throw missing(repository, path);
  });
}

const missing = ({ id }: Listing, file: string) =>
  new HubError('no-weights', { id, file }, `it has no ${file}, without which it can't be converted`);
