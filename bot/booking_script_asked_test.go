package bot

// askedScripts are about what is asked and said around an appointment: of itself,
// before its turn, and once it stands.
const askedScripts = `
-- who may come along --
> vorrei un appuntamento per la mensa
>>> 1
> posso venire con mio figlio?
% booking/asked
< La scheda non dice chi può venire con te. Puoi chiederlo qui:
< Torniamo all'appuntamento di martedì 24 novembre 2026, ore 9:00
<! Quale ti interessa
= flow/times
-- the building --
> vorrei un appuntamento per la mensa
>>> 1
> è al primo piano?
% booking/asked
< non voglio inventare
<! Orari:
> c'è l'ascensore? mia madre è in carrozzina
% booking/asked
-- how long --
> vorrei un appuntamento per la mensa
> quanto dura?
% booking/asked
< circa 30 minuti
< quale orario scegli?
~ 1 martedì 24 novembre, ore 9:00
-- what to bring --
> vorrei un appuntamento per la mensa
>>> 1
> devo portare qualcosa?
! answer mensa-scolastica documents
< Codice fiscale del bambino
< Fonte:
< Torniamo all'appuntamento
-- somebody else goes --
> vorrei un appuntamento per la mensa
>>> 1
> posso mandare mia sorella?
% booking/asked
< un'altra persona al posto tuo
> può venire mio marito al posto mio?
% booking/asked
< un'altra persona al posto tuo
-- where --
> vorrei un appuntamento per la mensa
>>> 1
> dove devo andare?
% booking/asked
< **Ufficio scuola**, Via dei Maestri 7
-- where, while the office is open --
> vorrei un appuntamento con l'assistente sociale
> dove devo andare?
% booking/asked
< La sede la scegli tu
= book/colloquio-assistente-sociale/municipio-4
-- what it costs --
> vorrei un appuntamento per la mensa
>>> 1
> costa qualcosa?
! answer mensa-scolastica cost
< Torniamo all'appuntamento
-- what no card says is asked at the chosen office, in short --
> vorrei un appuntamento con l'assistente sociale
> municipio 1
> quanto costa?
% booking/asked
< La scheda non dice se si paga. Puoi chiederlo qui: Municipio I (Murat)
<! Carbonara
-- two questions at once --
> vorrei un appuntamento per la mensa
>>> 1
> quanto dura e dove devo andare?
% booking/asked
< circa 30 minuti
< Via dei Maestri 7
-- once it stands --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi 333 1234567
> sì
% booking/told
> quanto dura?
% booking/asked
< circa 30 minuti
<! Torniamo
> e dove devo andare?
% booking/asked
< Via dei Maestri 7
= booking/K7M2XQR/0/cancel
-- thanks, once it stands --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi 333 1234567
> sì
> grazie
! smalltalk
<! Torniamo
> quando ho l'appuntamento?
< Martedì 24 novembre 2026, ore 9:00
-- yes twice --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi 333 1234567
> sì
% booking/told
> perfetto grazie
% booking/all-set
< il tuo appuntamento è martedì 24 novembre 2026, ore 9:00
-- the button twice --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi 333 1234567
>> flow/yes
% booking/told
>> flow/yes
% booking/all-set
-- late --
> vorrei un appuntamento con l'assistente sociale
> municipio 1
>>> 1
> Maria Rossi 333 1234567
> sì
> arrivo in ritardo
% booking/late
< avvisa subito l'ufficio
< 0555 111222
= booking/K7M2XQR/0/move
-- late, and nothing is known --
> sono in ritardo per l'appuntamento
% booking/late
= flow/find
-- late with the rent is something else --
> sono in ritardo con l'affitto
<! appuntamento e sei in ritardo
-- in the queue --
set booked 2026-11-26 15:00
> sono in coda allo sportello
% booking/queue
< B2B 2B2B
-- in the queue, and nothing is known --
> sono in coda allo sportello
% booking/queue
= flow/new
-- cannot come any more --
set booked 2026-11-26 15:00
> non posso più venire
% booking/cancel
> no
% booking/end
> devo spostare
% booking/times
-- cancelled twice --
set booked 2026-11-26 15:00
> disdici
> sì
% booking/cancelled
> disdici
% booking/cancelled
< L'appuntamento di giovedì 26 novembre 2026, ore 15:00 è già disdetto.
= book/iscrizioni-scolastiche
-- the code is lost, and known here --
set booked 2026-11-26 15:00
> ho perso il codice
% booking/again
< B2B 2B2B
-- the code is lost, and not known here --
> ho perso il codice dell'appuntamento
% booking/find
< email di conferma e nella pagina
< 0555 123456
> non ce l'ho
% booking/find
= person
-- moving does not offer the time one has --
set booked 2026-11-24 09:00
> sposta l'appuntamento
% booking/times
~ 1 martedì 24 novembre, ore 9:30
-- a name before the time --
> vorrei un appuntamento per la mensa
> mi chiamo Ada Rossi
% booking/early
< Grazie, Ada, me lo segno. Prima scegli l'orario
< Uso questi dati solo per l'appuntamento.
~ 1 martedì 24 novembre, ore 9:00
> ada@esempio.it
% booking/early
< Prima scegli l'orario
> il primo
% booking/confirm
< Per Ada Rossi (ada@esempio.it)
-- a name with capitals, alone --
> vorrei un appuntamento per la mensa
> Ada Rossi
% booking/early
-- a name, before the office --
> vorrei un appuntamento con l'assistente sociale
> mi chiamo ada rossi e ho il 333 1234567
% booking/early
< Prima scegli la sede
> Carbonara
>>> 1
% booking/confirm
< Ada Rossi
-- all in the first message --
> buongiorno, sono Ada Rossi, vorrei un appuntamento per la mensa giovedì, il mio telefono è 333 1234567
~ 1 giovedì 26 novembre, ore 9:00
> il primo
% booking/confirm
< Per Ada Rossi (+393331234567)
-- a name and a day at once --
> vorrei un appuntamento per la mensa
> mi chiamo Ada Rossi, meglio giovedì
~ 1 giovedì 26 novembre, ore 9:00
>>> 1
< Ora scrivimi **un indirizzo email
<! Per chi è
-- yes, but the name is missing --
> vorrei un appuntamento per la mensa
>>> 1
> sì confermo
% booking/needs
< nome e cognome, e un indirizzo email o un numero di telefono
> 333 1234567
> sì
% booking/needs
< mi manca ancora: **nome e cognome**
-- yes to three times --
> vorrei un appuntamento per la mensa
> sì
% booking/needs
< Quale di questi orari?
-- yes to being asked for the code --
> disdici
% booking/find
> sì
% booking/needs
< mi servono due cose
<! scegli una delle voci
-- the office first, then what for --
> prenotare allo sportello di Carbonara
% booking/times
< Municipio IV
-- a district that a card knows --
> vorrei un appuntamento con l'assistente sociale
> sono in via Napoli
% booking/office
< Non so quale sede
= book/colloquio-assistente-sociale/municipio-4
-- the nearest, from nowhere --
> vorrei un appuntamento con l'assistente sociale
> il più vicino
% booking/office
< Dimmi la via o il quartiere
> vicino a Carbonara
% booking/times
< Municipio IV
-- asking for a free place is a wish --
> il primo posto libero per parlare con l'assistente sociale
% booking/office
> Carbonara
% booking/times
-- so is asking when one may come --
> quando posso venire dall'assistente sociale?
% booking/office
-- a place on a day --
> avete posto giovedì per la mensa?
~ 1 giovedì 26 novembre, ore 9:00
-- places at the nursery are something else --
> ci sono posti liberi al nido?
<! Ecco i primi orari
-- a question nobody can answer is short --
> vorrei un appuntamento per la mensa
>>> 1
> quanto costa un gatto?
< non voglio inventare
<! Orari:
< Torniamo all'appuntamento
-- a day and an office, while the service is asked --
> vorrei un appuntamento
> giovedì
% booking/service
> a Carbonara
% booking/service
= book/colloquio-assistente-sociale
> assistente sociale
~ 1 giovedì 26 novembre, ore 9:00
< Municipio IV
-- the words around a choice --
> vorrei un appuntamento per la mensa
> boh, il primo va bene
% booking/person
> no aspetta, il secondo
% booking/person
< martedì 24 novembre 2026, ore 9:30
-- taken back, and something else --
> vorrei un appuntamento per la mensa
> no scusa, con l'assistente sociale
% booking/office
-- several at once --
> mi servono due appuntamenti, per la mensa e con l'assistente sociale
< uno alla volta
-- what else is on its way after the first --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi 333 1234567
> sì
% booking/told
> ora quello con l'assistente sociale
% booking/office
-- when is it, once it stands --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi 333 1234567
> sì
> mi ricordi quando è?
% booking/when
-- cancelling names another service --
set booked 2026-11-26 15:00
> disdici l'appuntamento con l'assistente sociale
% booking/when
< Giovedì 26 novembre 2026, ore 15:00
-- a birthday is no day to come --
> mi chiamo Paolo Gori, nato il 3/4/1980, tel 348 1234567, vorrei un appuntamento per la mensa il 2 dicembre alle 10
% booking/confirm
< Mercoledì 2 dicembre 2026, ore 10:00
< Per Paolo Gori (+393481234567)
-- what the details are for --
> vorrei un appuntamento per la mensa
>>> 1
> perché devo darvi i miei dati?
% booking/asked
< Uso questi dati solo per l'appuntamento
-- a poor Italian --
> io volere appuntamento per mensa
% booking/times
> domani
> dove andare
% booking/asked
-- the place that the waiting list offers --
set offered 2026-11-25 09:00
> lo prendo
% booking/offer
< https://valdoro.example/posti/u1
= wait/leave
-- nothing is offered --
> lo prendo
<! posti
`
