/** What a customer is created with. */
export interface Person {
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string;
  readonly email: string;
}

const given = [
  ...[
    'Anna Maria',
    'José',
    'Łukasz',
    'Søren',
    'Jean-Luc',
    'İbrahim',
    'Zoë',
    'Đorđe',
    'Nguyễn',
    'Åsa',
  ],
  ...['Σοφία', 'Артём', 'علی\u200cرضا', 'נועה', 'राजेश', '太郎', '민수', 'สมชาย', 'Gëzim', 'Ċensu'],
];
const family = [
  ...[
    'Müller-Lüdenscheidt',
    'O\u2019Brien',
    "D'Angelo",
    'van der Berg',
    'Núñez',
    'Groß',
    'Yıldız',
    'Ærø',
  ],
  ...[
    'de la Cruz',
    'Ó Súilleabháin',
    'Παπαδόπουλος',
    'Йолкин',
    'کریمی',
    'לוי',
    'शर्मा',
    '山田',
    '김',
    'ใจดี',
  ],
  ...['Þórsdóttir', 'Mc Donald', 'St. John', 'al-Hašimī', 'Ng\u02bcang\u02bca'],
];
const dialled = [
  '+43664',
  '+4930',
  '+1212555',
  '+4420794',
  '+3361234',
  '+39061234',
  '+7912345',
  '+8190123',
];
const lengths = [12, 12, 12, 13, 12, 12, 12, 13];

const pick = <Item>(items: readonly Item[], index: number): Item => {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};

/** The same person for the same number; every one has a family name, a number and an address of its own. */
export function personOf(index: number): Person {
  const mark = [...index.toString(26)]
    .map((digit) => String.fromCharCode(97 + parseInt(digit, 26)))
    .join('');
  const start = pick(dialled, index);
  const length = pick(lengths, index);
  return {
    firstName: pick(given, index),
    lastName: `${pick(family, index * 7)} Q${mark}`,
    phone: start + String(index).padStart(length - start.length, '0'),
    email: `${mark}.person_${index}@example${index % 13}.com`,
  };
}
