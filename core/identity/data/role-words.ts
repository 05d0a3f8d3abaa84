/**
 * Words that name a role or a team instead of a person in front of the @. A word list is never complete: it stops the common
 * cases, in the languages that business mail is written in (English, German, French, Spanish, Portuguese, Italian,
 * Dutch, Swedish, Danish, Norwegian, Finnish, Polish, Czech, Hungarian, Romanian, Turkish).
 */

/** No given or family name: a mailbox is a role mailbox as soon as one of its parts is such a word. */
export const roleWords: ReadonlySet<string> = new Set(
	`
	info infos information informations informacion informacoes informatie informace inquiries inquiry enquiries
	enquiry contact contacts contactus contacto contato contatto contatti kontakt kontakte yhteys iletisim kapcsolat
	hello helloworld office kontor biuro kancelar iroda secretary secretariat secretaria segreteria sekretariat
	sekretariaat reception receptie recepcion recepcja empfang accueil receptionist frontdesk
	support helpdesk servicedesk help customerservice customercare customersupport clientservices kundenservice
	kundendienst kundeservice kundtjanst klantenservice asiakaspalvelu serviceclient atencion atencionalcliente
	atendimento assistenza assistance soporte suporte podpora pomoc ugyfelszolgalat destek
	ventas ventes vendas vendite vertrieb verkauf verkoop verkopen forsaljning salg myynti sprzedaz prodej vanzari
	satis salesteam presales commercial commerciale comercial kommerziell
	billing invoice invoices invoicing accounting accounts accountspayable accountsreceivable payable payables
	receivables payments finance finances finanzas financeiro finanza rechnung rechnungen buchhaltung rechnungswesen
	facturacion facturas faturamento fatturazione facturation factures comptabilite compta contabilidad contabilidade
	contabilita contabilitate boekhouding facturen faktura faktury fakturace ekonomi laskutus ksiegowosc ucetni
	muhasebe szamlazas administracion administracao administration administratie amministrazione verwaltung
	admin administrator administrador administrateur webmaster postmaster hostmaster sysadmin abuse noc
	security privacy datenschutz gdpr dpo compliance datenschutzbeauftragter rodo
	noreply donotreply mailer mailerdaemon daemon notification notifications notify alert alerts bounce bounces
	newsletter newsletters subscribe unsubscribe updates automated robot
	marketing presse pressoffice prensa stampa imprensa media medien communications kommunikation redaktion editorial
	jobs job karriere career careers recruiting recruitment bewerbung bewerbungen personalabteilung recrutement
	rekrutacja rekrytering empleo empleos vagas lavoro humanresources rrhh hiring
	team equipe equipo staff everyone mitarbeiter kollegen
	orders bestellung bestellungen bestelling bestellingen pedidos commandes ordini zamowienia objednavky
	purchasing procurement einkauf compras achats acquisti inkoop inkop zakupy nakup
	shipping logistics logistik logistica logistique lager versand warehouse delivery dispatch
	services servicio servicios servizio booking bookings reservation reservations reservierung reservas
	prenotazioni events event veranstaltungen
	legal rechtsabteilung juridico bonjour hallo hola ciao ahoj merhaba
	partners partnership partnerships feedback webinar webinars testing mailbox inbox mail
	email office365 webshop tienda boutique website web
	management geschaeftsleitung geschaftsleitung direktion direction direccion directie direzione gerencia dyrekcja
	vorstand ceo cfo cto coo cmo
	operations ops devops developer developers engineering itsupport technik technical tecnico technique edv
	investor investors investorrelations
	`
		.trim()
		.split(/\s+/),
);

/** May also be part of a person's name: a role only where every part of the mailbox is a role word or a place. */
export const wholeRoleWords: ReadonlySet<string> = new Set(
	'post root job board mail ir salut test partner order service personal store shop demo sales press page bill art hr pr it ti rh de uk us eu dev qa all main general crm erp cs ar ap vip desk client clients customer customers kunden klanten clientes clienti global group'.split(
		' ',
	),
);

/** Places and fillers that stand beside a role word and make no person of it: sales.emea, no-reply. */
export const roleFillers: ReadonlySet<string> = new Set(
	'emea apac latam dach nordics benelux europe eu usa us uk na global international intl de at ch fr es it nl be pt br mx se no dk fi pl cz hu ro tr ie ca au nz in jp cn sg dept department abteilung desk no do not reply the our your us my and und et y e en to for 1'.split(
		' ',
	),
);
