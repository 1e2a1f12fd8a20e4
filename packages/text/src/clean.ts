// Letters of scripts whose forms depend on their neighbours, so that a joiner between them is part of the spelling.
const joining = String.raw`(?![\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}])[\p{L}\p{M}]`;

// Where an invisible character changes what is seen: emoji, spellings of Asian scripts, variants of ideographs, flags.
const meaningful = [
  String.raw`(?<=\p{Extended_Pictographic})[\ufe0e\ufe0f]`,
  String.raw`(?<=[#*0-9])\ufe0f(?=\u20e3)`,
  String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f\u20e3])\u200d(?=\p{Extended_Pictographic})`,
  String.raw`(?<=${joining})\u200d`,
  String.raw`(?<=${joining})\u200c(?=${joining})`,
  String.raw`(?<=\p{Ideographic})[\ufe00-\ufe02\u{e0100}-\u{e01ef}]`,
  String.raw`(?<=[\u1820-\u18aa])[\u180b-\u180f]`,
  String.raw`(?<=\u{1f3f4}[\u{e0020}-\u{e007e}]{0,8})[\u{e0020}-\u{e007f}]`,
].join('|');

// Word processors keep a non-breaking and an optional hyphen as control characters, and PDF readers copy them.
const invisible = new RegExp(
  String.raw`(${meaningful})|[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\u001f]`,
  'gu',
);
const lineBreak = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/gu;
const unstorable = /[^\P{Cc}\n\t]|\p{Cs}/u;
const visible = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/u;

const withoutInvisible = (text: string): string =>
  text.replaceAll('\u001e', '-').replace(invisible, '$1').normalize('NFC');

const blankAsEmpty = (text: string): string =>
  visible.test(text) || unstorable.test(text) ? text : '';

/**
 * One line of text as it is stored: NFC, without what cannot be seen and means nothing (soft hyphens, direction marks, zero
 * width spaces), every run of white space a single space. A blank line is empty.
 */
export const cleanLine = (typed: string): string =>
  blankAsEmpty(
    withoutInvisible(typed.replace(lineBreak, ' '))
      .replace(/[\t\p{Zs}]+/gu, ' ')
      .trim(),
  );

/** Text of several lines as it is stored: as {@link cleanLine}, but with its line breaks and indentation. */
export const cleanText = (typed: string): string =>
  blankAsEmpty(
    withoutInvisible(typed.replace(lineBreak, '\n'))
      .replace(/\p{Zs}/gu, ' ')
      .trim(),
  );

/** False for NUL, other control characters and halves of characters, which no clean text has. */
export const isStorable = (text: string): boolean => !unstorable.test(text);

/** Everything invisible removed, for values in which no invisible character has a meaning. */
export const withoutIgnorable = (text: string): string =>
  text.replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '');

/** How many characters a person would count, give or take combining marks. */
export const lengthOf = (text: string): number => Array.from(text).length;
