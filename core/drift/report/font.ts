/**
 * A small bitmap font for the chart picture: 5 dots wide, 7 high, two more rows for descenders. Each character is a row
 * of base-32 digits, one per line of dots from the top, the highest bit on the left.
 */
const glyphs: Readonly<Record<string, string>> = {
	A: 'ehhvhhh',
	B: 'uhhuhhu',
	C: 'ehggghe',
	D: 'uhhhhhu',
	E: 'vgguggv',
	F: 'vgguggg',
	G: 'ehgnhhf',
	H: 'hhhvhhh',
	I: 'e44444e',
	J: '72222ic',
	K: 'hikokih',
	L: 'ggggggv',
	M: 'hrllhhh',
	N: 'hhpljhh',
	O: 'ehhhhhe',
	P: 'uhhuggg',
	Q: 'ehhhlid',
	R: 'uhhukih',
	S: 'fgge11u',
	T: 'v444444',
	U: 'hhhhhhe',
	V: 'hhhhha4',
	W: 'hhhllla',
	X: 'hha4ahh',
	Y: 'hhha444',
	Z: 'v1248gv',
	a: '00e1fhf',
	b: 'ggmphhu',
	c: '00egghe',
	d: '11djhhf',
	e: '00ehvge',
	f: '698s888',
	g: '00fhhhf1e',
	h: 'ggmphhh',
	i: '40c444e',
	j: '2062222ic',
	k: 'ggikoki',
	l: 'c44444e',
	m: '00qllhh',
	n: '00mphhh',
	o: '00ehhhe',
	p: '00uhhhugg',
	q: '00fhhhf11',
	r: '00mpggg',
	s: '00fge1u',
	t: '88s8896',
	u: '00hhhjd',
	v: '00hhha4',
	w: '00hhlla',
	x: '00ha4ah',
	y: '00hhhhf1e',
	z: '00v248v',
	'0': 'ehjlphe',
	'1': '4c4444e',
	'2': 'eh1248v',
	'3': 'v2421he',
	'4': '26aiv22',
	'5': 'vgu11he',
	'6': '68guhhe',
	'7': 'v124888',
	'8': 'ehhehhe',
	'9': 'ehhf12c',
	'.': '00000cc',
	',': '00000c48',
	':': '0cc0cc0',
	';': '0cc0c48',
	'%': 'op248j3',
	'-': '000v000',
	'(': '2488842',
	')': '8422248',
	'/': '01248g0',
	"'": '4480000',
	'"': 'aaa0000',
	'!': '4444004',
	'?': 'eh12404',
	'+': '044v440',
	'=': '00v0v00',
	_: '000000v',
	'#': 'aavavaa',
	'&': 'cik8lid',
	'<': '248g842',
	'>': '8421248',
	'[': 'e88888e',
	']': 'e22222e',
	'*': '04lel40',
	'|': '4444444',
	'@': 'eh1dlle',
	' ': '0000000',
};

export const glyphWidth = 5;
export const glyphHeight = 9;

/** Letters with accents lose them, typographic marks become plain ones, anything else unknown a question mark. */
export function plainText(text: string): string {
	const plain = text
		.replaceAll('\u00df', 'ss')
		.replace(/[\u2010-\u2015\u2212]/g, '-')
		.replace(/[\u2018\u2019]/g, "'")
		.replace(/[\u201c\u201d]/g, '"')
		.replaceAll('\u2026', '...')
		.normalize('NFD')
		.replace(/\p{M}/gu, '');
	return Array.from(plain, (letter) => (letter in glyphs ? letter : '?')).join('');
}

/** Which dots of a character are set: rows from the top, columns from the left. */
export function dotsOf(letter: string): readonly (readonly boolean[])[] {
	const rows = (glyphs[letter] ?? glyphs['?'] ?? '').padEnd(glyphHeight, '0');
	return Array.from(rows, (digit) => {
		const bits = parseInt(digit, 32);
		return Array.from({ length: glyphWidth }, (_, column) => ((bits >> (glyphWidth - 1 - column)) & 1) === 1);
	});
}
