package bot

// peopleScripts are about who an appointment is for, and the proof of it.
const peopleScripts = `
-- all in one message, as dictated --
> vorrei un appuntamento per la mensa
>>> 1
> mi chiamo maria rossi e la mail è maria punto rossi chiocciola esempio punto it
% booking/confirm
< Maria Rossi
< maria.rossi@esempio.it
-- in three messages --
> vorrei un appuntamento per la mensa
>>> 1
> mi chiamo Maria
< cognome
> Rossi
< **un indirizzo email o un numero di telefono**
> maria@esempio.it
% booking/confirm
< Per Maria Rossi (maria@esempio.it)
-- contact, then the name with a lead --
> vorrei un appuntamento per la mensa
>>> 1
> il mio numero è 333 1234567
< nome e cognome
> è per mia madre, Carla Verdi
% booking/confirm
< Carla Verdi
-- a landline --
> vorrei un appuntamento per la mensa
>>> 1
> Carla Verdi 0577/292353
% booking/confirm
< +390577292353
-- a number from abroad --
> vorrei un appuntamento per la mensa
>>> 1
> Aisha Khan +44 7911 123456
% booking/confirm
< +447911123456
-- name of five words --
> vorrei un appuntamento per la mensa
>>> 1
> Maria de los Angeles Garcia Lopez, maria@esempio.es
% booking/confirm
< Maria de los Angeles Garcia Lopez
-- the summary is corrected by writing --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi, maria@esempio.it
% booking/confirm
> anzi, la mail è rossi@esempio.it
% booking/confirm
< rossi@esempio.it
-- the summary, agreed to in other words --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi, maria@esempio.it
> va bene, confermo
% booking/told
-- perfect --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi, maria@esempio.it
> perfetto
% booking/told
-- ok --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi, maria@esempio.it
> ok
% booking/told
-- the button --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi, maria@esempio.it
= flow/yes
= flow/times
= flow/data
= flow/end
>> flow/yes
% booking/told
-- yes, but another time --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi, maria@esempio.it
> sì, ma venerdì
% booking/times
~ 1 venerdì 27 novembre, ore 9:00
> 1
% booking/confirm
< Venerdì 27 novembre 2026, ore 9:00
< Maria Rossi
-- no, another hour --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi, maria@esempio.it
> no, meglio nel pomeriggio
% booking/times
~ 1 martedì 24 novembre, ore 15:00
-- privacy is said once --
> vorrei un appuntamento per la mensa
>>> 1
< Uso questi dati solo per l'appuntamento.
> Maria Rossi
<! Uso questi dati
-- who asks why they are asked --
> vorrei un appuntamento per la mensa
>>> 1
> perché vuoi i miei dati?
< Torniamo all'appuntamento di martedì 24 novembre 2026, ore 9:00: mi servono nome, cognome e contatto.
-- a wish to be anonymous is no name --
> vorrei un appuntamento per la mensa
>>> 1
> anonimo
<! Per Anonimo
-- ok is no name --
> vorrei un appuntamento per la mensa
>>> 1
> ok
< mi manca ancora: **nome e cognome, e un indirizzo email o un numero di telefono**
-- thanks is no name --
> vorrei un appuntamento per la mensa
>>> 1
> grazie mille
<! Ora scrivimi **un indirizzo
-- hello is no name --
> vorrei un appuntamento per la mensa
>>> 1
> ciao
<! Per Ciao
< mi servono nome, cognome e contatto
-- a day is no name --
> vorrei un appuntamento per la mensa
>>> 1
> giovedì
% booking/times
~ 1 giovedì 26 novembre, ore 9:00
-- digits before they are asked for --
> vorrei un appuntamento per la mensa
>>> 1
> 123456
<! confermato
< mi servono nome, cognome e contatto
-- six digits, from the mail --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
< **il tuo indirizzo email**
> Maria Rossi maria@esempio.it
% booking/code
< Maria Rossi
< **sei cifre**
= flow/code
= flow/data
= book/keep
> 111-111
% booking/told
-- six digits with words --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
> eccolo: 111111, grazie
% booking/told
-- a question while the code is on its way --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
> quanto costa la mensa?
! answer mensa-scolastica cost
< scrivi le sei cifre che ti ho mandato per email
> 111111
% booking/told
-- yes is no code --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
> sì
<! confermato
% booking/needs
< le **sei cifre**
-- a moment, to look for it --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
> un attimo che apro la posta
< tengo ancora il posto
-- the address was wrong, by the button --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
>> flow/data
% booking/person
> Maria Rossi mario@esempio.it
% booking/code
< mario@esempio.it
> 111111
% booking/code/wrong
> 222222
% booking/told
-- giving the mail after the telephone --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi 333 1234567
% booking/no-mail
> maria@esempio.it
% booking/code
-- no mail, so a person --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> non uso la posta elettronica
% booking/no-mail
>> person
! handoff
-- another day at the code --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
> posso venerdì invece?
% booking/times
~ 1 venerdì 27 novembre, ore 9:00
> la prima
% booking/code
< valgono anche per questo orario
-- the place went while the code was on its way --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
set others 2026-11-24 09:00
> 111111
% booking/times
< appena preso
>>> 1
> 111111
% booking/told
`
