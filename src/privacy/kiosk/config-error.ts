/**
 * What is wrong with a file that decides about a kiosk's safety. `missing`: the server says that there is none. `page`: it answered
 * with a web page. `unreachable`: it did not answer, and no earlier copy is in this browser. `status`: status. `empty`, `not-json`:
 * reason. `field`: field, reason. `other-model`: model, found (those in the list). `policy`: the page's own policy is not in it.
 */
export type ConfigFault =
  | 'missing'
  | 'page'
  | 'unreachable'
  | 'status'
  | 'empty'
  | 'not-json'
  | 'field'
  | 'other-model'
  | 'policy';

export interface ConfigProblem {
  fault: ConfigFault;
  details: Readonly<Record<string, string | number>>;
}

/** A kiosk does not come up with half of what its owner meant. */
export class KioskConfigError extends Error {
  override name = 'KioskConfigError';

  constructor(
    /** Relative to the page. */
    readonly file: string,
    readonly problems: readonly [ConfigProblem, ...ConfigProblem[]],
  ) {
    super(`${file}: ${problems.map(({ fault, details }) => `${fault} ${JSON.stringify(details)}`).join('; ')}`);
  }
}
