package verify

import "testing"

func TestDatesAreReadHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	reads(t, `
il 3 ottobre => date 0-10-3
il tre ottobre => date 0-10-3
il 3 ottobre 2026 => date 2026-10-3
il 3 di ottobre del 2026 => date 2026-10-3
il tre ottobre duemilaventisei => date 2026-10-3
il 1° gennaio 2024 => date 2024-1-1
il 1 gennaio => date 0-1-1
il primo gennaio => date 0-1-1
l'8 marzo => date 0-3-8
l'11 novembre => date 0-11-11
dall'8 marzo => date >=0-3-8
3/10 => date 0-10-3
3/10/2026 => date 2026-10-3
03/10/26 => date 2026-10-3
3.10.2026 => date 2026-10-3
03-10-2026 => date 2026-10-3
2026-10-03 => date 2026-10-3
31/12 dell'anno => date 0-12-31
33/13 => count 33; count 13
12 set. => date 0-9-12
entro il 3 ottobre => date <=0-10-3
entro e non oltre il 3 ottobre => date <=0-10-3
fino al 3 ottobre => date <=0-10-3
scade il 31 dicembre => date <=0-12-31
la scadenza è il 31 dicembre => date <=0-12-31
dal 3 ottobre => date >=0-10-3
a partire dal 3 ottobre 2026 => date >=2026-10-3
dopo il 3 ottobre => date >0-10-3
prima del 3 ottobre => date <0-10-3
dal 1 al 30 settembre => date >=0-9-1; date <=0-9-30
dal 27 settembre al 31 dicembre 2026 => date >=0-9-27; date <=2026-12-31
il 1 e 2 novembre => date 0-11-1; date 0-11-2
a ottobre => date 0-10-0
da marzo => date >=0-3-0
entro marzo => date <=0-3-0
nel marzo 2026 => date 2026-3-0
a fine giugno => date 0-6-30
entro la fine di giugno => date <=0-6-30
a metà giugno => date meta 0-6-0
nel 2026 => year 2026
dal 2026 => year >=2026
nati dal 2024 => year >=2024
un anno => time 1 year
maggio => date 0-5-0
di gen => 
October 3 => date 0-10-3
October 3rd, 2026 => date 2026-10-3
3 October => date 0-10-3
3rd of October 2026 => date 2026-10-3
the third of October => date 0-10-3
by 3 October => date <=0-10-3
by October 3 => date <=0-10-3
from 1 September => date >=0-9-1
until 30 June 2026 => date <=2026-6-30
in May => date 0-5-0
you may apply => 
on 1 December and on 2 July => date 0-12-1; date 0-7-2
before 1 January 2024 => date <2024-1-1
il 31 dicembre 7000 => date 7000-12-31
`)
}

func TestLengthsOfTimeAndAges(t *testing.T) {
	t.Parallel()
	reads(t, lengths)
}

const lengths = `
entro 6 mesi => span <=6 month
entro sei mesi dalla nascita => span <=6 month
entro e non oltre 30 giorni => time <=30 day
entro 10 giorni lavorativi => time <=10 day working
within 10 working days => time <=10 day working
per cinque mesi => span 5 month
dura 18 mesi => span 18 month
dopo 3 anni => span >3 year
residenti da almeno 5 anni => span >=5 year
ogni due anni => span 2 year
un anno e mezzo => time 1.5 year
sei mesi prima => span 6 month
3, 6 o 12 mesi => time 3 month; time 6 month; time 12 month
da 3 a 6 mesi => time 3..6 month
60-90 giorni => time 60..90 day
pochi giorni => time few 0 day
a few days => time few 0 day
18 anni compiuti => age >=18 year
hanno compiuto 18 anni => age >=18 year
almeno 60 anni di età => age >=60 year
persone con più di 65 anni => age >65 year
bambini sotto i 3 anni => age <3 year
minori di 18 anni => age <18 year
under 18 years old => age <18 year
over 65 years old => age >65 year
tra i 18 e i 21 anni => age 18..21 year
dai 18 ai 21 anni => age 18..21 year
da 3 a 6 anni => age 3..6 year
children up to 3 years => age <=3 year
67 anni => time 67 year
fino a 5 anni => time <=5 year
a six-month course => time 6 month
30 minuti => time 30 minute
`

