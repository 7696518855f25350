import { stat } from 'node:fs/promises';
import { HubError } from '../../model-config/hub/errors.ts';
import { parseRepositoryId } from '../../model-config/hub/repository.ts';
import type { ModelRecord } from '../../model-config/models/record.ts';
import { SetupError } from '../run/errors.ts';
import { fromCaller } from '../run/paths.ts';
import type { Place } from './examine.ts';

/** What was asked to be added: a model of the catalog, or a place of a person's own. */
export type Argument = { kind: 'catalog'; record: ModelRecord } | Place;

/** A catalog's id, a path that exists, or a repository of the hub, in this order. Throws SetupError where it is none. */
export async function readArgument(text: string, catalog: readonly ModelRecord[]): Promise<Argument> {
  const record = catalog.find(({ id }) => id === text) ?? catalog.find((each) => isPlain(text, each));
  return record
    ? { kind: 'catalog', record }
    : readPlace(
        text,
        catalog.map(({ id }) => id),
      );
}

/** The catalog knows more of its own models than their repositories say: what they are for, and their revision. */
const isPlain = (text: string, { source }: ModelRecord) =>
  source.kind === 'huggingface' && source.format === 'safetensors' && source.repository === text;

/** The same without the catalog. `ids` are named where it is none. */
export async function readPlace(text: string, ids: readonly string[] = []): Promise<Place> {
  const path = fromCaller(text);
  if (await stat(path).catch(() => null)) return { kind: 'path', path };
  if (/^([.~\\/]|[A-Za-z]:\\)|\.(gguf|safetensors)$/i.test(text)) {
    throw new SetupError(
      `There is no file or folder ${path}.`,
      "Give the path of a GGUF file or of a checkpoint's folder.",
    );
  }
  try {
    const { id, revision } = parseRepositoryId(text);
    return { kind: 'hub', repository: id, revision: revision ?? 'main' };
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    const known = ids.length > 0 ? `one of ${ids.join(', ')}; or ` : '';
    throw new SetupError(
      `There is no model "${text}".`,
      `Choose ${known}the path of a GGUF file or of a checkpoint's folder, or owner/name on the model hub.`,
    );
  }
}
