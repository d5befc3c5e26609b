package bot

// timeScripts are about days and hours in words, and waiting for one.
const timeScripts = `
-- a part of a day --
> vorrei un appuntamento per la mensa giovedì pomeriggio
< Questi orari sono liberi
~ 1 giovedì 26 novembre, ore 15:00
~ 2 giovedì 26 novembre, ore 15:30
-- coming at a time, without a subject --
> posso venire giovedì pomeriggio?
% booking/service
> per la mensa
~ 1 giovedì 26 novembre, ore 15:00
-- coming at a time, after a card --
> quanto costa la mensa?
> posso venire giovedì pomeriggio?
~ 1 giovedì 26 novembre, ore 15:00
-- a time to the minute is kept at once --
> vorrei un appuntamento per la mensa giovedì alle 15:30
% booking/person
< giovedì 26 novembre 2026, ore 15:30
-- another day in the middle --
> vorrei un appuntamento per la mensa
> e venerdì?
~ 1 venerdì 27 novembre, ore 9:00
-- another day after one was kept --
> vorrei un appuntamento per la mensa
>>> 1
> meglio venerdì
~ 1 venerdì 27 novembre, ore 9:00
> il secondo
% booking/person
< venerdì 27 novembre 2026, ore 9:30
-- part of the day after the day --
> vorrei un appuntamento per la mensa venerdì
> di pomeriggio
~ 1 venerdì 27 novembre, ore 15:00
-- later --
> vorrei un appuntamento per la mensa venerdì
> più tardi
~ 1 venerdì 27 novembre, ore 15:00
-- as soon as possible --
> vorrei un appuntamento per la mensa venerdì
> il prima possibile
~ 1 martedì 24 novembre, ore 9:00
-- the hour of one shown --
> vorrei un appuntamento per la mensa
> alle 9 e mezza
< martedì 24 novembre 2026, ore 9:30
-- one shown with consent --
> vorrei un appuntamento per la mensa
> va bene quello delle 10
< martedì 24 novembre 2026, ore 10:00
-- a day that is not there --
> vorrei un appuntamento per la mensa il 30 febbraio
< Questo giorno nel calendario non esiste.
< Gli orari liberi più vicini
~ 1 martedì 24 novembre, ore 9:00
-- a day of the past --
> vorrei un appuntamento per la mensa
> ieri
< Quel momento è già passato.
-- a holiday is named --
set closed 2026-11-30 Sant'Andrea
> vorrei un appuntamento per la mensa lunedì 30 novembre
< Lunedì 30 novembre 2026 gli uffici sono chiusi per festa (Sant'Andrea).
~ 1 martedì 24 novembre, ore 9:00
-- nothing at that hour --
> vorrei un appuntamento per la mensa giovedì alle 20
< In quel momento non ci sono posti liberi. Gli orari liberi più vicini
-- hours of an office are a question --
> vorrei un appuntamento per la mensa
> a che ora chiude l'ufficio scuola giovedì?
! answer
< Torniamo all'appuntamento
-- in English --
> I'd like an appointment for the school canteen on Thursday afternoon
~ 1 Thursday 26 November, at 15:00
-- a name with a day in it --
> vorrei un appuntamento per la mensa
>>> 1
> Domenica Rossi
< Grazie. Ora scrivimi
-- full --
set full yes
> vorrei un appuntamento per la mensa
% booking/full
< Adesso non ci sono posti liberi.
<! Ecco i primi orari liberi
= wait/join
= person
-- nothing after these --
> vorrei un appuntamento per la mensa
> altri
> altri
> altri
> altri
> altri
% booking/times
-- waiting for a place --
> vorrei un appuntamento per la mensa
> avvisami se si libera un posto prima
< nome e cognome
> Maria Rossi maria@esempio.it
% booking/wait
< sei in lista d'attesa per **Iscrizioni e tariffe di nido e scuola**, Ufficio scuola, un orario prima di martedì 24 novembre 2026, ore 9:00
< ti avviso qui in chat, tra le 8 e le 20, al massimo tre volte a settimana
= wait/leave
> toglimi dalla lista d'attesa
% booking/wait/left
-- waiting by the button --
set full yes
> vorrei un appuntamento per la mensa
>> wait/join
% booking/person
> Maria Rossi 333 1234567
% booking/wait
-- waiting twice --
set full yes
> vorrei un appuntamento per la mensa
>> wait/join
> Maria Rossi 333 1234567
> avvisami se si libera un posto per la mensa
% booking/wait/already
-- waiting while a time is kept --
> vorrei un appuntamento per la mensa
>>> 2
> avvisami se si libera un posto prima
% booking/person
< prima confermiamo questo
< nome e cognome
> Maria Rossi maria@esempio.it
> sì
% booking/told
> avvisami se si libera un posto prima
% booking/times
< C'è già posto
~ 1 martedì 24 novembre, ore 9:00
-- waiting for something earlier than the appointment --
set booked 2026-11-24 09:00
set proves yes
> avvisami se si libera prima
% booking/wait
< un orario prima di martedì 24 novembre 2026, ore 9:00
< e a maria@esempio.it
> avvisami se si libera prima
% booking/wait/already
< un orario prima di martedì 24 novembre 2026
>> wait/leave
% booking/wait/left
-- there is room: it is offered first --
> avvisami se si libera un posto per la mensa
% booking/times
< C'è già posto
~ 1 martedì 24 novembre, ore 9:00
= wait/join
>>> 1
% booking/person
< Tengo per te
-- there is room, and something earlier is wished for all the same --
> avvisami se si libera un posto per la mensa giovedì
~ 1 giovedì 26 novembre, ore 9:00
>> wait/join
% booking/person
< Ti metto in lista d'attesa per **Iscrizioni e tariffe di nido e scuola**, Ufficio scuola, giovedì 26 novembre 2026, prima delle 9:00
-- the hours of a wish are kept --
set full yes
> avvisami se si libera un posto per la mensa giovedì 26 dalle 15 alle 17
% booking/person
< giovedì 26 novembre 2026, dalle 15:00 alle 17:00
-- and its days of the week --
set full yes
> avvisami se si libera un posto per la mensa un giovedì dopo le 15
< , giovedì, dalle 15:00
-- and those in English --
set full yes
set lang en
> tell me if a place becomes free for the school canteen on Thursday 26 November before 11
< Thursday 26 November 2026, before 11:00
-- and the hour that is named --
set full yes
> avvisami se si libera un posto per la mensa il 26 novembre verso le 10
< giovedì 26 novembre 2026, dalle 9:00 alle 11:00
-- for what is asked when it is not said --
> avvisami se si libera un posto
% booking/service
>> book/iscrizioni-scolastiche
% booking/times
< C'è già posto
= wait/join
-- a day without room is waited for --
set closed 2026-12-07 ponte
> avvisami se si libera un posto per la mensa il 7 dicembre
% booking/person
< lunedì 7 dicembre 2026
> Maria Rossi 333 1234567
% booking/wait
< Ufficio scuola, lunedì 7 dicembre 2026
-- the address is proved before anybody waits --
set proves yes
set full yes
> avvisami se si libera un posto per la mensa
> Maria Rossi maria@esempio.it
% booking/code
< Lista d'attesa
> 999999
% booking/code/wrong
> quanto vale il bonus luce?
< Torniamo alla lista d'attesa: scrivi le sei cifre
> 111111
% booking/wait
< e a maria@esempio.it
-- other times instead of the list --
set proves yes
set closed 2026-12-07 ponte
> avvisami se si libera un posto per la mensa il 7 dicembre
> Maria Rossi maria@esempio.it
% booking/code
> e l'8 dicembre?
% booking/times
>>> 1
% booking/code
< Tengo per te
-- who changes the address on the way --
set proves yes
set full yes
> avvisami se si libera un posto per la mensa
> Maria Rossi maria@esempio.it
>> flow/data
% booking/person
> Maria Rossi maria.rossi@esempio.it
> 222222
% booking/wait
< e a maria.rossi@esempio.it
-- appointments kept elsewhere have no waiting list --
set elsewhere yes
> avvisami se si libera un posto per la mensa
% booking/times
< non c'è una lista d'attesa
-- in English --
set full yes
set lang en
> tell me if a place becomes free for the school canteen
% booking/person
< I will put you on the waiting list
> Maria Rossi maria@example.org
% booking/wait
< from today to Friday 22 January 2027
`
