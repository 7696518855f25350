import { SetupError } from '../run/errors.ts';

/** Nothing in an archive is compressed: weights do not shrink, and so the size of each is known before it is written. */
export interface Sized {
  path: string;
  bytes: number;
}

/** The folder that every archive unpacks into. */
export const TOP = 'hakui';

/** What a zip archive has for each entry (30 + 46 bytes, the name twice, ZIP64 fields twice) and at its end, amply. */
const PER_FILE = 160;
const AT_END = 256;

const sizeInZip = ({ path, bytes }: Sized): number => bytes + PER_FILE + 2 * Buffer.byteLength(`${TOP}/${path}`);

/**
 * Deals the files out, in order and each whole, to archives smaller than `limitBytes`. Throws SetupError for a file that
 * does not fit into one.
 */
export function planVolumes<T extends Sized>(files: readonly T[], limitBytes: number): T[][] {
  const volumes: T[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const file of files) {
    const more = sizeInZip(file);
    if (AT_END + more >= limitBytes) {
      throw new SetupError(
        `${file.path} has ${file.bytes} bytes and does not fit into one part.`,
        `Choose parts larger than that: --split ${Math.ceil((file.bytes + AT_END + PER_FILE) / 2 ** 20) + 1}MiB`,
      );
    }
    if (size + more >= limitBytes) {
      volumes.push([]);
      size = AT_END;
    }
    volumes.at(-1)!.push(file);
    size += more;
  }
  return volumes;
}

export const volumeName = (index: number, count: number): string => `hakui-${index + 1}-of-${count}.zip`;
export const isVolumeName = (name: string): boolean => /^hakui-\d+-of-\d+\.zip$/.test(name);

/** README.txt beside the archives. */
export function unpackText(count: number): string {
  return [
    'Hakui: how to unpack this bundle',
    '',
    `1. Copy all ${count} zip files to the machine. Each is a whole archive of its own.`,
    `2. Unpack every one of them into the same place: together they make one folder "${TOP}".`,
    `3. In that folder run "sh verify.sh" (Linux, macOS) or "node verify.mjs" (Node.js). It says whether every file`,
    '   is there and unchanged, and names any that is not. Do not use the folder before it says "Whole".',
    '4. Serve the folder with any static server of that machine, for example:',
    `     python3 -m http.server 8080 --bind 127.0.0.1 --directory ${TOP}`,
    '   and open http://127.0.0.1:8080/ . Ready configuration for nginx, Caddy and Apache is in the folder "server".',
    '',
    'Research software. Not for medical use.',
    '',
    '-'.repeat(80),
    '',
    'Hakui：この一式の展開のしかた',
    '',
    `1. ${count} 個の zip ファイルをすべて、使うパソコンへコピーしてください。それぞれが独立した書庫です。`,
    `2. すべてを同じ場所に展開してください。合わせて 1 つのフォルダー「${TOP}」になります。`,
    '3. そのフォルダーで「sh verify.sh」（Linux、macOS）または「node verify.mjs」（Node.js）を実行してください。',
    '   すべてのファイルが揃い、変わっていないかを確かめ、異常があればファイル名を示します。',
    '   「Whole」と表示されるまで、このフォルダーを使わないでください。',
    '4. そのパソコンの静的なサーバーで配信します。例：',
    `     python3 -m http.server 8080 --bind 127.0.0.1 --directory ${TOP}`,
    '   そして http://127.0.0.1:8080/ を開いてください。nginx、Caddy、Apache の設定例は「server」フォルダーにあります。',
    '',
    '研究用ソフトウェアです。医療目的には使用できません。',
    '',
  ].join('\r\n');
}
