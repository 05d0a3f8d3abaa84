/** Words that say how a company is organised, not which one it is; folded, without dots (S.p.A. is spa). */
export const legalForms: ReadonlySet<string> = new Set(
	(
		'inc incorporated llc lllp llp lp ltd limited corp corporation co company companies plc pllc pc ' +
		'gmbh ggmbh mbh ag kg kgaa ohg ug se ev eg gbr ek efrau haftungsbeschrankt aktiengesellschaft gesellschaft ' +
		'sa sas sasu sarl eurl sca scs snc gie societe anonyme ' +
		'sl slu sau sociedad scoop spa srl srls sapa soc societa coop scarl ' +
		'bv nv vof cv cvba bvba sprl vzw ab aktiebolag hb as asa ans aps ivs amba oy oyj abp hf ehf ' +
		'spzoo spolka zoo spolkaakcyjna sro as spol kft bt zrt nyrt rt doo dd ad ood eood ead srl sc pfa ' +
		'ltda limitada eireli me epp mei lda sgps pty pvt private proprietary bhd sdn pte tbk pt cc npc ' +
		'kk yk gk kabushiki kaisha godo jsc ojsc cjsc pjsc ooo oao zao pao ip tov llcs fzco fze fzllc dmcc wll saog saoc ' +
		'sti anonim sirketi limitet ae epe ike oe ee ' +
		'publ 株式会社 有限会社 合同会社 有限公司 股份有限公司 有限责任公司 주식회사 유한회사'
	).split(' '),
);

/** Legal forms of several words, as they look once folded and split. */
export const longLegalForms: readonly (readonly string[])[] = [
	['sp', 'z', 'oo'],
	['sp', 'z', 'o', 'o'],
	['spolka', 'z', 'oo'],
	['spolka', 'z', 'ograniczona', 'odpowiedzialnoscia'],
	['s', 'r', 'o'],
	['s', 'a', 'r', 'l'],
	['s', 'a', 'rl'],
	['sa', 'rl'],
	['s', 'p', 'a'],
	['s', 'r', 'l'],
	['s', 'a'],
	['s', 'l'],
	['b', 'v'],
	['n', 'v'],
	['a', 's'],
	['d', 'o', 'o'],
	['l', 'l', 'c'],
	['gesellschaft', 'mit', 'beschrankter', 'haftung'],
	['besloten', 'vennootschap'],
	['naamloze', 'vennootschap'],
	['sociedad', 'anonima'],
	['sociedad', 'limitada'],
	['sociedade', 'anonima'],
	['societa', 'per', 'azioni'],
	['societa', 'a', 'responsabilita', 'limitata'],
	['societe', 'a', 'responsabilite', 'limitee'],
	['de', 'cv'],
	['de', 'c', 'v'],
];
