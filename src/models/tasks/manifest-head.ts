import type { ManifestHead } from '../integrity/export-model';
import type { StorableModel } from '../storage/model-files';

/** What the manifest of a copied model says beside its files; a published model has none of its own. */
export function headOf({ record, manifest }: StorableModel): ManifestHead {
  if (manifest) {
    const { id, convertedFrom, record: added } = manifest;
    return { id, convertedFrom, ...(added && { record: added }) };
  }
  const { source } = record;
  const convertedFrom = source.kind === 'huggingface' ? `${source.repository}@${source.revision}` : 'unknown';
  return { id: record.id, convertedFrom };
}
