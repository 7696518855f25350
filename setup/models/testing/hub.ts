import { createHash } from 'node:crypto';
import { fileOf, jsonOf, smallCheckpoint, tokenizerConfig } from '../../../model-config/convert/testing/checkpoints.ts';
import type { Publisher } from '../../run/testing/publisher.ts';

export const sha256 = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex');

/** A commit that is named after a letter. */
export const commitOf = (letter: string): string => letter.repeat(40);

type Files = Record<string, Uint8Array>;

interface Offer {
  repository: string;
  commit: string;
  branch?: string;
  card?: { license?: string | string[] };
  gated?: false | 'auto' | 'manual';
  /** Another server for the large files, as the real hub has one. */
  far?: Publisher;
}

/** Has a server offer a repository as the hub does: its API in pages of two, small files itself, and large ones elsewhere. */
export function offer(hub: Publisher, files: Files, { repository, commit, branch = 'main', ...rest }: Offer): void {
  const { card: cardData = {}, gated = false, far = hub } = rest;
  const json = (content: unknown, headers = {}) => ({ body: Buffer.from(JSON.stringify(content)), headers });
  const api = `/api/models/${repository}`;
  for (const name of [branch, commit]) hub.files.set(`${api}/revision/${name}`, json({ sha: commit, gated, cardData }));
  const entries = Object.entries(files).map(([path, body]) => {
    const entry = { type: 'file', path, size: body.length, oid: 'f00' };
    return isLarge(path) ? { ...entry, lfs: { oid: sha256(body), size: body.length, pointerSize: 135 } } : entry;
  });
  const pages = Array.from({ length: Math.ceil(entries.length / 2) }, (_, page) =>
    entries.slice(2 * page, 2 * page + 2),
  );
  const tree = (page: number) => `${api}/tree/${commit}?recursive=true${page === 0 ? '' : `&cursor=${page}`}`;
  for (const [page, content] of pages.entries()) {
    const isLast = page === pages.length - 1;
    hub.files.set(tree(page), json(content, isLast ? {} : { link: `<${hub.url}${tree(page + 1)}>; rel="next"` }));
  }
  for (const [name, body] of Object.entries(files)) {
    const path = `/${repository}/resolve/${commit}/${name}`;
    if (isLarge(name)) {
      const there = `/far/${commit}/${name}`;
      far.files.set(there, { body: Buffer.from(body), etag: null });
      hub.redirects.set(path, far === hub ? there : `${far.url}${there}`);
      hub.redirectHeaders.set(path, { 'x-linked-etag': `"${sha256(body)}"` });
    } else {
      hub.files.set(path, { body: Buffer.from(body) });
    }
  }
}

const isLarge = (name: string) => name.endsWith('.safetensors');

/** The small checkpoint in two files of weights and an index. */
export function shardedCheckpoint({ config, tokenizer, weights } = smallCheckpoint()): Files {
  const { header, data } = weights;
  const names = Object.keys(header).filter((name) => name !== '__metadata__');
  const shards = [names.slice(0, 3), names.slice(3)].map((some) => {
    const chunks: Uint8Array[] = [];
    let at = 0;
    const entries = some.map((name) => {
      const tensor = header[name] as { dtype: string; shape: number[]; data_offsets: number[] };
      const [from, to] = tensor.data_offsets as [number, number];
      chunks.push(data.subarray(from, to));
      const moved = { ...tensor, data_offsets: [at, at + to - from] };
      at += to - from;
      return [name, moved] as const;
    });
    return { names: some, file: fileOf({ header: Object.fromEntries(entries), data: Buffer.concat(chunks) }) };
  });
  const nameOf = (index: number) => `model-0000${index + 1}-of-00002.safetensors`;
  const weightMap = shards.flatMap((shard, index) => shard.names.map((name) => [name, nameOf(index)]));
  return {
    'config.json': jsonOf(config),
    'tokenizer.json': jsonOf(tokenizer),
    'tokenizer_config.json': jsonOf(tokenizerConfig),
    'model.safetensors.index.json': jsonOf({ weight_map: Object.fromEntries(weightMap) }),
    ...Object.fromEntries(shards.map(({ file }, index) => [nameOf(index), file])),
  };
}
