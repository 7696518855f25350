const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAY_MS = 86_400_000;

/**
 * A date as Python's `strftime` writes it in the C locale, in local time: a template's date is in English whatever the
 * browser's language is. A directive that is unknown stays as it is.
 */
export function strftime(date: Date, format: string): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = DAYS[date.getDay()]!;
  const month = MONTHS[date.getMonth()]!;
  const hour = date.getHours() % 12 || 12;
  const start = new Date(date.getFullYear(), 0, 1);
  const ofYear = Math.round((startOfDay(date).getTime() - start.getTime()) / DAY_MS) + 1;
  const written: Record<string, string> = {
    Y: String(date.getFullYear()),
    y: two(date.getFullYear() % 100),
    m: two(date.getMonth() + 1),
    d: two(date.getDate()),
    e: String(date.getDate()).padStart(2, ' '),
    B: month,
    b: month.slice(0, 3),
    h: month.slice(0, 3),
    A: day,
    a: day.slice(0, 3),
    w: String(date.getDay()),
    u: String(date.getDay() || 7),
    j: String(ofYear).padStart(3, '0'),
    H: two(date.getHours()),
    I: two(hour),
    p: date.getHours() < 12 ? 'AM' : 'PM',
    M: two(date.getMinutes()),
    S: two(date.getSeconds()),
    f: String(date.getMilliseconds()).padStart(3, '0').padEnd(6, '0'),
    '%': '%',
    n: '\n',
    t: '\t',
  };
  Object.assign(written, {
    F: `${written.Y}-${written.m}-${written.d}`,
    T: `${written.H}:${written.M}:${written.S}`,
    R: `${written.H}:${written.M}`,
    D: `${written.m}/${written.d}/${written.y}`,
  });
  return format.replace(/%(-?)([A-Za-z%])/g, (whole, bare: string, directive: string) => {
    const text = written[directive];
    if (text === undefined) return whole;
    // glibc's `%-d`: without the zero in front.
    return bare && /^[0 ]\d/.test(text) ? text.replace(/^[0 ]+(?=\d)/, '') : text;
  });
}

const startOfDay = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
