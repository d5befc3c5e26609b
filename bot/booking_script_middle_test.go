package bot

// middleScripts are about what is said in the middle of a dialogue.
const middleScripts = `
-- a question is answered and the dialogue goes on --
> vorrei un appuntamento per la mensa
>>> 1
> che documenti servono?
! answer mensa-scolastica documents
< Codice fiscale del bambino
< Torniamo all'appuntamento di martedì 24 novembre 2026, ore 9:00
= flow/times
> Maria Rossi maria@esempio.it
% booking/confirm
-- another subject is answered too --
> vorrei un appuntamento per la mensa
> quanto vale il bonus luce?
! answer bonus-luce
< Torniamo all'appuntamento: quale orario scegli?
~ 1 martedì 24 novembre, ore 9:00
> il primo
% booking/person
-- a question without an answer --
> vorrei un appuntamento per la mensa
>>> 1
> dove posso comprare una bicicletta?
! decline
< Torniamo all'appuntamento
-- noise --
> vorrei un appuntamento per la mensa
>>> 1
> boh
% booking/again
< Non ho capito.
= book/keep
-- danger wins --
> vorrei un appuntamento per la mensa
>>> 1
> mio marito mi picchia
! crisis
<! Torniamo all'appuntamento
-- a person wins --
> vorrei un appuntamento per la mensa
>>> 1
> voglio parlare con una persona
! handoff
<! Torniamo all'appuntamento
-- giving up --
> vorrei un appuntamento per la mensa
>>> 1
> lascia stare
% booking/end
< non prenoto niente
-- giving up at the code --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
> annulla
% booking/end
-- more time --
> vorrei un appuntamento per la mensa
>>> 1
> un attimo
< tengo ancora il posto di martedì 24 novembre 2026, ore 9:00
< nome e cognome
-- thanks --
> vorrei un appuntamento per la mensa
>>> 1
> grazie
< Torniamo all'appuntamento
-- other times --
> vorrei un appuntamento per la mensa
> altri orari
< dal primo in poi
~ 1 martedì 24 novembre, ore 9:00
~ 6 mercoledì 25 novembre, ore 9:00
> altri
~ 1 mercoledì 25 novembre, ore 9:30
> torna indietro
~ 6 mercoledì 25 novembre, ore 9:00
>> flow/times
~ 1 mercoledì 25 novembre, ore 9:30
>> flow/earlier
~ 1 martedì 24 novembre, ore 9:00
> il quarto
< martedì 24 novembre 2026, ore 15:00
-- the list of a wish leaves nothing out and then goes on with all the others --
> vorrei un appuntamento per la mensa
> giovedì mattina
> altri orari
~ 1 giovedì 26 novembre, ore 9:00
~ 3 giovedì 26 novembre, ore 10:00
> altri
< Come li volevi tu non ce ne sono altri
~ 1 martedì 24 novembre, ore 9:00
-- each of two days has its half --
> vorrei un appuntamento per la mensa
> martedì pomeriggio o mercoledì mattina
~ 1 martedì 24 novembre, ore 15:00
~ 3 mercoledì 25 novembre, ore 9:00
-- at night nobody is there --
> vorrei un appuntamento per la mensa
> mercoledì alle 3 di notte
% booking/times
< Gli orari liberi più vicini sono questi
<! Tengo per te
-- none of these --
> vorrei un appuntamento per la mensa
> non posso
~ 4 martedì 24 novembre, ore 15:00
-- other times after one was kept --
> vorrei un appuntamento per la mensa
>>> 1
>> flow/times
% booking/times
>>> 2
% booking/person
-- a number --
> vorrei un appuntamento per la mensa
> il terzo
< martedì 24 novembre 2026, ore 10:00
-- corrected data --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi, maria@esempio.it
% booking/confirm
>> flow/data
% booking/person
> Anna Bianchi, anna@esempio.it
< Anna Bianchi
-- no to the summary --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi, maria@esempio.it
> no
< Che cosa vuoi cambiare?
-- name first then contact --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi
< Grazie. Ora scrivimi **un indirizzo email o un numero di telefono**
> 333 1234567
% booking/confirm
-- contact first then name --
> vorrei un appuntamento per la mensa
>>> 1
> maria@esempio.it
< nome e cognome
> Rossi
< cognome
> Maria
< Rossi Maria
-- half an address --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@gmail
< non mi sembra completo
> maria@gmail.com
< maria@gmail.com
-- a telephone where mail is needed --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi 333 1234567
% booking/no-mail
< 0555/765432
= person
-- no address --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> non ho la mail
% booking/no-mail
-- the code did not come --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
> non mi è arrivato niente
< Ti ho mandato sei cifre
> 222222
% booking/told
-- another address at the code --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
> ho sbagliato, è mario@esempio.it
< mario@esempio.it
-- too few digits --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
> 12345
< sei cifre
-- too many codes --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
>> flow/code
>> flow/code
>> flow/code
% booking/code/no-more
< 0555/765432
= person
-- digits after the end --
> vorrei un appuntamento per la mensa
>>> 1
> lascia stare
> 123456
<! confermato
-- another time at the code keeps the code --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
>> flow/times
>>> 2
% booking/code
< valgono anche per questo orario
> 111111
% booking/told
`
