import { tryAll } from './bench.ts';
import { answerAgain, ask, deleteAndUndo, rename } from './scenarios/chat.ts';
import { run } from './scenarios/run.ts';

for (const scenario of [ask, answerAgain, rename, deleteAndUndo, run]) tryAll(scenario);
