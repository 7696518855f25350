import { ImportError } from '../errors';
import type { Journal } from '../journal';
import type { Found } from './found';
import { type Given, recognise, recogniseAdapter } from './given';
import { firstOther, identitiesOf } from './identity';

const NOTHING: Found = { files: [], handles: [] };

/** The files of the one import, as far as this page has them, and by what they are found again. */
export class FilesAtHand {
  /** What they are; null where the page has none. */
  given: Given | null = null;
  private found = NOTHING;

  get handles(): FileSystemHandle[] {
    return this.found.handles;
  }

  forget(): void {
    this.given = null;
    this.found = NOTHING;
  }

  /** For a new import. Throws ImportError where they are no model. */
  take(found: Found): Given {
    this.found = found;
    this.given = recognise(found.files);
    return this.given;
  }

  /** Puts an adapter beside the checkpoint. Throws ImportError where they are none. */
  addAdapter(checkpoint: Given & { kind: 'checkpoint' }, more: Found): Given {
    this.given = { ...checkpoint, adapter: recogniseAdapter(more.files) };
    this.found = both(this.found, more);
    return this.given;
  }

  /** With those that came before: with an adapter there are two folders, which may come one after the other. */
  with(more: Found, { source }: Journal): Found {
    const twoFolders = source.kind === 'checkpoint' && source.files.some(({ path }) => path.startsWith('adapter/'));
    if (!twoFolders) return more;
    const paths = new Set(more.files.map(({ path }) => path));
    return both(more, { ...this.found, files: this.found.files.filter(({ path }) => !paths.has(path)) });
  }

  /** For an import that was begun. Throws ImportError `other-source` where they are others than those it began with. */
  async takeAgain(found: Found, { source }: Journal): Promise<void> {
    if (source.kind === 'hub') return;
    try {
      const other = firstOther(source.files, await identitiesOf(this.take(found)));
      if (other !== null) throw new ImportError('other-source', { file: other });
    } catch (error) {
      this.given = null;
      throw error;
    }
  }
}

const both = (a: Found, b: Found): Found => ({
  files: [...a.files, ...b.files],
  handles: [...a.handles, ...b.handles],
});
