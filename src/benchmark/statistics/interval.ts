/** Where a quantity lies with the stated confidence, in that quantity's unit; both ends belong to it. */
export interface Interval {
  low: number;
  high: number;
}

/** The confidence of every interval that is shown without saying otherwise. */
export const USUAL_CONFIDENCE = 0.95;

/** A confidence is a share strictly between 0 and 1: 0.95 for 95%. */
export function checkConfidence(confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`A confidence lies between 0 and 1, not ${confidence}`);
}
