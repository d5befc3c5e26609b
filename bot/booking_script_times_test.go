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
< ti avviso
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
>>> 1
> avvisami se si libera un posto prima
< nome e cognome
> Maria Rossi maria@esempio.it
% booking/confirm
< ti avviso
< Martedì 24 novembre 2026, ore 9:00
= flow/yes
= wait/leave
> sì
% booking/told
`
