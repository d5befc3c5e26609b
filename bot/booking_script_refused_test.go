package bot

// refusedScripts are about what cannot be had.
const refusedScripts = `
-- outside the rules, by a direct request --
>> slot/iscrizioni-scolastiche/ufficio-scuola/1795510860
< l'ufficio non riceve
~ 1 martedì 24 novembre, ore 9:00
-- a strike is no holiday --
set closed 2026-11-24 strike: Sciopero generale
>> slot/iscrizioni-scolastiche/ufficio-scuola/1795507200
< Martedì 24 novembre 2026 l'ufficio è chiuso per sciopero (Sciopero generale).
-- nor is snow --
set closed 2026-11-24 emergency: Allerta neve
> vorrei un appuntamento per la mensa martedì
< Martedì 24 novembre 2026 l'ufficio è chiuso per un'emergenza (Allerta neve).
<! festa
-- nor are lessons --
set closed 2026-11-24 training: formazione
> vorrei un appuntamento per la mensa martedì
< l'ufficio è chiuso perché il personale è in formazione.
-- nor what the town decides --
set closed 2026-11-24 municipal: Fiera
> vorrei un appuntamento per la mensa martedì
< Martedì 24 novembre 2026 l'ufficio è chiuso (Fiera).
-- the patron saint --
set closed 2026-11-24 patron: San Teodoro
> vorrei un appuntamento per la mensa martedì
< gli uffici sono chiusi per la festa del patrono (San Teodoro).
-- a strike, in English --
set lang en
set closed 2026-11-24 strike: Sciopero
>> slot/iscrizioni-scolastiche/ufficio-scuola/1795507200
< The office is closed on Tuesday 24 November 2026 because of a strike.
set closed 2026-11-24 training: x
>> slot/iscrizioni-scolastiche/ufficio-scuola/1795507200
< because the staff are in training (x).
set closed 2026-11-24 emergency: x
>> slot/iscrizioni-scolastiche/ufficio-scuola/1795507200
< because of an emergency (x).
set closed 2026-11-24 municipal: x
>> slot/iscrizioni-scolastiche/ufficio-scuola/1795507200
< The office is closed on Tuesday 24 November 2026 (x).
set closed 2026-11-24 patron: x
>> slot/iscrizioni-scolastiche/ufficio-scuola/1795507200
< the feast of the patron saint (x).
-- past, by a direct request --
>> slot/iscrizioni-scolastiche/ufficio-scuola/1795000000
< è già passato
~ 1 martedì 24 novembre, ore 9:00
-- too far, by a direct request --
>> slot/iscrizioni-scolastiche/ufficio-scuola/1799000000
< non si può ancora prenotare
-- nonsense --
>> slot/iscrizioni-scolastiche/ufficio-scuola/x
! smalltalk
-- an office that has not the service --
>> slot/iscrizioni-scolastiche/municipio-1/1795507200
% booking/gone
-- nobody's service --
>> slot/niente/municipio-1/1795507200
% booking/gone
-- taken while it was shown --
> vorrei un appuntamento per la mensa
set others 2026-11-24 09:00
>>> 1
% booking/times
< quel posto è stato appena preso
< Gli orari liberi più vicini
~ 1 martedì 24 novembre, ore 9:30
-- a wrong code --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
> 999999
% booking/code/wrong
< ancora 4 volte
> 999998
> 999997
> 999996
< ancora una volta
> 999995
% booking/code/gone
= flow/code
> 111111
% booking/code/gone
>> flow/code
> 222222
% booking/told
-- no more codes for now, and what else can be done --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
set codes 2026-11-23 11:07
> Maria Rossi maria@esempio.it
% booking/code/later
< Riprova dopo le **11:07**
= person
>> flow/code
% booking/code/later
set codes 2026-11-24 09:00
>> flow/code
< dopo le **9:00 (martedì 24 novembre 2026)**
set codes any
>> flow/code
% booking/code
> 111111
% booking/told
-- no more codes, for who was known: the time is kept all the same --
set proves yes
set codes 2026-11-23 11:07
> vorrei un appuntamento per la mensa
> mi chiamo Maria Rossi, maria@esempio.it
>>> 1
% booking/code/later
set others 2026-11-24 09:30
set codes any
>> flow/code
> 111111
% booking/told
< Martedì 24 novembre 2026, ore 9:00
-- the other's dialogue --
>> flow/yes
% booking/over
= flow/new
>> flow/new
% booking/service
-- unknown word of the dialogue --
>> flow/niente
! smalltalk
`
