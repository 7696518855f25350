/**
 * What Python's str.strip() takes off: the characters of str.isspace(). String.trim() is another set: it
 * takes U+FEFF too, and leaves U+001C to U+001F and U+0085.
 */
const SPACE = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const LEADING = new RegExp(`^${SPACE}+`);
const SPACE_ONLY = new RegExp(SPACE);

/** Python's str.strip(). */
export function strip(text: string): string {
  // From the end by hand: the expression "space+$" takes quadratic time on long runs of space.
  let end = text.length;
  while (end > 0 && SPACE_ONLY.test(text[end - 1]!)) end--;
  return text.slice(0, end).replace(LEADING, '');
}
