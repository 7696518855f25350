import { tryAll } from './bench.ts';
import { answerAgain, ask, deleteAndUndo, edit, rename } from './scenarios/chat.ts';
import { datasets } from './scenarios/datasets.ts';
import { importModel } from './scenarios/import.ts';
import { kioskVisit } from './scenarios/kiosk.ts';
import { open, update } from './scenarios/page.ts';
import { run } from './scenarios/run.ts';
import { vaultMade, vaultUsed } from './scenarios/vault.ts';

const ALL = [
  [ask, answerAgain, edit, rename, deleteAndUndo],
  [run, datasets, importModel],
  [vaultMade, vaultUsed],
  [kioskVisit],
  [open, update],
].flat();

for (const scenario of ALL) tryAll(scenario);
