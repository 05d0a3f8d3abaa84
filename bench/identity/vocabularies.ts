/**
 * Words out of which the variants of the set are written anew: given names, parts of family names, words and trades of
 * companies, and mailboxes of jobs, by the part of the world. Everything is invented by combining them.
 */

export interface Vocabulary {
	readonly given: readonly string[];
	/** Beginnings and ends of family names. */
	readonly family: readonly [readonly string[], readonly string[]];
	/** Beginnings and ends of the words of companies. */
	readonly company: readonly [readonly string[], readonly string[]];
	/** Mailboxes that belong to a job. */
	readonly roles: readonly string[];
	/** Characters as mailboxes and domains write them, where folding does not lead to Latin letters. */
	readonly latin?: Readonly<Record<string, string>>;
}

const list = (text: string): readonly string[] => text.trim().split(/\s+/);

export const vocabularies: Readonly<Record<string, Vocabulary>> = {
	romance: {
		given: list(`Íñigo Begoña Joaquín Ximena Xavier Nuria Núria Jordi Mireia Iker Ainhoa Aitor Leire Gonçalo João Inês
			Joana Rui Tânia Vasco Beatriz Beatrice Giacomo Giacinto Ludovica Ludovico Fabrizio Fabrizia Tommaso Chiara Clara
			Alessio Alessia Denis Denise Gaël Gaëlle Maëlys Loïc Loïs Noémie Cédric Émile Émilie Emilio Ștefan Ileana Mihai
			Mihaela Răzvan Ionuț Ioana Doina Radu Raluca Camila Camilo Renata Renato Thiago Tiago Iago Murilo Muriel Bianca Bruna
			Bruno Caetano Heloísa Luiza Luísa Luzia Núbia Adrián Adriano Adriana Fabián Fabiana Fabiano Valeria Valerio Marisol
			Maricel Rosalía Rosario Remedios Consuelo Dolors Montserrat Pau Pol Joel Noel Noelia Martí Martín Martino Marín Nil
			Unai Eneko Asier Gorka Maite Maider Nerea Nora Nara`),
		family: [
			list(
				`Fer Gon Her Álva Marti Rodrí Gutié Jimé Nava Cabre Puig Riu Vila Font Bala Cam Carva Mon Pin Tei Fon Silve Bran Cas Della Mari Ros Bian Fio Cala Lom Mor Popes Ionesc Dumitr Con Berna Lam Mau Roch Beau Cha`,
			),
			list(
				`nández záles nán rez nez guez rro ra dor ner marín sera ells anova eiro ares alho deira etti ini oni ucci aldo elli ardi ier ont ard eau in ot aux eanu escu oiu ache`,
			),
		],
		company: [
			list(
				`Aurora Alba Brisa Cierzo Sierra Monte Río Faro Norte Levante Ponte Terra Luna Sol Cobre Acero Roble Encina Olivo Ceiba Jara Nieve Delta Ébano Ámbar Coral Lince Cóndor Halcón Tejo Vega Lago Puerto Rambla Trigo Corcho Ladera Páramo Cumbre Duna`,
			),
			list(`viva plast tex gest mar obra vía tec red lux pan mil nova dor cor land fer gran`),
		],
		roles: list(
			`ventas pedidos recepcion comercial contacto facturacion atencion secretaria logistica taller almacen obras vendas encomendas orcamentos geral vendite preventivi segreteria magazzino ufficio devis accueil atelier comptoir vanzari comenzi contabilitate depozit`,
		),
	},
	central: {
		given:
			list(`Zbigniew Bogusław Bogumiła Grzegorz Katarzyna Agnieszka Wojciech Zofia Zosia Jerzy Jaroslav Jaromír Zdeněk
			Zdenka Ondřej Vlasta Ľubomír Ľuboš Mária Marián Mariana Dušan Dušana Božena Božidar Nebojša Miloš Milorad Slavko Slavka
			Goran Zoran Zorana Dragan Dragana Snežana Živko Jelena Jelka Matej Matea Mateja Tibor Gábor Gergő Gergely Lajos Lajka
			Zsófia Zsolt Zsuzsa Ildikó Enikő Ákos Ágnes Ágota Márton Mártá Béla Bence Réka Rebeka Dóra Dorka Csilla Csongor Jānis
			Jana Ilze Inga Ingus Laima Māris Marika Rūta Rūdolfs Jonas Jonė Vytautas Vytenis Kęstutis Aušra Aurelija Darius Daria
			Uldis Ülle Ülo Jaan Jaana Kaarel Kadri Kaido Siim Siiri Tõnu Tõnis Toomas Väino Päivi Pekka Petri Jukka Jussi Juha
			Eero Eerik Eija Seija Aino Aune Hilkka Mika Miika`),
		family: [
			list(
				`Kowal Wiśni Wójc Zieli Szyma Dąbr Kozłow Jabło Mazur Piotr Grab Pawl Novot Dvoř Svobod Pokor Havl Krej Čer Proch Horv Kovač Petrov Jovan Nikol Stanko Pavlov Szab Nag Kis Var Mészár Takác Juhás Berz Kalniņ Oz Kazlau Petrau Virtan Korhon Niemi Mäkin Lehton Saarel`,
			),
			list(
				`czyk ewski ik ński wska owicz iak ek ák a ná ová ký áč ić ović ević enko uk ó y ós os ics iņš oliņš skas kienė ėnas en nen lä mäki kangas la`,
			),
		],
		company: [
			list(
				`Jantar Polana Stal Huta Dąb Brzoza Sokół Orzeł Rzeka Skała Zorza Iskra Meteor Kryształ Silesia Warta Odra Labe Vltava Duna Tisza Balaton Kék Arany Vas Híd Napf Csillag Koivu Järvi Lumi Terve Kuusi Metsä Rauta Baltā Saule Dzintars Žalia Gintaras Meri Tuul`,
			),
			list(`pol tech bud mont trans metal chem gaz wood soft med agro prom invest ker tex gép tuote kone varma bud`),
		],
		roles: list(
			`zamowienia sprzedaz biuro ksiegowosc obsluga serwis magazyn kadry objednavky obchod fakturace sklad podatelna prodaja nabava racunovodstvo uprava rendeles ertekesites ugyfel penzugy raktar myynti tilaukset toimisto laskut varasto pasutijumi birojs uzsakymai buhalterija info bendras muuk raamat`,
		),
	},
	asia: {
		given:
			list(`Wei Min Jun Hui Li Na Lei Jie Yan Yang Ying Xin Xiu Bo Tao Hao Qi Yu Yue Lan Mei Hong Fang Feng Gang Ming
			Hyun Jin Ji Soo Seo Minji Minjun Jiho Jiwoo Yuna Yuki Yuka Yuko Yuto Haru Haruka Haruki Ren Rin Sora Aoi Kenji Kenta
			Kaori Kaoru Nana Nao Naoki Naomi Emi Eri Akira Akiko Thảo Thu Thuý Hương Hùng Hưng Dũng Dung Đức Đạt Nga Ngân Nam Nhi
			Linh Lan Long Lộc Quân Quang Trang Trung Tú Tuấn Tùng Putri Putra Dewi Dewa Adi Ade Agus Budi Bayu Citra Eka Eko Indah
			Intan Rina Rini Rian Sari Siti Wati Wira Arjun Arun Aruna Anil Anila Kiran Karan Kavya Kavita Nisha Nitin Priya Priyanka
			Rahul Rohit Rohan Sunil Sunita Vijay Vinay Vinod Farah Faris Faisal Fatima Hasan Husain Huda Omar Umar Amir Amira Noor
			Nur Layla Laila Salma Salim Selim Yusuf Yousef`),
		family: [
			list(
				`Zh W L Ch Y X H G T S M Ng Tr Ph Đ B V K P J Sh N R D F Kh Sugi Taka Naka Yama Mori Mura Kawa Ta Su Sat Ha Wi Pra Har Mu Al Ab`,
			),
			list(
				`ang ong ing en an u ei ao iu ai oang uyen yen an ito ino moto mura shita da wara naka suki yono tono ahmad dul`,
			),
		],
		company: [
			list(
				`Sakura Fuji Hikari Kaze Yama Umi Tora Ryu Hoshi Kin Gin Mizu Sora Long Feng Tian Hua Jin Hai Yun Bei Nan Dong Xi Han Seoul Baram Haneul Namu Bada Sen Hoa Mai Sao Việt Bình Mekong Garuda Merah Putih Cahaya Surya Bintang Lautan Ganga Himal Nila Shakti Vayu Amrit`,
			),
			list(`da ko tech sei wa mi ro lin hua tai kang won sung gi phat tin jaya mas tama indo nusa raj net sys ya`),
		],
		roles: list(
			`eigyo soumu keiri jinji toiawase saiyo uketsuke kinhdoanh ketoan nhansu banhang lienhe vanphong hotro penjualan keuangan kantor layanan gudang personalia xiaoshou caiwu kefu renshi yeoungeop inquiry muhasebe satis destek sevkiyat insankaynaklari bikri lekha`,
		),
	},
};
