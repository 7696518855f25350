import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { GivenTemplate } from '../../model-config/convert/template.ts';
import { Quantization, storedAs } from '../../model-config/models/quantization.ts';
import { readRecords } from '../../model-config/models/read-records.ts';
import { FORM_IDS, formOf } from '../../model-config/prompt/forms.ts';
import { buildApp } from '../app/build.ts';
import { setFast } from '../calibration/fitted.ts';
import { addModel } from '../models/add.ts';
import { type Argument, readArgument, readPlace } from '../models/argument.ts';
import { checkDisk } from '../models/disk.ts';
import type { Adding, Place } from '../models/examine.ts';
import { asJson, asLines, examined, knownOf, promptOf, readMessages } from '../models/inspect.ts';
import { knownModels, type Model, ofCatalog } from '../models/model.ts';
import { publishedIds, writeIndex } from '../models/publish.ts';
import { removeModel } from '../models/remove.ts';
import { stateOfModel } from '../models/state.ts';
import { SetupError } from '../run/errors.ts';
import { alone } from '../run/lock.ts';
import { fromCaller } from '../run/paths.ts';
import { ProgressLines } from '../run/progress.ts';
import { prepareAll } from './prepare.ts';

const USAGE = `npm run models -- list | remove <id>
          npm run models -- add <id | owner/name | folder | file.gguf> [--lora <folder | owner/name>] [--name NAME]
                                [--context TOKENS] [--template FILE.jinja | ${FORM_IDS.join(' | ')}] [--bits 4|8 | --quantization ${Quantization.options.join('|')}]… [--fast]
          npm run models -- inspect <as add> [--messages FILE.json] [--json]`;

const options = {
  lora: { type: 'string' },
  name: { type: 'string' },
  context: { type: 'string' },
  template: { type: 'string' },
  messages: { type: 'string' },
  json: { type: 'boolean' },
  fast: { type: 'boolean' },
  bits: { type: 'string' },
  quantization: { type: 'string', multiple: true },
} as const;

/** Lists the models, or prepares or removes one. */
export async function models(args: string[]): Promise<number> {
  const { positionals, values } = parse(args);
  const [action = 'list', what] = positionals;
  const { messages, json, fast = false, ...order } = values;
  if (positionals.length <= 2) {
    if (action === 'inspect' && what && !fast) return inspect(what, order, messages, json);
    const ofOrders = messages === undefined && json === undefined;
    if (action === 'add' && what && ofOrders) return add(what, order, fast);
    const plain = ofOrders && !fast && Object.keys(order).length === 0;
    if (action === 'list' && !what && plain) return list();
    if (action === 'remove' && what && plain) return remove(what);
  }
  throw new SetupError(`Unknown: npm run models -- ${args.join(' ')}`, USAGE);
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new SetupError((error as Error).message, USAGE);
  }
}

async function list(): Promise<number> {
  const all = await knownModels();
  const here = await publishedIds(all);
  for (const model of all) {
    const { id, licence } = model.record;
    console.log(`${id.padEnd(30)} ${licence.id.padEnd(16)} ${await stateOfModel(model, here.includes(id))}`);
  }
  return 0;
}

type Said = Omit<ReturnType<typeof parse>['values'], 'messages' | 'json' | 'fast'>;

async function inspect(what: string, said: Said, messagesFile?: string, json = false): Promise<number> {
  const messages = messagesFile === undefined ? null : await readMessages(messagesFile);
  // What comes of it may go to another program.
  const lines = new ProgressLines(process.stderr);
  const here = (await knownModels()).find(({ record }) => record.id === what);
  const { model, known } =
    here && Object.keys(said).length === 0
      ? { model: here, known: await knownOf(here) }
      : await examined(await readOrder(what, said), lines);
  const prompt = messages && (await promptOf(model, known, messages));
  console.log(json ? JSON.stringify(asJson(model, known, prompt), null, 2) : asLines(model, known, prompt).join('\n'));
  return 0;
}

/** `fast`: the weights are not fitted to the calibration text, now or when they are made again. */
async function add(what: string, said: Said, fast: boolean): Promise<number> {
  const lines = new ProgressLines();
  const model = await found(what, said, lines);
  const { id, name, licence } = model.record;
  // Only weights of 4 bits are fitted.
  await setFast(id, fast || model.record.variants.every(({ quantization }) => storedAs(quantization).bits === 8));
  console.log(`${name} (${licence.id}): ${licence.notice.en}`);
  const [preparation] = await prepareAll(lines, [model]);
  if (preparation?.state !== 'ready') return 1;
  console.log(`${name} is prepared. Reload the app if it is open, or run npm start.`);
  return 0;
}

