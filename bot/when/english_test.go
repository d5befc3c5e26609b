package when_test

// What is said of a time in English on the same Tuesday, and what says nothing of one.
//
//nolint:dupword // a line ends with the word with which the next begins
const (
	english = `
today = 2026-11-24
this afternoon = 2026-11-24 13:00-
tonight = 2026-11-24 17:00-
tomorrow = 2026-11-25
tomorrow morning = 2026-11-25 -13:00
the day after tomorrow = 2026-11-26
Thursday = 2026-11-26
Thursday afternoon = 2026-11-26 13:00-
next Monday = 2026-11-30
this Friday = 2026-11-27
Monday or Tuesday = 2026-11-30+2026-12-01
on Mondays = on mon
not on Mondays = noton mon
any day but Tuesday = noton tue
every day except Friday = noton fri
I can't on Thursday = noton thu
Monday to Wednesday = 2026-11-30..2026-12-02
next week = 2026-11-30..2026-12-06
this week = 2026-11-24..2026-11-29
next week except Wednesday = 2026-11-30..2026-12-06 noton wed
Thursday next week = 2026-12-03
at the weekend = 2026-11-28..2026-11-29
the 3rd = 2026-12-03
on the 3rd = 2026-12-03
3 December = 2026-12-03
December 3rd = 2026-12-03
the 3rd of December = 2026-12-03
on 3 December at 9:30 = 2026-12-03 ~09:30
Thursday, December 3 = 2026-12-03
14/12/2026 = 2026-12-14
from the 3rd to the 10th = 2026-12-03..2026-12-10
between 3 and 10 January = 2027-01-03..2027-01-10
in December = 2026-12-01..2026-12-31
end of the month = 2026-11-24..2026-11-30
early December = 2026-12-01..2026-12-10
next month = 2026-12-01..2026-12-31
in two weeks = 2026-12-08..2026-12-14
in three days = 2026-11-27
within ten days = 2026-11-24..2026-12-04
by Friday = 2026-11-24..2026-11-27
before Friday = 2026-11-24..2026-11-26
after Christmas = 2026-12-26..
from Monday = 2026-11-30..
after the 10th = 2026-12-11..
at 10 = ~10:00
at ten o'clock = ~10:00
at 3 = ~15:00
at 3pm = ~15:00
3 pm = ~15:00
9:30 am = ~09:30
at half past ten = ~10:30
quarter past nine = ~09:15
quarter to ten = ~09:45
around 11 = ~11:00
noon = ~12:00
before 10 = -10:00
after 3pm = 15:00-
between 9 and 11 = 09:00-11:00
from 9 to 11 = 09:00-11:00
from 2 to 4 pm = 14:00-16:00
not before 10 = 10:00-
in the morning = -13:00
in the afternoon = 13:00-
early morning = -10:00
late afternoon = 16:00-
not in the morning = 13:00-
as soon as possible = first
asap = first
the first free slot = first
first available = first
any time = any
any day is fine = any
whenever you like = any
February 30 = !no_such_day
last Monday = !past
yesterday = !past
I would like an appointment for Friday morning = 2026-11-27 -13:00
could I come next Tuesday at 11? = 2026-12-01 ~11:00
I work until 5 = 17:00-
Could we do Monday at 10? = 2026-11-30 ~10:00
not Monday, any other day = noton mon
any time after 3 = 15:00-
Wednesday the 2nd at 10am = 2026-12-02 ~10:00
the week after next = 2026-12-07..2026-12-13
next Thursday before noon = 2026-11-26 -12:00
I'm free on Monday and Wednesday mornings = 2026-11-25+2026-11-30 -13:00
`

	// nothing: amounts, ages, addresses, numbers, and words that only look like times.
	nothing = `
ISEE 9.30
il mio isee è 9.30
il mio isee è 9.300
isee di 12,50
euro 15
15 euro
costa 15,50
7,50 €
il buono da 7 euro
€ 10
ho 73 anni
mio figlio ha 3 anni
bambini dai 3 ai 6 anni
tra i 3 e i 6 anni
bimbo di 18 mesi
ho un figlio di 3 anni e mezzo
333 1234567
3331234567
+39 0577 292 111
il mio numero è 0577 29 21 11
chiamatemi al 0577292111
abito in via Roma 14/12
via Dante 3
in via dei Mille il civico 10
via XXIV Maggio 12
piazza 8 marzo 3
articolo 3
legge 104
legge 104/92
il modello 730
art. 9
ho 3 figli
siamo in tre
siamo in 4 in famiglia
bonus 2026
dal 2024 vivo a Siena
sono disoccupato da 3 mesi
lavoro 20 ore a settimana
il 50%
il 5 per mille
l'8 per mille
K7M2XQR
RSSMRA80A01H501U
nato il 12/03/1980
Mario Rossi nata il 3 marzo 1985
mario.rossi.12@example.it
https://example.it/2026/11/24
quanto costa?
che documenti servono?
grazie mille
sì
no
annulla
3
10
123456
asilo nido
sei gentile
due
la prima volta
il primo figlio
prima di tutto grazie
dopo cosa succede?
e poi?
quando posso venire?
a che ora aprite?
una volta
ogni volta
lascia stare
le 3 rate
ho preso 8 a scuola
cap 53100
p.iva 01234567890
sono le 10 e l'ufficio è chiuso
vorrei un appuntamento
altri orari
my son is 3 years old
I have 2 kids
it costs 15 euros
may I come?
do I need the form?
what is due?
24/7
bonus per il secondo figlio
sto male
non posso
non lo so
il sole splende
la domanda
il mare
martello
in che giorno c'è posto?
la prossima volta
sono nato a dicembre
mio figlio è nato il 3 novembre 2026
ho l'isee di marzo
abbiamo 2 bambini di 3 e 5 anni
pago 300 euro al mese
sono in affitto dal 2019
mi chiamo Domenica Rossi
Rossi Mario 3281234567
il mio codice è 123 456
abito al 3 di via Mazzini
ok va bene la seconda
il terzo
il primo
il secondo orario
più tardi
non c'è prima?
a primavera
il bambino è nato il 10/10/2024
il bando 2026/2027
abito in via 25 aprile 10
in via XX Settembre 5
corso Italia 24
la pratica 123/2026
devo pagare 2 rate da 150
classe 3 B
è la terza volta che scrivo
da due mesi aspetto una risposta
ho preso appuntamento ieri
ho ricevuto la lettera del 12 novembre
ho chiamato due giorni fa
ieri sono venuto e ho fatto la fila
abbiamo fatto domanda il mese scorso
I called yesterday
`
)
