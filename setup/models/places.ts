import { join } from 'node:path';
import { paths } from '../run/paths.ts';

/** Where a model's files are made; they are linked into `public/models` only when all of them are there. */
export const preparedFolder = (id: string) => join(paths.build, 'prepared', id);

export const publishedFolder = (id: string) => join(paths.models, id);
export const manifestFile = (id: string) => join(publishedFolder(id), 'manifest.json');
