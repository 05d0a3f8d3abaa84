import { soundsAlike } from '../../../core/identity/sounds';
import { isSameStreet, readPostcode, readStreet } from '../../../core/identity/street';
import { fold } from '../../../core/identity/text';

describe('a street address', () => {
	const isSame = (a: string, b: string): boolean | undefined => {
		const [one, other] = [readStreet(a), readStreet(b)];
		return one === undefined || other === undefined ? undefined : isSameStreet(one, other);
	};

	test.each<readonly [string, string, boolean | undefined]>([
		['3140 W Ogden', '3140 West Ogden Avenue, Suite 450', true],
		['27 Washington Oak Park IL 60302', '27 N. Washington Blvd', true],
		['Hauptstraße 12a', 'Hauptstr. 12a', true],
		['12, rue de la Paix', '12 Rue Paix', true],
		['1718 S. Loomis', '1710-1718 South Loomis Street', true],
		['700 W. Willow', '702 W. Willow', false],
		['700 W. Willow', '700 W. Maple', false],
		['Hauptstraße 12', 'Hauptstraße 12a', false],
		['51st Street', '51st Street', undefined],
		['12', '12', undefined],
		['', '', undefined],
	])('%j and %j are one: %s', (a, b, expected) => {
		expect(isSame(a, b)).toBe(expected);
		expect(isSame(b, a)).toBe(expected);
	});

	test('ZIP+4 is its ZIP, and spaces do not count', () => {
		expect([readPostcode('60645-1234'), readPostcode('SW1A 1AA'), readPostcode(' - ')]).toEqual([
			'60645',
			'sw1a1aa',
			undefined,
		]);
	});
});

describe('names in two alphabets', () => {
	test.each<readonly [string, string, boolean]>([
		['Кузнецов', 'Kusnezow', true],
		['Щербаков', 'Schtscherbakow', true],
		['Юлия', 'Julia', true],
		['Сергей', 'Sergej', true],
		['Хабец', 'Habec', true],
		['Томас', 'Thomas', true],
		['Джексон', 'Jekson', true],
		['Παπαδόπουλος', 'Papadopoulos', true],
		['Марк', 'Mary', false],
		['Мария', 'Mario', false],
		['Александр', 'Aleksandra', false],
		['Бек', 'Becky', false],
		['Ли', 'Li', true],
		['А', 'A', false],
	])('%s and %s sound alike: %s', (a, b, expected) => {
		expect(soundsAlike(fold(a), fold(b), true)).toBe(expected);
	});
});
