/*
 * Holds every file of this folder against SHA256SUMS:  node verify.mjs
 * Exit status: 0 whole; 1 a file is changed, missing or surplus.
 * verify.sh does the same where there is no Node.js.
 */
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SUMS = 'SHA256SUMS';
const folder = dirname(fileURLToPath(import.meta.url));
const at = (path) => join(folder, ...path.split('/'));
const isFile = (path) => statSync(at(path), { throwIfNoEntry: false })?.isFile() ?? false;

/** In pieces: a shard may be larger than memory. */
async function sha256(path) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(at(path))) hash.update(chunk);
  return hash.digest('hex');
}

function filesUnder(prefix) {
  return readdirSync(at(prefix || '.'), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(`${prefix}${entry.name}/`) : [`${prefix}${entry.name}`],
  );
}

/** What is wrong, in lines; what is in order is counted. */
async function* faults(sums) {
  for (const [path, sum] of sums) {
    if (!isFile(path)) yield `missing: ${path}`;
    else if ((await sha256(path)) !== sum) yield `changed: ${path}`;
  }
  for (const path of filesUnder('').sort()) {
    if (path !== SUMS && !sums.has(path)) yield `surplus: ${path}`;
  }
}

if (isFile(SUMS)) {
  const lines = readFileSync(at(SUMS), 'utf8').split('\n').filter(Boolean);
  const sums = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
  let bad = 0;
  for await (const fault of faults(sums)) {
    console.log(fault);
    bad++;
  }
  if (bad > 0) {
    console.log(`NOT WHOLE: ${bad} bad. / 異常が ${bad} 件あります。`);
    process.exitCode = 1;
  } else {
    console.log(`Whole: ${sums.size} files. / ${sums.size} 個のファイルすべてに異常はありません。`);
    console.log(`SHA-256 of ${SUMS}: ${await sha256(SUMS)}`);
  }
} else {
  console.log(`missing: ${SUMS}`);
  process.exitCode = 1;
}
