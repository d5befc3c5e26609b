package bot

// wishScripts begin a dialogue, or do not.
const wishScripts = `
-- wish names a card --
> vorrei un appuntamento per il nido
% booking/times
~ 1 martedì 24 novembre, ore 9:00
-- wish after a card --
> quanto costa la mensa?
= book/iscrizioni-scolastiche
> vorrei prenotare
% booking/times
< Ufficio scuola
-- the button on a card --
> quanto costa la mensa?
>> book/iscrizioni-scolastiche
% booking/times
-- fixing --
> buongiorno, vorrei fissare un appuntamento per l'iscrizione al nido, grazie
% booking/times
-- bare word --
> prenotare
% booking/service
= book/colloquio-assistente-sociale
> colloquio con l'assistente sociale
% booking/office
= book/colloquio-assistente-sociale/municipio-4
= book/colloquio-assistente-sociale/-
-- bare appointment --
> appuntamento
% booking/service
> 1
% booking/times
-- english --
> I would like to book an appointment for the school canteen
% booking/times
< first free times
~ 1 Tuesday 24 November, at 9:00
-- service by name --
> mi serve un colloquio con l'assistente sociale
% booking/office
-- service and office by district --
> vorrei un appuntamento con l'assistente sociale allo sportello di Carbonara
% booking/times
< Municipio IV
-- office by street --
> vorrei un appuntamento con l'assistente sociale
> abito vicino a via Trevisani
% booking/times
< Municipio IV
-- office by number --
> vorrei un appuntamento con l'assistente sociale
> al municipio 4
% booking/times
< Municipio IV
-- any office --
> vorrei un appuntamento con l'assistente sociale
> è uguale
% booking/times
< 1. martedì 24 novembre, ore 9:00: Municipio I (Murat)
-- office that names several services --
> vorrei un appuntamento a Carbonara
% booking/times
< Municipio IV
-- nearest --
>> book/colloquio-assistente-sociale/near:41.08,16.86
% booking/times
< Municipio IV
-- an office it is not at --
>> book/colloquio-assistente-sociale/ufficio-scuola
% booking/gone
-- a service that is not there --
>> book/niente
% booking/gone
= person
-- how to book is a question --
> come si prende appuntamento per il nido?
! answer asilo-nido how_to_access
= book/iscrizioni-scolastiche
-- must one book --
> devo prenotare per la mensa?
! answer mensa-scolastica
-- must book is a wish without a question mark --
> devo prenotare un appuntamento per la mensa
% booking/times
-- no table --
> prenota un tavolo per quattro sabato alle 20 e 30
! decline
-- no hairdresser --
> prendimi un appuntamento dal parrucchiere per giovedì
! decline
-- what cannot be booked is explained --
> vorrei un appuntamento per il bonus luce
! answer bonus-luce
< Per questo non posso prenotare un appuntamento.
-- what one has is no wish --
> domani ho appuntamento per il bonus luce, che documenti servono?
! answer bonus-luce documents
-- without one --
> posso venire senza appuntamento?
<! Per che cosa vuoi l'appuntamento
-- yes to a card --
> mensa
> prenota
% booking/times
-- changed mind about what --
> vorrei un appuntamento per la mensa
> no, vorrei un appuntamento con l'assistente sociale
% booking/office
-- the wish twice --
> vorrei un appuntamento per la mensa
> vorrei un appuntamento
% booking/again
~ 1 martedì 24 novembre, ore 9:00
-- a question with a wish is answered, with the way to book --
> vorrei un appuntamento per la mensa, che documenti servono?
! answer mensa-scolastica documents
= book/iscrizioni-scolastiche
-- how one gets it, said last --
> appuntamento per la mensa come lo prendo
! answer mensa-scolastica
-- another list --
> lista d'attesa per il nido, quanto si aspetta
<! ti avviso
<! Posso avvisarti
-- a reminder of something else --
> ricordami di prendere un appuntamento dal dottore
! decline
-- a certificate is what for, and no question about papers --
> vorrei un appuntamento per il certificato di iscrizione alla mensa
% booking/times
< Che cosa portare: Codice fiscale del bambino; ISEE
< Ecco i primi orari liberi
-- a question about papers is one --
> vorrei un appuntamento per la mensa, che documenti servono?
! answer mensa-scolastica
-- code and address, before anything else --
> 5LGSFDQ mv9@esempio.it
% booking/find/unknown
-- a code alone --
> 5LG SFDQ
% booking/find/contact
> mv9@esempio.it
% booking/find/unknown
-- no code --
> mi serve la mensa, sono a1b2c3d@esempio.it
<! codice
-- to be told of a place, from nothing --
> avvisami se si libera un posto per la mensa
% booking/times
< C'è già posto
-- a doctor is not booked here --
> vorrei prenotare una visita dal medico di famiglia
<! Per che cosa vuoi l'appuntamento
-- where nothing of its own can be booked, what is near --
> vorrei un appuntamento per l'infermiere a domicilio
% booking/office
-- how to book, of a card without appointments, offers one all the same --
> bisogna prendere appuntamento per il bonus luce?
! answer bonus-luce
= flow/new
`
