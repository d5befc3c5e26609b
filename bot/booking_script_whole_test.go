package bot

// wholeScripts go from the first word to the last, with everything in between.
const wholeScripts = `
-- nursery, with questions, a change of mind and a move --
> ciao, come si fa domanda per il nido?
! answer asilo-nido
= book/iscrizioni-scolastiche
> posso venire a parlarne giovedì?
~ 1 giovedì 26 novembre, ore 9:00
> quanto costa la mensa?
! answer mensa-scolastica cost
< quale orario scegli?
~ 1 giovedì 26 novembre, ore 9:00
> il primo
% booking/person
> Sara Conti
> sara@esempio.it
% booking/confirm
> confermo
% booking/told
< Giovedì 26 novembre 2026, ore 9:00
< K7M 2XQR
> quando ho l'appuntamento?
% booking/when
< Giovedì 26 novembre 2026, ore 9:00
> non posso più, spostalo a venerdì mattina
~ 1 venerdì 27 novembre, ore 9:00
> va bene il primo
% booking/confirm
< Al posto di giovedì 26 novembre 2026, ore 9:00
> sì
% booking/told
< ho spostato
> disdici
% booking/cancel
> sì, disdici
% booking/cancelled
> quando ho l'appuntamento?
<! Venerdì 27
-- one's own time, again after a detour --
> vorrei un appuntamento per la mensa
>>> 2
% booking/person
> altri orari
% booking/times
>>> 1
% booking/person
> Sara Conti 333 1234567
> sì
% booking/told
-- the code, wrong and then right --
set proves yes
> vorrei prenotare un appuntamento per il nido
> domani alle 15
% booking/person
< martedì 24 novembre 2026, ore 15:00
> Sara Conti, sara chiocciola esempio punto it
% booking/code
> 123456
% booking/code/wrong
> non mi è arrivato
< Ti ho mandato sei cifre
> 222222
% booking/told
-- given up at each point, and begun again --
> vorrei un appuntamento per la mensa
> non importa
% booking/end
> vorrei un appuntamento per la mensa
>>> 1
> annulla
% booking/end
> vorrei un appuntamento per la mensa
>>> 1
> Sara Conti sara@esempio.it
> lascia stare
% booking/end
> vorrei un appuntamento per la mensa
~ 1 martedì 24 novembre, ore 9:00
-- two appointments, one after the other --
> vorrei un appuntamento per la mensa
>>> 1
> Sara Conti sara@esempio.it
> sì
% booking/told
> vorrei anche un appuntamento con l'assistente sociale a Carbonara
% booking/times
>>> 2
% booking/confirm
< Per Sara Conti (sara@esempio.it)
= flow/data
> sì
% booking/told
> quali appuntamenti ho?
< Hai 2 appuntamenti
-- the place is lost twice --
> vorrei un appuntamento per la mensa
set others 2026-11-24 09:00
>>> 1
< appena preso
set others 2026-11-24 09:30
>>> 1
< appena preso
~ 1 martedì 24 novembre, ore 10:00
>>> 1
% booking/person
-- a reminder's button, kept --
set booked 2026-11-26 15:00
>> booking/B2B2B2B/0/cancel
% booking/cancel
>> flow/end
< resta com'è
> quando ho l'appuntamento?
< Giovedì 26 novembre 2026, ore 15:00
-- cancelling turns into moving --
set booked 2026-11-26 15:00
> disdici l'appuntamento
> anzi, spostalo
% booking/times
< Ora hai giovedì 26 novembre 2026, ore 15:00
>>> 1
> sì
% booking/told
-- moving turns into cancelling --
set booked 2026-11-26 15:00
> sposta l'appuntamento
> no, disdici
% booking/cancel
> sì
% booking/cancelled
-- moving to a time in words that is taken --
set booked 2026-11-26 15:00
set others 2026-11-27 09:00
> sposta l'appuntamento a venerdì alle 9
% booking/times
> quello delle 9:30
% booking/confirm
-- documents while moving --
set booked 2026-11-26 15:00
> sposta l'appuntamento
> che documenti servono per la mensa?
! answer mensa-scolastica documents
< quale orario scegli?
-- more time at the summary --
> vorrei un appuntamento per la mensa
>>> 1
> Sara Conti sara@esempio.it
> ho bisogno di un po' di tempo
< tengo ancora il posto
= flow/yes
-- a person, then on with the dialogue --
> vorrei un appuntamento per la mensa
>>> 1
> voglio parlare con un operatore
! handoff
> vorrei un appuntamento
% booking/person
-- danger, then on with the dialogue --
> vorrei un appuntamento per la mensa
>>> 1
> voglio morire
! crisis
> vorrei un appuntamento
% booking/person
-- who are you --
> vorrei un appuntamento per la mensa
> ma tu sei un robot?
! smalltalk
< quale orario scegli?
~ 1 martedì 24 novembre, ore 9:00
-- another language --
> vorrei un appuntamento per la mensa
>>> 1
> necesito ayuda, por favor, no entiendo nada de lo que dice
<! Per Necesito
`