async function found(what: string, said: Said, lines: ProgressLines): Promise<Model> {
  const argument = await readArgument(what, readRecords());
  if (argument.kind !== 'catalog' || said.lora !== undefined) {
    const order = await orderOf(argument, said);
    return alone(() => addModel(order, lines));
  }
  const { record } = argument;
  if (Object.keys(said).length > 0) {
    throw new SetupError(
      `${record.name} is of the catalog, which says its name, context and quantisations.`,
      `npm run models -- add ${record.id}`,
    );
  }
  if (record.prepare === 'never') {
    throw new SetupError(
      `${record.name} is not prepared by set-up.`,
      'Open the app with npm start: its page of models says how this one can be had.',
    );
  }
  await checkDisk(ofCatalog(record), lines);
  return ofCatalog(record);
}

const readOrder = async (what: string, said: Said) => orderOf(await readArgument(what, readRecords()), said);

async function orderOf(argument: Argument, said: Said): Promise<Adding> {
  const { lora, name = null, context, template, quantization = [], bits } = said;
  if (bits !== undefined && quantization.length > 0) {
    throw new SetupError('--bits and --quantization say the same in two ways.', 'Give one of them.');
  }
  return {
    model: placeOf(argument),
    adapter: lora === undefined ? null : await readPlace(lora),
    ...{ name, context: context === undefined ? null : parseContext(context) },
    template: template === undefined ? null : await readTemplate(template),
    quantizations: quantization.map(parseQuantization),
    bits: parseBits(bits),
  };
}

/** A model of the catalog that gets an adapter is taken as what it is on the hub. */
function placeOf(argument: Argument): Place {
  if (argument.kind !== 'catalog') return argument;
  const { name, source } = argument.record;
  if (source.kind === 'huggingface' && source.format === 'safetensors') {
    return { kind: 'hub', repository: source.repository, revision: source.revision };
  }
  throw new SetupError(
    `An adapter can't be merged into ${name}: its weights are rounded already.`,
    'Name the checkpoint that the adapter was trained for: a folder with safetensors, or owner/name on the hub.',
  );
}

/** A form by its name, or a file with a template. */
async function readTemplate(text: string): Promise<GivenTemplate> {
  const form = formOf(text);
  if (form) return { source: form.source, name: `--template ${form.id}` };
  try {
    return { source: await readFile(fromCaller(text), 'utf8'), name: text };
  } catch (error) {
    throw new SetupError(
      `--template: ${(error as Error).message}`,
      `Give a file with the template in Jinja, or one of ${FORM_IDS.join(', ')}.`,
    );
  }
}

function parseContext(text: string): number {
  const tokens = Number(text);
  if (Number.isInteger(tokens) && tokens >= 128 && tokens <= 1_048_576) return tokens;
  throw new SetupError(`--context is "${text}".`, 'Give the number of tokens, at least 128.');
}

function parseBits(text = '4'): 4 | 8 {
  if (text === '4' || text === '8') return Number(text) as 4 | 8;
  throw new SetupError(`--bits is "${text}".`, 'Give 4 or 8.');
}

function parseQuantization(text: string): Quantization {
  const quantization = Quantization.safeParse(text);
  if (quantization.success) return quantization.data;
  throw new SetupError(`--quantization is "${text}".`, `Give one of ${Quantization.options.join(', ')}.`);
}

async function remove(id: string): Promise<number> {
  const all = await knownModels();
  const model = all.find(({ record }) => record.id === id);
  if (!model) {
    throw new SetupError(
      `There is no model "${id}".`,
      `Choose one of: ${all.map(({ record }) => record.id).join(', ')}`,
    );
  }
  await alone(async () => {
    await removeModel(model, all);
    await writeIndex(await knownModels());
    await buildApp(new ProgressLines());
  });
  const { name, prepare } = model.record;
  const again = model.from === 'catalog' && prepare === 'always' ? ' npm start will prepare it again.' : '';
  console.log(`${name} is removed.${again}`);
  return 0;
}
