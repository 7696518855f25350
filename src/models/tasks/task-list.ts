import type { RunTask, Task, TaskFailure, TaskProgress, TaskResult } from './task';
import { failureOf } from './task';

/** What a model's card shows of the work on its files; there is one piece at a time. */
export type TaskState =
  | { state: 'working'; kind: Task['kind']; progress: TaskProgress | null }
  | { state: 'done'; result: TaskResult }
  | { state: 'failed'; kind: Task['kind']; failure: TaskFailure };

/** What a task takes beside its kind. */
type Needs<Kind extends Task['kind']> = Omit<Extract<Task, { kind: Kind }>, 'kind'>;

/** By the model's id. */
export type TaskStates = Readonly<Record<string, TaskState>>;

/** The work under way on models' files, one piece a model; `show` is told of every change. */
export class TaskList {
  private states: TaskStates = {};
  private readonly running = new Map<string, { stop: AbortController; ended: Promise<void> }>();

  constructor(
    private readonly run: RunTask,
    private readonly show: (states: TaskStates) => void,
  ) {}

  /**
   * Resolves when the work has ended in any way. A second piece of work on the same model is not begun. `prepare` looks up what else
   * the task takes; where that fails, so did the task.
   */
  async start<Kind extends Task['kind']>(id: string, kind: Kind, prepare: () => Promise<Needs<Kind>>): Promise<void> {
    if (this.running.has(id)) return;
    const stop = new AbortController();
    const ended = this.work(id, kind, prepare, stop.signal);
    this.running.set(id, { stop, ended });
    await ended;
  }

  /** Resolves once nothing is written any more. */
  async stop(id: string): Promise<void> {
    const work = this.running.get(id);
    work?.stop.abort();
    await work?.ended;
  }

  /** Forgets how the last piece of work ended. */
  dismiss(id: string): void {
    if (!this.running.has(id)) this.set(id, null);
  }

  private async work<Kind extends Task['kind']>(
    id: string,
    kind: Kind,
    prepare: () => Promise<Needs<Kind>>,
    signal: AbortSignal,
  ): Promise<void> {
    this.set(id, { state: 'working', kind, progress: null });
    try {
      const report = (progress: TaskProgress) => this.set(id, { state: 'working', kind, progress });
      const task = { kind, ...(await prepare()) } as unknown as Task;
      const result = await this.run(task, report, signal);
      this.set(id, { state: 'done', result });
    } catch (error) {
      const failure = failureOf(error);
      this.set(id, failure.code === 'cancelled' ? null : { state: 'failed', kind, failure });
    } finally {
      this.running.delete(id);
    }
  }

  private set(id: string, state: TaskState | null): void {
    const { [id]: _, ...others } = this.states;
    this.states = state === null ? others : { ...others, [id]: state };
    this.show(this.states);
  }
}
