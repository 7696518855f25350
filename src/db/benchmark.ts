import Dexie, { type Table } from 'dexie';
import { db } from './schema';
import { GoneError, reading, writing } from './storage';
import type { DatasetItemsRow, DatasetRow, ProtocolRow, RunRow, SampleRow } from './types';

const ofRun = (runId: string) => [
  [runId, Dexie.minKey],
  [runId, Dexie.maxKey],
];

/** The benchmark's tables. Everything that must hold together is written in one transaction. */
export function benchmarkRows<
  Run extends RunRow,
  Sample extends SampleRow,
  Transcript extends SampleRow,
  Dataset extends DatasetRow,
  Items extends DatasetItemsRow,
  Protocol extends ProtocolRow,
>() {
  const runs = () => db.runs as unknown as Table<Run, string>;
  const samples = () => db.samples as unknown as Table<Sample, [string, number]>;
  const transcripts = () => db.transcripts as unknown as Table<Transcript, [string, number]>;
  const datasets = () => db.datasets as unknown as Table<Dataset, string>;
  const datasetItems = () => db.datasetItems as unknown as Table<Items, string>;
  const protocols = () => db.protocols as unknown as Table<Protocol, string>;
  const within = <T>(table: Table<T, [string, number]>, runId: string) => {
    const [from, to] = ofRun(runId);
    return table.where('[runId+index]').between(from, to);
  };

  return {
    /** Newest first. */
    listRuns: (): Promise<Run[]> => reading(() => runs().orderBy('createdAt').reverse().toArray()),
    findRun: (id: string): Promise<Run | undefined> => reading(() => runs().get(id)),
    addRuns: async (added: Run[]): Promise<void> => {
      await writing(() => runs().bulkPut(added));
    },
    /** Does nothing where the run was deleted meanwhile. */
    changeRun: async (id: string, change: (run: Run) => void): Promise<void> => {
      await writing(() => runs().where('id').equals(id).modify(change));
    },
    /** One item has ended: its rows and the run's counts, all or nothing. Rejects where the run is gone. */
    addSample: (sample: Sample, transcript: Transcript, change: (run: Run) => void): Promise<void> =>
      writing(() =>
        db.transaction('rw', runs(), samples(), transcripts(), async () => {
          const changed = await runs().where('id').equals(sample.runId).modify(change);
          if (changed === 0) throw new GoneError(`run ${sample.runId} does not exist`);
          await samples().add(sample);
          await transcripts().add(transcript);
        }),
      ),
    /** A run that came whole, from a file. */
    addWholeRun: (run: Run, itsSamples: Sample[], itsTranscripts: Transcript[]): Promise<void> =>
      writing(
        () =>
          db.transaction('rw', runs(), samples(), transcripts(), async () => {
            await runs().add(run);
            await samples().bulkAdd(itsSamples);
            await transcripts().bulkAdd(itsTranscripts);
          }),
        { large: true },
      ),
    /** In the run's order. */
    samplesOf: (runId: string): Promise<Sample[]> => reading(() => within(samples(), runId).toArray()),
    /** The newest so many, by their place in the run. */
    lastSamplesOf: (runId: string, count: number): Promise<Sample[]> =>
      reading(() => within(samples(), runId).reverse().limit(count).toArray()),
    transcriptsOf: (runId: string): Promise<Transcript[]> => reading(() => within(transcripts(), runId).toArray()),
    findTranscript: (runId: string, index: number): Promise<Transcript | undefined> =>
      reading(() => transcripts().get([runId, index])),
    deleteRun: (id: string): Promise<void> =>
      writing(
        () =>
          db.transaction('rw', runs(), samples(), transcripts(), async () => {
            await runs().delete(id);
            await within(samples(), id).delete();
            await within(transcripts(), id).delete();
          }),
        { large: true },
      ),

    listDatasets: (): Promise<Dataset[]> => reading(() => datasets().toArray()),
    findDataset: (id: string): Promise<Dataset | undefined> => reading(() => datasets().get(id)),
    itemsOf: (id: string): Promise<Items | undefined> => reading(() => datasetItems().get(id)),
    /** The id is the hash of the content: a data set that is there already stays as it is. */
    addDataset: (dataset: Dataset, items: Items): Promise<'added' | 'there'> =>
      writing(
        () =>
          db.transaction('rw', datasets(), datasetItems(), async () => {
            if (await datasets().get(dataset.id)) return 'there';
            await datasets().add(dataset);
            await datasetItems().add(items);
            return 'added';
          }),
        { large: true },
      ),
    deleteDataset: (id: string): Promise<void> =>
      writing(
        () =>
          db.transaction('rw', datasets(), datasetItems(), async () => {
            await datasets().delete(id);
            await datasetItems().delete(id);
          }),
        { large: true },
      ),

    listProtocols: (): Promise<Protocol[]> => reading(() => protocols().toArray()),
    addProtocols: async (added: Protocol[]): Promise<void> => {
      await writing(() => protocols().bulkPut(added));
    },
    /** By the hash of its content. Runs keep the protocol they were asked with. */
    deleteProtocol: async (hash: string): Promise<void> => {
      await writing(() => protocols().delete(hash));
    },
  };
}
