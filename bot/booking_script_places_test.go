package bot

// placeScripts are about services and offices.
const placeScripts = `
-- the list of services --
> vorrei un appuntamento
% booking/service
= book/iscrizioni-scolastiche
= book/colloquio-assistente-sociale
= book/colloquio-riservato
= flow/end
-- a service by number --
> vorrei un appuntamento
> il secondo
% booking/office
-- a service by half its name --
> vorrei un appuntamento
> assistente sociale
% booking/office
-- a service by what a card is about --
> vorrei un appuntamento
> devo iscrivere mio figlio al nido
% booking/times
< Ufficio scuola
-- a question instead of a service --
> vorrei un appuntamento
> quanto costa la mensa?
! answer mensa-scolastica cost
< per che cosa ti serve?
= book/colloquio-assistente-sociale
-- no service at all --
> vorrei un appuntamento
> lascia perdere
% booking/end
-- nonsense instead of a service --
> vorrei un appuntamento
> zxq
< Non ho capito.
= book/iscrizioni-scolastiche
-- an office by its Roman number --
> vorrei un appuntamento con l'assistente sociale
> municipio IV
% booking/times
< Municipio IV
-- an office by its order in the list --
> vorrei un appuntamento con l'assistente sociale
> il primo
% booking/times
< Municipio I (Murat)
-- an office by a street nearby --
> vorrei un appuntamento con l'assistente sociale
> corso Sonnino
% booking/times
< Municipio I (Murat)
-- an office by district and a day at once --
> vorrei un appuntamento con l'assistente sociale a Murat giovedì
% booking/times
< Municipio I (Murat)
~ 1 giovedì 26 novembre, ore 9:00
-- an office, then a day --
> vorrei un appuntamento con l'assistente sociale
> Carbonara, giovedì pomeriggio
% booking/times
~ 1 giovedì 26 novembre, ore 15:00
-- wherever it is soonest --
> vorrei un appuntamento con l'assistente sociale
> ovunque, il prima possibile
% booking/times
< Municipio I (Murat)
< Municipio IV (Carbonara)
-- any office by the button --
> vorrei un appuntamento con l'assistente sociale
>> book/colloquio-assistente-sociale/-
% booking/times
< 2. martedì 24 novembre, ore 9:00: Municipio IV (Carbonara)
> il secondo
% booking/person
< Municipio IV (Carbonara)
-- a day kept while the office is asked --
> vorrei un appuntamento con l'assistente sociale venerdì
% booking/office
> Carbonara
~ 1 venerdì 27 novembre, ore 9:00
-- a day kept while the service is asked --
> vorrei un appuntamento venerdì
% booking/service
> per la mensa
~ 1 venerdì 27 novembre, ore 9:00
-- a day kept while the service is pressed --
> vorrei un appuntamento venerdì
>> book/iscrizioni-scolastiche
~ 1 venerdì 27 novembre, ore 9:00
-- a question instead of an office --
> vorrei un appuntamento con l'assistente sociale
> a chi spetta il bonus luce?
! answer bonus-luce recipients
< in quale sede vuoi andare?
= book/colloquio-assistente-sociale/municipio-4
-- from a card to its service and on to the office --
> assistenza domiciliare
= book/colloquio-assistente-sociale
>> book/colloquio-assistente-sociale
% booking/office
>> book/colloquio-assistente-sociale/municipio-4
% booking/times
-- a card of the past offers nothing to book --
> bonus spesa 2021
<! Prenota
-- another service while a place is kept --
> vorrei un appuntamento per la mensa
>>> 1
> vorrei invece un appuntamento con l'assistente sociale
% booking/office
> Carbonara
>>> 1
% booking/person
< Municipio IV (Carbonara)
-- what was said of oneself is not asked again --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
% booking/confirm
> vorrei un appuntamento con l'assistente sociale a Carbonara
% booking/times
>>> 1
% booking/confirm
< Maria Rossi
-- a time of another office, from an old message --
> vorrei un appuntamento con l'assistente sociale a Carbonara
>>> 1
>> slot/colloquio-assistente-sociale/municipio-1/1795507200
% booking/person
< Municipio I (Murat)
-- a time of another service, from an old message --
> vorrei un appuntamento per la mensa
>> slot/colloquio-assistente-sociale/municipio-1/1795507200
% booking/person
< Municipio I (Murat)
-- nearest, but nobody says where offices are --
>> book/iscrizioni-scolastiche/near:41.08,16.86
% booking/times
-- nonsense in place of a place --
>> book/colloquio-assistente-sociale/near:hier
% booking/office
< non si legge
-- a new one from the end of another --
> vorrei un appuntamento per la mensa
> lascia stare
> anzi, vorrei un appuntamento
% booking/times
-- the question where --
> vorrei un appuntamento per la mensa
> dov'è l'ufficio scuola?
% booking/asked
< Via dei Maestri 7
< quale orario scegli?
-- what is discreet is offered by name to who asks --
> vorrei un appuntamento per il centro antiviolenza
! answer centro-antiviolenza
< 1522
= book/colloquio-riservato
-- a service with a question about it first --
> come si fa domanda per il nido?
! answer asilo-nido
= book/iscrizioni-scolastiche
> ok prenota
% booking/times
-- booking after small talk --
> ciao
> come stai?
> vorrei prenotare per la mensa
% booking/times
-- polite --
> Buongiorno, sarebbe possibile fissare un appuntamento per la mensa scolastica? Grazie
% booking/times
-- with a mistake --
> vorei prenotare un apuntamento per la mensa
% booking/times
-- in capitals --
> VORREI UN APPUNTAMENTO PER LA MENSA
% booking/times
-- with a reason --
> mi serve un appuntamento perché devo iscrivere mia figlia alla mensa
% booking/times
-- for somebody else --
> vorrei prendere un appuntamento per mia madre con l'assistente sociale
% booking/office
-- one word after a card --
> mensa
> appuntamento
% booking/times
-- can you book for me --
> mi puoi prenotare un appuntamento per il nido?
% booking/times
-- I would come --
> quanto costa la mensa?
> verrei martedì alle 9
% booking/person
< martedì 24 novembre 2026, ore 9:00
`
