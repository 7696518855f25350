import { setTimeout as wait } from 'node:timers/promises';
import { SetupError } from './errors.ts';
import { sha256OfFile } from './fingerprint.ts';
import { type Answer, get } from './http.ts';
import { PartFile } from './part-file.ts';
import { PassingFault } from './passing-fault.ts';
import type { StepReport } from './progress.ts';
import { formatBytes, formatSeconds } from './units.ts';

/** A file to be had from somebody else's server. */
export interface Wanted {
  url: string;
  /** Appears whole or not at all; `<target>.part` lies beside it meanwhile. */
  target: string;
  /** Where they are known: 64 hexadecimal digits, and the length in bytes. A hash that the server states is held to too. */
  sha256?: string | undefined;
  bytes?: number | undefined;
  /** Sent along; `authorization` only to the host of `url`. */
  headers?: Record<string, string> | undefined;
  /** What a person can do where the server does not give it, as a sentence. */
  otherwise: string;
}

/** What came: its length in bytes, and its hash as 64 hexadecimal digits. */
export interface Downloaded {
  bytes: number;
  sha256: string;
}

/** Time; a test has its own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  wait(ms: number): Promise<unknown>;
}

const usual: Clock = { now: Date.now, wait };

/** Tries in a row that brought nothing new. With the waits between them about a minute. */
const MOST_TRIES = 6;
const FIRST_WAIT_MS = 2_000;

/**
 * Downloads a file. What a broken connection or an ended process left is asked for from there on, where the
 * server can say that it still has the same file (ETag) or `sha256` tells in the end; else from the start.
 * Throws SetupError that names the address: where the server refuses, has another file, or stays away.
 */
export async function download(wanted: Wanted, report: StepReport, clock: Clock = usual): Promise<Downloaded> {
  const part = await PartFile.open(wanted.target, wanted.url);
  const before = part.bytes;
  try {
    await persist(wanted, part, report, clock, () => receive(wanted, part, before, report, clock));
    const { bytes } = part;
    const sha256 = await check(wanted, part, report);
    await part.finish();
    return { bytes, sha256 };
  } finally {
    await part.close();
  }
}

/** Tries again after faults that may pass, as long as it gets further. */
async function persist(
  { url, otherwise }: Wanted,
  part: PartFile,
  report: StepReport,
  clock: Clock,
  attempt: () => Promise<void>,
) {
  let furthest = part.bytes;
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PassingFault)) throw error;
      if (part.bytes > furthest) tries = 1;
      furthest = Math.max(furthest, part.bytes);
      if (tries === MOST_TRIES) {
        throw new SetupError(
          `${url} could not be had: ${error.message}.`,
          `Check the network and run the same command again: it goes on where it stopped. ${otherwise}`,
        );
      }
      const ms = error.waitMs ?? FIRST_WAIT_MS * 2 ** (tries - 1);
      report.detail(`${error.message}; again in ${formatSeconds(ms / 1000)}`);
      await clock.wait(ms);
    }
  }
}

/** One request for what is missing. `before`: bytes that an earlier process brought. */
async function receive(
  wanted: Wanted,
  part: PartFile,
  before: number,
  report: StepReport,
  clock: Clock,
): Promise<void> {
  if (part.bytes > 0 && part.bytes === part.total) return;
  const isProvable = part.etag !== null || (wanted.sha256 ?? part.sha256) !== null;
  if (part.bytes > 0 && !isProvable) await part.clear();
  const answer = await get(wanted.url, { ...wanted.headers, ...rangeHeaders(part) }, clock.now, wanted.otherwise);
  if (answer.status === 416) return judgeEnd(answer, part);
  if (answer.status === 200) await part.begin(originOf(wanted.url, answer));
  else if (!continues(answer, part)) await startAfresh(answer, part);
  const { total } = part;
  if (wanted.bytes !== undefined && total !== null && total !== wanted.bytes) {
    answer.body.drop();
    await part.clear();
    throw wrongLength(wanted, total);
  }
  await append(answer, part, Math.min(before, part.bytes), report);
}

function rangeHeaders({ bytes, etag }: PartFile): Record<string, string> {
  if (bytes === 0) return {};
  return { range: `bytes=${bytes}-`, ...(etag === null ? {} : { 'if-range': etag }) };
}

function originOf(url: string, { headers, sha256 }: Answer) {
  const { etag = null, 'content-length': length } = headers;
  return {
    url,
    sha256,
    etag: etag?.startsWith('W/') ? null : etag,
    total: length === undefined ? null : Number(length),
  };
}

/** Whether a 206 has what was asked for: the bytes from here on, of the same file. */
function continues({ headers, sha256 }: Answer, part: PartFile): boolean {
  const { bytes, etag, total } = part;
  const [, from, whole] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? [];
  if (Number(from) !== bytes || bytes === 0) return false;
  if (total !== null && whole !== '*' && Number(whole) !== total) return false;
  if (sha256 !== null && part.sha256 !== null && sha256 !== part.sha256) return false;
  return etag === null || (headers.etag ?? etag) === etag;
}

async function startAfresh(answer: Answer, part: PartFile): Promise<never> {
  answer.body.drop();
  await part.clear();
  throw new PassingFault('the file on the server changed', 0);
}

/** Nothing lies behind what is here (416): it is whole, or of another file. */
async function judgeEnd(answer: Answer, part: PartFile): Promise<void> {
  const whole = /^bytes \*\/(\d+)$/.exec(answer.headers['content-range'] ?? '')?.[1];
  if (whole === undefined || Number(whole) !== part.bytes || part.bytes === 0) await startAfresh(answer, part);
  answer.body.drop();
}

async function append(answer: Answer, part: PartFile, before: number, report: StepReport): Promise<void> {
  const { total } = part;
  for await (const chunk of answer.body.chunks()) {
    await part.append(chunk);
    report.detail(formatBytes(part.bytes) + (total === null ? '' : ` of ${formatBytes(total)}`));
    // Without what an earlier process brought: the time left follows from the pace of this one.
    if (total !== null) report.progress(part.bytes - before, total - before);
  }
  if (total !== null && part.bytes < total) throw new PassingFault('the connection ended too early');
}

async function check(wanted: Wanted, part: PartFile, report: StepReport): Promise<string> {
  if (wanted.bytes !== undefined && part.bytes !== wanted.bytes) {
    const { bytes } = part;
    await part.clear();
    throw wrongLength(wanted, bytes);
  }
  const expected = wanted.sha256 ?? part.sha256;
  report.detail('checking');
  // Of an empty file nothing was appended, so it is not there yet.
  await part.append(new Uint8Array());
  await part.close();
  const found = await sha256OfFile(part.path);
  if (expected === null || found === expected) return found;
  await part.clear();
  throw new SetupError(
    `What ${wanted.url} sent is not the file that was expected: its SHA-256 is ${found} instead of ${expected}.`,
    'Run the same command again. If it fails again the publisher has changed the file, and the catalogue must be reviewed.',
  );
}

const wrongLength = ({ url, bytes }: Wanted, found: number) =>
  new SetupError(
    `${url} has ${found} bytes instead of ${bytes}.`,
    'Run the same command again. If it fails again the publisher has changed the file.',
  );
