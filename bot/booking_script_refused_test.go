package bot

// refusedScripts are about what cannot be had.
const refusedScripts = `
-- outside the rules, by a direct request --
>> slot/iscrizioni-scolastiche/ufficio-scuola/1795510860
< l'ufficio non riceve
~ 1 martedì 24 novembre, ore 9:00
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
