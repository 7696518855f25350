import fc from 'fast-check';

/** The same cases in every run, so that a test fails for what was changed; HAKUI_SEED tries others. */
fc.configureGlobal({ seed: Number(process.env.HAKUI_SEED ?? 20261201) });
