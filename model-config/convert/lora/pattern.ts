import { RE2JS } from 're2js';

/** A module's name, or its end, in which a dot stands for any character as in every expression. */
const PLAIN = /^[\w.-]+$/;
const LONGEST = 1000;

/** Where Python and RE2 read the same signs in two ways. */
const AMBIGUOUS = /\{,|\[\[:/;

/**
 * Tells whether a key of PEFT's `alpha_pattern` or `rank_pattern` is for a module: Python's
 * re.match(rf"(.*\.)?({key})$", module) (peft.utils.get_pattern_key). The keys are a stranger's, so they are matched in
 * linear time. Throws Error where a key is no expression, or needs more than that.
 */
export function modulePattern(key: string): (module: string) => boolean {
  if (PLAIN.test(key)) return (module) => endsWith(module, key);
  if (key.length > LONGEST) throw new Error(`longer than ${LONGEST} characters`);
  if (AMBIGUOUS.test(key)) throw new Error('it has no one meaning');
  const expression = RE2JS.compile(`^(?:.*\\.)?(?:${key})$`);
  return (module) => expression.matcher(module).matches();
}

function endsWith(module: string, key: string): boolean {
  const start = module.length - key.length;
  if (start < 0 || (start > 0 && module[start - 1] !== '.')) return false;
  return [...key].every((sign, index) => sign === '.' || sign === module[start + index]);
}