func TestWeekdaysAreReadAsSets(t *testing.T) {
	t.Parallel()
	reads(t, `
lunedì => weekday Mo
il lunedì e il mercoledì => weekday Mo+We
lunedì, mercoledì e venerdì => weekday Mo+We+Fr
dal lunedì al venerdì => weekday Mo+Tu+We+Th+Fr
da lunedì a venerdì => weekday Mo+Tu+We+Th+Fr
lunedì-venerdì => weekday Mo+Tu+We+Th+Fr
lun-ven => weekday Mo+Tu+We+Th+Fr
Lun/Mer/Ven => weekday Mo+We+Fr
lun. mer. => weekday Mo+We
dal venerdì alla domenica => weekday Fr+Sa+Su
lunedì e dal mercoledì al venerdì => weekday Mo+We+Th+Fr
Monday to Friday => weekday Mo+Tu+We+Th+Fr
Monday through Thursday => weekday Mo+Tu+We+Th
Mon-Fri => weekday Mo+Tu+We+Th+Fr
Monday, Wednesday and Friday => weekday Mo+We+Fr
Mondays and Thursdays => weekday Mo+Th
weekdays => weekday Mo+Tu+We+Th+Fr
at the weekend => weekday Sa+Su
nel fine settimana => weekday Sa+Su
tutti i giorni => weekday Mo+Tu+We+Th+Fr+Sa+Su
tutti i giorni feriali => weekday feriali
nei giorni festivi => weekday festivi
ogni giorno => weekday daily
every day => weekday daily
giovedì e giovedì => weekday Th twice
5 giorni feriali => time 5 day working
mercatino mar rosso => 
un mare di sole => 
`)
}

func TestTimesOfDayAreReadWithTheirWeekdays(t *testing.T) {
	t.Parallel()
	reads(t, `
dalle 9 alle 13 => clock 9:00..13:00
dalle 9 alle 12:30 => clock 9:00..12:30
dalle ore 9,00 alle ore 12,30 => clock 9:00..12:30
dalle 9.30 alle 12.30 => clock 9:30..12:30
dalle nove alle dodici e mezza => clock 9:00..12:30
dalle 9 fino alle 13 => clock 9:00..13:00
9:00-12:30 => clock 9:00..12:30
9:00 - 12:30 => clock 9:00..12:30
ore 9,00 / 12,30 => clock 9:00..12:30
lunedì 9-13 => weekday Mo; clock 9:00..13:00 on Mo
lun-ven 9.30-12.30 => weekday Mo+Tu+We+Th+Fr; clock 9:30..12:30 on Mo+Tu+We+Th+Fr
orario 9-13 => clock 9:00..13:00
9-13 => count 9..13
9 am to 12:30 pm => clock 9:00..12:30
from 9 am to 5 pm => clock 9:00..17:00
from 3 to 5 pm => clock 15:00..17:00
9 to 12 pm => clock 9:00..12:00
dalle 3 alle 5 del pomeriggio => clock 15:00..17:00
dalle 8 alle 9 di sera => clock 20:00..21:00
a mezzogiorno => clock 12:00
entro mezzanotte => clock 24:00 end
at noon => clock 12:00
all'una => clock 1:00
alle 18 => clock 18:00
fino alle 18 => clock 18:00 end
dalle 8.30 => clock 8:30 begin
dopo le 17 => clock 17:00 begin
alle 9 e un quarto => clock 9:15
9h30 => clock 9:30
24 ore su 24 => clock 0:00..24:00
h24 => clock 0:00..24:00
24 hours a day => clock 0:00..24:00
giorno e notte => clock 0:00..24:00
a ogni ora => clock 0:00..24:00
dalle 10 alle 27 => clock 10:00 begin; clock 27:00
dalle 15.30 alle 9 => clock 15:30..9:00
alle 27 famiglie => count 27 famigl
lunedì e mercoledì dalle 9 alle 13, martedì dalle 15 alle 17 => weekday Mo+We; clock 9:00..13:00 on Mo+We; weekday Tu; clock 15:00..17:00 on Tu
dalle 9 alle 13 il lunedì, dalle 15 alle 17 il martedì => clock 9:00..13:00 on Mo; weekday Mo; clock 15:00..17:00 on Tu; weekday Tu
lunedì 9-12 e 15-17 => weekday Mo; clock 9:00..12:00 on Mo; clock 15:00..17:00 on Mo
Lunedì: 9:30 - 12:30 / 16:00 - 18:15 / Martedì: 8:30 - 12:30 => weekday Mo; clock 9:30..12:30 on Mo; clock 16:00..18:15 on Mo; weekday Tu; clock 8:30..12:30 on Tu
martedì e giovedì dalle 15 alle 17 (solo su appuntamento fino alle 18) => weekday Tu+Th; clock 15:00..17:00 on Tu+Th; clock 18:00 on Tu+Th
on Tuesday and Thursday from 17 to 18 => weekday Tu+Th; clock 17:00..18:00 on Tu+Th
open on Monday at 9 => weekday Mo; clock 9:00 on Mo
`)
}
