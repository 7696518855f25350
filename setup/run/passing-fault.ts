/** A fault that another try may not meet again. `waitMs`: what the server asks for, null where it says nothing. */
export class PassingFault extends Error {
  override name = 'PassingFault';

  constructor(
    message: string,
    readonly waitMs: number | null = null,
  ) {
    super(message);
  }
}
