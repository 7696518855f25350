import { cpus } from 'node:os';
import { adapter } from '../browser.ts';
import { test } from '../engine/harness.ts';
import type { Library } from '../numeric/drive.ts';

/** One figure for each library that a model has here, the first of a model being what the others are told against. */
const RUNS: { id: string; library: Library }[] = [
  { id: 'hakui-tiny', library: { quantization: 'q4f32_1', adapterClass: 'software' } },
  { id: 'hakui-tiny', library: { quantization: 'q4f32_1', adapterClass: 'gpu' } },
  { id: 'hakui-tiny', library: { quantization: 'q4f16_1', adapterClass: 'gpu' } },
  { id: 'smollm2-135m-instruct', library: { quantization: 'q4f32_1', adapterClass: 'software' } },
  { id: 'smollm2-135m-instruct', library: { quantization: 'q4f32_1', adapterClass: 'gpu' } },
];

interface Figure {
  coldLoad: number;
  warmLoad: number;
  prefill: number;
  decode: number;
}

test('load, prefill and decode of every library', async ({ page }) => {
  const rows: (Figure & { id: string; library: string })[] = [];
  for (const { id, library } of RUNS) {
    const figure = await page.evaluate(
      async ({ id, library }): Promise<Figure | null> => {
        const { hakui } = window;
        const device = await hakui.describeDevice();
        if (library.quantization === 'q4f16_1' && !device.shaderF16) return null;
        const { manifests } = await hakui.readPrepared();
        const record = hakui.records.find((each) => each.id === id)!;
        const artifacts = hakui.resolveArtifacts(record, manifests.get(id), device, library);
        const cold = await hakui.engine.load(artifacts);
        await hakui.engine.unload();
        const warm = await hakui.engine.load(artifacts);
        const prompt = 'The patient slept well and ate breakfast. '.repeat(8);
        for await (const delta of hakui.engine.complete(prompt, { temperature: 0, maxTokens: 24 })) {
          if (delta.kind === 'end') {
            const { prefillTokensPerSecond: prefill, decodeTokensPerSecond: decode } = delta.usage;
            return { coldLoad: cold.loadSeconds, warmLoad: warm.loadSeconds, prefill, decode };
          }
        }
        return null;
      },
      { id, library },
    );
    if (figure) rows.push({ id, library: `${library.quantization} ${library.adapterClass}`, ...figure });
  }
  print(rows);
});

function print(rows: (Figure & { id: string; library: string })[]): void {
  const lines = rows.map((row) => {
    const base = rows.find((each) => each.id === row.id)!;
    const cells = [
      row.id,
      row.library,
      row.coldLoad.toFixed(1),
      row.warmLoad.toFixed(1),
      `${row.prefill.toFixed(1)} (${(row.prefill / base.prefill).toFixed(2)}×)`,
      `${row.decode.toFixed(2)} (${(row.decode / base.decode).toFixed(2)}×)`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  console.log(`${adapter}, ${cpus().length} × ${cpus()[0]?.model}`);
  console.log('| model | library | load s, first | load s, again | prefill tok/s | decode tok/s |');
  console.log('|---|---|---|---|---|---|');
  console.log(lines.join('\n'));
}
