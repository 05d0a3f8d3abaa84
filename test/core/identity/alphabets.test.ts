/** Names and companies that one side writes in another alphabet. */
import { compareNames } from '../../../core/identity/compare-names';
import { readPersonName } from '../../../core/identity/person-name';
import { soundsAlike } from '../../../core/identity/sounds';
import { fold, spelling } from '../../../core/identity/text';

type Sides = 'same' | 'variant' | 'first only' | 'last only' | 'different';

function compared(a: string, b: string, address = '', established: readonly string[] = []): Sides {
	const [item, record] = [readPersonName({ full: a }), readPersonName({ full: b })];
	if (item === undefined || record === undefined) throw new Error('No name');
	const { first, last } = compareNames(item, record, (word) => established.includes(word), address);
	if (first === 'equal' && last === 'equal') return 'same';
	const [hasFirst, hasLast] = [first, last].map((side) => side === 'equal' || side === 'variant');
	if (hasFirst === true && hasLast === true) return 'variant';
	return hasFirst === true ? 'first only' : hasLast === true ? 'last only' : 'different';
}

describe('a name as another alphabet writes it by its sound', () => {
	test.each<readonly [string, string, Sides]>([
		['Джеймс Викстоне', 'James Wickstone', 'same'],
		['Джеймс Смит', 'James Smith', 'same'],
		['Мэттью Браун', 'Matthew Brown', 'same'],
		['Майкл Джонсон', 'Michael Johnson', 'same'],
		['Билл Уильямс', 'William Williams', 'variant'],
		['Кэти Миллер', 'Kathleen Miller', 'variant'],
		['Бет Вудвелл', 'Elizabeth Woodwell', 'variant'],
		['Джун Ву', 'Jun Wu', 'variant'],
		['Ричард Стоун мл.', 'Richard Stone Jr.', 'same'],
		['Грейс Уайт', 'Grace White', 'same'],
		['Джон Райт', 'Jack Wright', 'variant'],
		['Джейн Смит', 'James Smith', 'last only'],
		['Мэри Браун', 'Mark Brown', 'last only'],
		['Пол Грин', 'Paula Green', 'last only'],
		['Джил Мур', 'Jim Moore', 'last only'],
		['Марина Белова', 'Karina Belova', 'last only'],
		['Седекса Белова', 'Zédaxa Belova', 'last only'],
		['Александр Белов', 'Alexander Below', 'same'],
		['Зсолт Надь', 'Zsolt Nad', 'same'],
		['Эмма Кларк', 'Emily Clark', 'last only'],
	])('%s and %s: %s', (a, b, expected) => {
		expect(compared(a, b)).toBe(expected);
		expect(compared(b, a)).toBe(expected);
	});
});

describe('another name in another alphabet', () => {
	test.each<readonly [string, string]>([
		['Лоис Карванер', 'Loïc Carvaner'],
		['Киранлонг Сугиино', 'Kiran Sugiino'],
		['Минг Лсуки', 'Mingputra Haiuut'],
	])('%s is not %s where both first names are names', (a, b) => {
		const established = ['lois', 'loic', 'kiranlong', 'kiran', 'ming', 'mingputra'];
		expect(['last only', 'different']).toContain(compared(a, b, '', established));
	});

	test('junior and senior are two people, however they are written', () => {
		const generations = (a: string, b: string) => {
			const [item, record] = [readPersonName({ full: a }), readPersonName({ full: b })];
			return item && record && compareNames(item, record, () => false).generations;
		};
		expect(generations('Ричард Стоун мл.', 'Richard Stone Jr.')).toBe('same');
		expect(generations('Ричард Стоун ст.', 'Richard Stone Jr.')).toBe('different');
		expect(generations('Ричард Стоун старший', 'Richard Stone Sr.')).toBe('same');
	});

	test.each<readonly [string, string, Sides]>([
		['Ольга Петровна Иванова', 'Olga Sergeevna Ivanova', 'last only'],
		['Иванов Олег Ильич', 'Oleg Petrovich Ivanov', 'last only'],
		['Oleg Petrovich Ivanov', 'Oleg Sergeevich Ivanov', 'last only'],
		['Иванова Ольга Петровна', 'Olga Petrovna Ivanova', 'same'],
		['Иванова Ольга Петровна', 'Olga Ivanova', 'variant'],
	])('the father’s name tells two people apart: %s and %s: %s', (a, b, expected) => {
		expect(compared(a, b)).toBe(expected);
		expect(compared(b, a)).toBe(expected);
	});

	test('what others have as a whole first name is short for no other', () => {
		expect(compared('Rohitynag Chei', 'Rohit Chei')).toBe('variant');
		expect(compared('Rohitynag Chei', 'Rohit Chei', '', ['rohit'])).toBe('last only');
		expect(compared('Alexnader Chei', 'Alex Chei', '', ['alex'])).toBe('variant');
	});

	test('a short form is one that everybody knows', () => {
		expect(compared('Алекс Миллер', 'Alexis Miller')).toBe('variant');
		expect(compared('Юха Ярвинен', 'Juhapekka Järvinen')).toBe('last only');
	});

	test('a slip in it counts as one where the address that both have spells the name', () => {
		expect(compared('Томса Виклеей', 'Thomas Wickley', 'thomas.wickley')).toBe('variant');
		expect(compared('Томса Викли', 'Thomas Wickley')).toBe('last only');
		expect(compared('Лена Майер', 'Lina Meier', 'lina.meier')).toBe('variant');
		expect(compared('Анна Майер', 'Lina Meier', 'lina.meier')).toBe('last only');
		expect(compared('Селна Дюран', 'Celina Durand', 'durand')).toBe('variant');
		expect(compared('Марк Дюран', 'Mary Durand', 'durand')).toBe('last only');
		expect(compared('Лена Майер', 'Lina Meier', 'lina.meier', ['lena'])).toBe('last only');
	});
});

