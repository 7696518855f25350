import { type LetterList, letterAt, letterListAt } from './letter-list';
import { after, matchAt } from './sticky';

/*
 * What a written answer says about letters. Each expression finds a place; whether letters stand there is
 * letter-list.ts's business. Expressions are sticky and bounded, so a long text takes linear time.
 */

export interface Statement {
  /** Where it stands. */
  at: number;
  letters: number[];
  /** `answer`: this is the answer. `right`: this option is right. `wrong`: this is the wrong option, which some questions ask for. */
  says: 'answer' | 'right' | 'wrong';
}

const NAMED =
  /\banswers?\b|\b(correct|right|best|final|appropriate|likely|incorrect|false|wrong)\s+(?:[a-z]+\s+){0,2}(?:options?|choices?|letters?|ones?|statements?|steps?|diagnos[ei]s|treatments?|management|therapy|tests?|cause)\b|(?<![A-Za-z])ans(?=[.:]|\s+is\b)\.?|(?:最終)?(?:回答|解答)|こたえ|答え|(?:正确|正確|最终|最佳)?(?:答案|选项(?=[是为:]))|答(?!案)|正解|正答|정답|답(?=[은는이:])|(?<![\p{L}])解(?=[:は])|選択肢(?=は|が)|(?:実際(?:に)?|本当|正しく|正確に)(?=は)|(正し(?:い|くない)|適切(?:な|でない)|適当(?:な|でない)|妥当(?:な|でない)|該当(?:する|しない)|当てはまる|当てはまらない|誤っている|誤った|間違っている|誤りな|不適切な|選ぶべき)(?:の|もの|選択肢|記述|組み?合わ?せ|(?=[\p{Script=Han}\p{Script=Katakana}ー]{1,10}は)[\p{Script=Han}\p{Script=Katakana}ー]{1,10})|(?:(?:最も)?(?:考えられる|疑われる|疑うべき|考えるべき|行うべき|優先される|推奨される|必要な|有効な|有用な|望ましい|可能性[がの]高い|第一選択(?:である|となる)?)(?:の|もの|選択肢|[\p{Script=Han}\p{Script=Katakana}ー]{1,10})|第一選択(?:薬|となるの)?)(?=は)|(?<=\n)記号/giu;
const WRONG = /^(?:incorrect|false|wrong)|くない|でない|しない|まらない|誤|間違|不適切/i;

