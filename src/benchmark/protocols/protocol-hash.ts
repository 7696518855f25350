import { sha256 } from 'hash-wasm';
import { canonicalJson } from '../canonical-json';
import type { Protocol } from './protocol';

/** SHA-256 of a protocol's canonical JSON: `RunPlan.protocolHash`. The order of its keys does not count. */
export const protocolHash = (protocol: Protocol): Promise<string> => sha256(canonicalJson(protocol));
