/*
 * What of a model's output is its answer: not what it thought before, and not the turns it goes on with by itself.
 */

const THOUGHT_ENDS = /<\/(?:think|thinking|thought|reasoning|reflection)>/gi;
const THOUGHT_BEGINS = /<(?:think|thinking|thought|reasoning|reflection)>/i;
/** Harmony's channels: "<|channel|>analysis<|message|>…<|end|><|start|>assistant<|channel|>final<|message|>…". */
const CHANNEL = /<\|channel\|>/;
const FINAL = /<\|channel\|>\s*final\s*(?:<\|[a-z_]{1,20}\|>[^<]{0,40})?<\|message\|>/g;

/** What ends the model's turn, or begins another one. */
const TURN_ENDS =
  /<\|(?:im_end|eot_id|end_of_text|endoftext|return|end|eom_id)\|>|<\/s>|<end_of_turn>|<\|im_start\|>(?:user|human)|\n\s*(?:User|Human|ユーザー?|質問者|用户)\s*[::]/i;
const NEXT_QUESTION =
  /\n\s*(?:#{1,4} ?)?(?:次の)?(?:問題|質問|設問|题目|问题|Question|(?:### ?)(?:Instruction|指示|Input|入力))(?:(?:に|[ \d]*:)|[ \d]+\n)/i;

/** Without what was thought; null where the output ends within it. */
export function withoutThinking(output: string): string | null {
  if (CHANNEL.test(output)) {
    const final = [...output.matchAll(FINAL)].at(-1);
    return final ? output.slice(final.index + final[0].length) : null;
  }
  // The template may have opened it, so an end alone counts too.
  const end = [...output.matchAll(THOUGHT_ENDS)].at(-1);
  const rest = end ? output.slice(end.index + end[0].length) : output;
  const begun = THOUGHT_BEGINS.exec(rest);
  if (!begun) return rest;
  // Begun and not ended: what stands before it is the answer, if anything does.
  const before = rest.slice(0, begun.index);
  return before.trim() === '' ? null : before;
}

/** The model's own turn alone: without what it writes as the next person's, and as the answer to that. */
export function firstTurn(text: string): string {
  const from = text.search(/\S/);
  const end = TURN_ENDS.exec(text.slice(Math.max(0, from)));
  const turn = end && end.index > 0 ? text.slice(0, from + end.index) : text;
  return turn.trim() === '' ? text : turn;
}

/** The text up to a question that the model puts to itself; null where there is none, or nothing before it. */
export function beforeNextQuestion(text: string): string | null {
  const next = NEXT_QUESTION.exec(text);
  return next && text.slice(0, next.index).trim() !== '' ? text.slice(0, next.index) : null;
}