/** Between the name and the letters; the group is what says "is". */
const IS =
  /(?:\s*\([^()\n]{0,60}\))?(?:\s+(?:to|for|of)\s+(?:this|the|your)\s+[a-z]+)?(?:\s+(?:options?|choices?|letters?)(?=\s*(?:is|are|:)))?(?:の(?:記号|選択肢|番号|組み?合わ?せ)|\s?\d(?=:))?["'”」』】〕)\]}>]*\s*(は|が|=|[-=]+>|→|⇒|-(?=\s)|[–—]|として(?:は)?|[是为為은는이]|:|(?:is|are|was|would be|should be|must be|will be|remains)\b\s*:?|)["'>]*\s*[、,:]?\s*(?:(?:therefore|thus|hence|clearly|indeed|most likely|probably|likely|then|still|definitely|the letters?|やはり|おそらく|恐らく|それぞれ|当然)(?:、|,)?\s*)?/iy;
const NOT = /(?:not|never|neither|none)\b\s*/iy;
const BUT = /\s*,?\s*(?:but|rather)\s+(?:rather\s+)?/iy;
const BUT_JA = /では(?:なく|ありません)[、,]?\s*/y;
/** Taken back in the same breath: 「B、いや、A」, "B, no, A". */
const CORRECTED =
  /(?:です|だ)?[、,。.]?\s*(?:いや|いえ|訂正(?:し(?:て|ます))?|失礼|間違えました|もとい|(?:no|wait|sorry|rather|actually|i mean)\b)[、,:。.]?\s*/iy;

/** Said of a list behind it. */
const DENIED =
  /[\s"'」』)]{0,3}(?:では(?:な|あり)|じゃ(?:な|あり)|でな|でも|以外|を除|[はが](?:誤|不適|違|間違|正しくな|適切でな)|(?:だろ|でしょ)うか|(?:だ|である)?か(?:も(?:しれ|$)|[、,。?]|と(?!思))|(?:だ|である)?(?:と(?:したら|すれば|すると|仮定)|なら|った(?:ら|場合)|の場合|であれば)|を含|など|のどれ|のどちら|のいずれ|のうち|[이가]?\s*아[니닙]|不是|不正|(?:が|も)?(?:あやしい|怪しい)|(?:is|are|was|were)\s*(?:not\b|n't|wrong|incorrect|false|never)|isn't|aren't)/iy;
const ASKED = /[^.。!?\n]{0,80}\?/y;
const SUPPOSED =
  /(?:\b(?:if|whether|unless|suppose|assuming|why)|なぜ|もし|仮に)\s*(?:the\s+|an?\s+)?(?:[a-z]+\s+){0,2}$/i;
const SPOILT = /(?:\b(?:wrong|incorrect|false|no|not an?|not the|isn't the)|誤った|誤りの|不)\s*$/i;
/** Nothing but the letters follows. */
const END = /\s*(?:です|である|だ|となる|になる|と(?:考え|思)[^。\n]{0,6})?[.。!)」]*\s*(?:\n|$)/y;

/** Words before letters that open a clause about them. */
const OPENS =
  /(?:^|[\n.。,、;:!?)」]|(?<![A-Za-z])(?:options?|choices?|letters?|that|so|thus|therefore|hence|think|believe|say|but|and|because|since|both|only|actually|then|conclude)|\p{Script=Hiragana}|選択肢|記号|結果|以上|実際|結論)[\s"'「『([]*$/iu;
const EXCLUDED =
  /(?:\b(?:neither|none of)\b[^.\n]*|(?:\b(?:not|unless|if|whether|false that|cannot|can't|why|n't)|なぜ|もし)\s*(?:the\s+)?(?:options?|choices?|選択肢)?[\s"'「(]*)$/i;
const CONCLUDED =
  /(?:\b(?:therefore|thus|hence|so|consequently|actually|wait|instead|finally|conclusion)\b|したがって|従って|よって|ゆえに|故に|以上|つまり|結局|結論|いや、|訂正)[^.。!?\n]{0,30}$/i;

const IS_RIGHT =
  /[,\s]{0,2}(?:\([^()\n]{0,80}\)\s*)?(?:is|are|seems? to be|appears? to be|must be|would be|should be|remains)\s+((?:(?:therefore|thus|clearly|indeed|definitely|probably|actually|both|all|the|an?|most|best|only|single|final|two|most likely)\s+){0,5}(?:correct|right|best|appropriate|likely|true|accurate|suitable|answers?|choices?|options?)\b[^.\n]{0,120})/iy;
const IS_RIGHT_JA =
  /\s*(?:\([^()\n]{0,80}\)\s*)?(?:[はがに]|[이가은는]\s?|是)、?((?:(?:最も|もっとも|一番|唯一の?|明らかに|この問題の|本問の|ともに|共に|いずれも|どちらも|両方とも|最)\s*){0,2}(?:正しい|正しく(?!な)|正解|正答|適切|適当|妥当|最適|最善|最良|答え|該当(?:する|し(?!な))|当てはま[るり]|あてはま[るり]|第一選択|望ましい|推奨され|疑われ|考えられ(?!な)|可能性が高い|정답|맞|옳|正确|正確|合适|恰当|佳))/y;
/** "A is a right treatment, but": what follows takes it back, or may. */
const TAKEN_BACK =
  /(?:な|の)?(?:治療|選択肢|診断|対応|もの|記述|方法|処置)?(?:法)?(?:だ|です|である|とされる)?(?:のように見え|ように(?:見え|思え|思われ)|と(?:思われ|考えられ|見え|思っ)|に(?:見え|思え))?[るた]?(?:が、?|けれど|けど|ものの|かに見え|と(?:は)?限ら|と誤解)/y;
/** 「B以外はすべて誤り」. */
const ALL_OTHERS_WRONG =
  /以外(?:の(?:選択肢|もの|記述))?は、?(?:すべて|全て|いずれも|どれも|みな|皆)?、?(?:誤|不適|間違|正しくな|適切でな|当てはまらな|該当しな|違)/y;
const NOT_RIGHT_JA =
  /(?:な|の)?(?:選択肢|もの|記述|答え|文)?\s*(?:では|で|じゃ|とは|と|わけでは|ものでは|とまでは)?\s*(?:な[いくか]|ありませ|言え|いえ|言いがた|限ら|か[?。]|だろうか|でしょうか)/y;
const CHOSEN_JA =
  /\s*(?:を(?:選[びぶんっ択]|推奨|推し|採用|(?:正解|正答|解答|回答|答え)とし)|と(?:する|します|した|しました|判断(?:する|します|した|しました)|結論(?:する|します|づけ|付け))(?=[。.!\s]|$))/y;
const NOT_CHOSEN_JA = /(?:ば|ではな|しな|べきではな|ことはでき)/y;
/** "b: correct", 「b. 正しい」; but not "B. Right kidney", 「B. 適切な輸液」. */
const MARKED =
  /\s*(?:[.:)]|→|-|–)\s*(?:正しい|正解|適切|○|correct|right|true)(?: answer| choice| option|です|である)?[ \t]*(?:[.。、,;)]|\n|$)/iy;

const CHOSEN =
  /\b(?:I|we|I'd|I'll|we'd)\s+(?:(?:would|will|'d|'ll|therefore|thus|must|should|have to|can)\s+){0,2}(?:choose|select|pick|chose|selected|picked|go with|went with|opt for|answer)\s+/gi;
const CHOSEN_ZH = /(?<![可不])(?:应|應|故|因此|所以)?(?:选|選)(?:择|擇|项|項)?[::]?\s*(?=[A-Ja-j(\ue000-\ue019])/g;
const THUS =
  /(?:\b(?:therefore|thus|hence|so|consequently|in conclusion)\b|したがって|従って|よって|ゆえに|故に|以上より|以上から|つまり|結論として|因此|所以|综上|따라서|그러므로)[、,:]?\s*(?:(?:it is|it's|we have)\s+)?/gi;

const LETTER_OR_MARK = /[A-Ja-j\ue000-\ue019]/;
const TICKED =
  /(?<![A-Za-z0-9])[○◯✓✔✅][ \t]*[A-Ja-j\ue000-\ue019](?![A-Za-z0-9])|(?<![A-Za-z0-9])[A-Ja-j\ue000-\ue019][ \t]*(?:\||:|→|\.|-)?[ \t]*[○◯✓✔✅](?=[ \t|]*(?:\n|$|[ \t]))/g;

/** Every statement of a text, in no order. Text and options are NFKC. */
export function answerStatements(text: string, options: readonly string[]): Statement[] {
  return [
    ...named(text, options),
    ...behind(text, CHOSEN, options, false),
    ...behind(text, CHOSEN_ZH, options, true),
    ...behind(text, THUS, options, true),
    ...ticked(text, options),
    ...judged(text, options),
  ];
}

/** "The answer is C", 「正解は b と d」. */
function* named(text: string, options: readonly string[]): Generator<Statement> {
  for (const match of text.matchAll(NAMED)) {
    const before = text.slice(Math.max(0, match.index - 40), match.index);
    const wrong = WRONG.test(match[1] ?? match[2] ?? '');
    if (SUPPOSED.test(before) || (SPOILT.test(before) && !wrong)) continue;
    const name = match.index + match[0].length;
    // Every part of it may be missing, so it always matches.
    const is = matchAt(IS, text, name)!;
    let from = name + is[0].length;
    const negated = after(NOT, text, from);
    if (negated > from) {
      const excluded = letterListAt(text, negated, options);
      from = excluded === null ? text.length : after(BUT, text, excluded.end);
      if (excluded === null || from === excluded.end) continue;
    }
    let list = letterListAt(text, from, options);
    for (let more = true; more && list !== null; ) {
      const instead = [BUT_JA, CORRECTED].map((each) => after(each, text, list!.end)).find((end) => end > list!.end);
      const other: LetterList | null = instead === undefined ? null : letterListAt(text, instead, options);
      const isDenial = instead !== undefined && matchAt(BUT_JA, text, list.end) !== null;
      more = other !== null || isDenial;
      if (more) list = other;
    }
    if (list === null || !isDecided(list, text, options)) continue;
    if (isEnumeration(text, list.end)) continue;
    // "answer C" without "is" only where nothing follows.
    if (is[1] === '' && !/[】」)\]>]/.test(is[0]) && !matchAt(END, text, list.end)) continue;
    yield { at: match.index, letters: list.letters, says: wrong ? 'wrong' : 'answer' };
  }
}

function* behind(text: string, cue: RegExp, options: readonly string[], alone: boolean): Generator<Statement> {
  for (const match of text.matchAll(cue)) {
    const list = letterListAt(text, match.index + match[0].length, options);
    if (list === null || !isDecided(list, text, options)) continue;
    if (alone && !matchAt(END, text, list.end)) continue;
    yield { at: match.index, letters: list.letters, says: 'answer' };
  }
}

/** 「○A ×B」, and a table's "| A | ○ |". */
function* ticked(text: string, options: readonly string[]): Generator<Statement> {
  for (const match of text.matchAll(TICKED)) {
    const at = match.index + match[0].search(LETTER_OR_MARK);
    const position = letterAt(text, at, options);
    if (position !== null && position < options.length) yield { at: match.index, letters: [position], says: 'right' };
  }
}

/** "C is the correct answer", 「AとDが正しい」, "b: correct". */
function* judged(text: string, options: readonly string[]): Generator<Statement> {
  for (let at = 0; at < text.length; at++) {
    if (letterAt(text, at, options) === null) continue;
    const list = letterListAt(text, at, options)!;
    const before = text.slice(Math.max(0, at - 40), at);
    const from = at;
    at = list.end - 1;
    if (!OPENS.test(before) || EXCLUDED.test(before)) continue;
    if (matchAt(ALL_OTHERS_WRONG, text, list.end) && !list.undecided) {
      yield { at: from, letters: list.letters, says: 'answer' };
      continue;
    }
    if (!isDecided(list, text, options)) continue;
    const says = judgement(text, list.end);
    if (says !== null) yield { at: from, letters: list.letters, says: CONCLUDED.test(before) ? 'answer' : says };
  }
}

function judgement(text: string, end: number): 'answer' | 'right' | null {
  const chosen = matchAt(CHOSEN_JA, text, end);
  if (chosen) return matchAt(NOT_CHOSEN_JA, text, end + chosen[0].length) ? null : 'answer';
  const japanese = matchAt(IS_RIGHT_JA, text, end);
  if (japanese) {
    const behind = end + japanese[0].length;
    if (matchAt(NOT_RIGHT_JA, text, behind) || matchAt(TAKEN_BACK, text, behind)) return null;
    return /最も|もっとも|一番|最適|最善|正解|正答|答え|정답/.test(japanese[1]!) ? 'answer' : 'right';
  }
  const words = matchAt(IS_RIGHT, text, end)?.[1];
  if (words !== undefined) {
    if (/\b(?:if|unless|had)\b/i.test(words) || matchAt(ASKED, text, end)) return null;
    return /^(?:\w+\s+)*?(?:answers?|choices?|options?)\b|\bmost\b|\bbest\b/i.test(words) ? 'answer' : 'right';
  }
  return matchAt(MARKED, text, end) ? 'right' : null;
}

/** Not denied, not asked, not "A or B", and not the question's own list of every letter. */
function isDecided({ letters, undecided, end }: LetterList, text: string, options: readonly string[]): boolean {
  const everyOption = options.length > 2 && letters.length === options.length;
  if (letters.length === 0 || undecided || everyOption) return false;
  return !matchAt(DENIED, text, end) && !matchAt(ASKED, text, end);
}

/** "A. … B. …" on one line or the next: the options once more. */
function isEnumeration(text: string, end: number): boolean {
  if (!/^[.:)、]/.test(text.slice(end)) && !/\)/.test(text[end - 1] ?? '')) return false;
  const letter = /([A-Ia-i])[^A-Za-z]*$/.exec(text.slice(Math.max(0, end - 8), end))?.[1];
  if (letter === undefined) return false;
  const next = String.fromCharCode(letter.charCodeAt(0) + 1);
  return new RegExp(String.raw`^[^\n]{0,200}(?:\s|\n\s*)\(?${next}[.:)、]`).test(text.slice(end, end + 260));
}