describe('the ways to write one name in Latin letters', () => {
	test.each<readonly [string, readonly string[]]>([
		// BGN/PCGN, ISO 9 (its marks are lost in folding), GOST, passports, German, French, Polish
		['Щербаков', ['Shcherbakov', 'Ščerbakov', 'Scherbakov', 'Schtscherbakow', 'Chtcherbakov']],
		['Цветаева', ['Tsvetaeva', 'Cvetaeva', 'Tsvetayeva', 'Zwetajewa', 'Tzvetaeva']],
		['Хрущёв', ['Khrushchev', 'Hruŝëv', 'Khrushchyov']],
		['Фёдоров', ['Fyodorov', 'Fedorov', 'Fjodorow']],
		['Жуковский', ['Zhukovsky', 'Žukovskij', 'Zhukovskii', 'Jukovski', 'Schukowski']],
		['Чайковский', ['Tchaikovsky', 'Čajkovskij', 'Chaykovskiy', 'Tschaikowski']],
		['Юрий', ['Yuri', 'Yury', 'Yuriy', 'Iurii', 'Jurij', 'Juri', 'Youri']],
		['Алексей', ['Alexey', 'Aleksei', 'Alexei', 'Aleksej', 'Aleksey']],
		['Александр', ['Alexander', 'Aleksandr', 'Alexandr']],
		['Ксения', ['Xenia', 'Ksenia', 'Kseniya', 'Ksenija']],
		['Илья', ['Ilya', 'Ilia', 'Ilja', "Il'ia"]],
		// Ukrainian, Bulgarian, Serbian
		['Григорій', ['Hryhorii', 'Grigory', 'Hryhoriy']],
		['Ярослав', ['Yaroslav', 'Iaroslav', 'Jaroslaw']],
		['Гълъбов', ['Galabov']],
		['Върбанова', ['Varbanova']],
		['Ђорђевић', ['Djordjevic']],
		['Љубиша', ['Ljubisa', 'Ljubiša']],
		// Polish names as Russian writes them
		['Гжегож', ['Grzegorz']],
		['Щигел', ['Szczygiel']],
		['Кшиштоф', ['Krzysztof']],
		// German names
		['Майер', ['Meier', 'Mayer', 'Maier']],
		['Нойман', ['Neumann']],
		['Вайс', ['Weiss']],
		['Скотт', ['Scott']],
		['Энрике', ['Enrique']],
		['Хассан', ['Hassan']],
		['Мухаммад', ['Muhammad', 'Mukhammad']],
		// Greek
		['Παπαδόπουλος', ['Papadopoulos']],
		['Γιώργος', ['Giorgos']],
		['Ευαγγελία', ['Evangelia']],
		['Σταύρος', ['Stavros']],
		['Μπάμπης', ['Bampis']],
		['Λάμπρου', ['Lambrou', 'Lamprou']],
		['Ντίνος', ['Dinos']],
		['Κωνσταντίνος', ['Konstantinos', 'Constantinos']],
		['Χρήστος', ['Christos', 'Hristos', 'Xristos']],
	])('%s: %j', (foreign, latin) => {
		expect(latin.filter((one) => !soundsAlike(fold(foreign), fold(one), true))).toEqual([]);
	});

	test.each<readonly [string, string]>([
		['Марк', 'Mary'],
		['Лина', 'Lena'],
		['Арина', 'Irina'],
		['Заира', 'Gaira'],
		['Зоя', 'Joya'],
		['Анна', 'Ann'],
		['Иван', 'Ivana'],
		['Роман', 'Romana'],
		['Ким', 'Tim'],
		['Белов', 'Petrov'],
		['Волков', 'Volkova'],
		['Попов', 'Popova'],
		['Симон', 'Semen'],
		['Νίκος', 'Nikoleta'],
	])('%s is not %s', (foreign, latin) => {
		expect(soundsAlike(fold(foreign), fold(latin), true)).toBe(false);
	});
});

test('ck is one letter before ks is another: Wickstone and Wikstone', () => {
	expect(spelling('wickstone')).toBe(spelling('wikstone'));
});
