import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja';
import { strftime } from './strftime.ts';

/** What a template is given besides its own names. */
export type Variables = Record<string, unknown>;

export type TemplateFault =
  /** It is no Jinja, or uses what the interpreter has not. */
  | 'syntax'
  /** It refuses this conversation itself (`raise_exception`). */
  | 'refused'
  /** It broke down over it. */
  | 'failed'
  /** The last question is not in what it wrote. */
  | 'lost';

/** A chat template that cannot write a conversation. The message is the template's own words where it refused. */
export class TemplateError extends Error {
  override name = 'TemplateError';
  readonly fault: TemplateFault;

  constructor(fault: TemplateFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}

export interface CompiledTemplate {
  /** Throws TemplateError `refused` or `failed`. `now` answers templates that write a date. */
  render(variables: Variables, now: Date): string;
  /** Texts that the template looks for in what it is given, rather than writes. */
  lookedFor: readonly string[];
  /** Whether it asks for the date. */
  dated: boolean;
}

const compiled = new Map<string, CompiledTemplate>();
/** A page knows a few models; a list that a person looks through is no reason to keep all. */
const MOST_COMPILED = 16;

/** Reads a template as transformers does. Throws TemplateError `syntax`. */
export function compileTemplate(source: string): CompiledTemplate {
  const known = compiled.get(source);
  if (known) return known;
  const made = compile(source);
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  compiled.set(source, made);
  return made;
}

type Program = ReturnType<typeof parse>;

function compile(source: string): CompiledTemplate {
  const program = parsed(source);
  return {
    lookedFor: lookedFor(program),
    dated: source.includes('strftime_now'),
    render(variables, now) {
      const env = new Environment();
      const given = { ...globals(now), ...variables };
      for (const [name, value] of Object.entries(given)) if (value !== undefined) env.set(name, value);
      try {
        return String(new Interpreter(env).run(program).value);
      } catch (error) {
        if (error instanceof TemplateError) throw error;
        throw new TemplateError('failed', (error as Error).message, { cause: error });
      }
    },
  };
}

function parsed(source: string): Program {
  try {
    return parse(tokenize(withoutMasks(source), { lstrip_blocks: true, trim_blocks: true }));
  } catch (error) {
    throw new TemplateError('syntax', (error as Error).message, { cause: error });
  }
}

/** `{% generation %}` marks what is trained on and writes nothing; the interpreter has no such tag. */
const withoutMasks = (source: string) =>
  source.replace(
    /\{%([-+]?)\s*(end)?generation\s*([-+]?)%\}/g,
    (_, before: string, end: string | undefined, after: string) =>
      `{%${before} ${end ? 'endif' : 'if true'} ${after}%}`,
  );

/** The names that transformers gives every template. */
function globals(now: Date): Variables {
  return {
    ...{ true: true, false: false, none: null, True: true, False: false, None: null },
    raise_exception: (message: unknown) => {
      throw new TemplateError('refused', String(message));
    },
    strftime_now: (format: unknown) => strftime(now, String(format)),
    range,
  };
}

/** More turns than any conversation has: a template that counts further does not end. */
const LONGEST_RANGE = 100_000;

function range(from: number, to?: number, step = 1): number[] {
  const [start, stop] = to === undefined ? [0, from] : [from, to];
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (!(length <= LONGEST_RANGE)) throw new TemplateError('failed', `a range of ${length}`);
  return Array.from({ length }, (_, i) => start + i * step);
}

/** Literals that stand in a comparison, after `in`, or among the arguments of a call: `content.split('</think>')`. */
function lookedFor(program: Program): string[] {
  const found = new Set<string>();
  const walk = (node: unknown, looks: boolean): void => {
    if (Array.isArray(node)) for (const each of node) walk(each, looks);
    if (node === null || typeof node !== 'object' || Array.isArray(node)) return;
    const { type, value, operator } = node as { type?: string; value?: unknown; operator?: { value?: string } };
    if (type === 'StringLiteral' && looks && typeof value === 'string' && value.trim() !== '') found.add(value);
    const compares = type === 'BinaryExpression' && COMPARISONS.has(operator?.value ?? '');
    for (const [name, child] of Object.entries(node)) {
      walk(child, compares || (type === 'CallExpression' && name === 'args') || (looks && type !== 'CallExpression'));
    }
  };
  walk(program.body, false);
  return [...found];
}

const COMPARISONS = new Set(['in', 'not in', '==', '!=']);
