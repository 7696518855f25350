import { type NamedSource, wholeOf } from './datasets/source';
import type { Protocol } from './protocols/protocol';
import { meansProtocol, readProtocolFile } from './protocols/protocol-file';
import { ProtocolFileError } from './protocols/protocol-file-error';
import { protocolHash } from './protocols/protocol-hash';
import { readPublishedTemplates } from './protocols/published-templates';
import { rows } from './rows';

/** A protocol is a page of text: what is longer is something else, and not read for this. */
const LONGEST_BYTES = 1 << 20;

export interface AddedProtocols {
  protocols: Protocol[];
  refusedProtocols: { name: string; problems: ProtocolFileError[] }[];
  /** The files that are no protocols. */
  rest: NamedSource[];
}

/**
 * Keeps the protocols among files: those of one's own (JSON), and the published evaluator's templates (Python).
 * One that is here by content stays as it is; another of the same name stands beside it.
 */
export async function addProtocols(sources: readonly NamedSource[]): Promise<AddedProtocols> {
  const result: AddedProtocols = { protocols: [], refusedProtocols: [], rest: [] };
  for (const source of sources) {
    const reading = await readOne(source);
    if (reading === null) result.rest.push(source);
    else if (reading.problems.length > 0) result.refusedProtocols.push({ name: source.name, ...reading });
    else result.protocols.push(...reading.protocols);
  }
  await rows.addProtocols(
    await Promise.all(result.protocols.map(async (protocol) => ({ hash: await protocolHash(protocol), protocol }))),
  );
  return result;
}

/** Null where the file does not mean to be one. */
async function readOne(source: NamedSource): Promise<{ protocols: Protocol[]; problems: ProtocolFileError[] } | null> {
  const { name, size } = source;
  if (!/\.(py|json)$/i.test(name) || size > LONGEST_BYTES) return null;
  const text = await (await wholeOf(source)).text();
  if (/\.json$/i.test(name)) {
    if (!meansProtocol(text)) return null;
    const reading = readProtocolFile(name, text);
    return reading.state === 'read'
      ? { protocols: [reading.protocol], problems: [] }
      : { protocols: [], problems: reading.problems };
  }
  // The rest of a repository that was dropped whole.
  if (!/\bTemplate\s*\(/.test(text)) return null;
  try {
    return { protocols: readPublishedTemplates(name, text), problems: [] };
  } catch (error) {
    if (!(error instanceof ProtocolFileError)) throw error;
    return { protocols: [], problems: [error] };
  }
}
