import type { GivenTemplate } from '../../../model-config/convert/template.ts';
import { formsWanted, type ImportErrorData } from './errors';
import type { ImportStanding } from './state';

/** What an import has to ask of a person where a model's own files have no template, or none that does. */
export class TemplateQuestion {
  /** What a person gave in place of the model's own. */
  given: GivenTemplate | null = null;
  /** What is wrong with its own. */
  private wanted: ImportErrorData | null = null;
  private lookAgain: (() => Promise<void>) | null = null;

  /** Another source is another question. */
  forget(): void {
    this.given = null;
    this.wanted = null;
    this.lookAgain = null;
  }

  /**
   * What to ask after `error`, of a source that `lookAgain` looks at once more with the template that is given; null where none would
   * mend it. After an answer it is the same question, with what is wrong with the answer.
   */
  after(name: string, error: ImportErrorData, lookAgain: () => Promise<void>): ImportStanding | null {
    if (formsWanted(error) === null) return null;
    this.lookAgain = lookAgain;
    if (this.given === null || this.wanted === null) this.wanted = error;
    const refused = this.given && { template: this.given, error };
    return { step: 'template-wanted', name, error: this.wanted, refused };
  }

  async answer(template: GivenTemplate): Promise<void> {
    this.given = template;
    await this.lookAgain?.();
  }
}
