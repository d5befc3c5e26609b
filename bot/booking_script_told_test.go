package bot

// toldScripts are about what is asked once an appointment was told of: made, moved or
// cancelled, by the bot, the desk or the page behind the link.
const toldScripts = `
-- what to bring, where and when, right after it was made --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
> sì
< Fatto, l'appuntamento è confermato
> e cosa devo portare?
< Codice fiscale del bambino
> dov'è?
% booking/asked
< Via
> quando è?
< Martedì 24 novembre 2026, ore 9:00
> si può pagare lì?
! answer mensa-scolastica cost
-- by telephone --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
> sì
> posso farlo per telefono?
! answer mensa-scolastica
-- after a word of thanks, and another --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
> sì
> grazie
! smalltalk
> grazie mille, gentilissima
! smalltalk
> mi ricordi quando è?
% booking/when
< Martedì 24 novembre 2026, ore 9:00
> ok
% booking/all-set
> e cosa devo portare?
< Codice fiscale del bambino
-- when it is, long after --
set booked 2026-11-26 15:00
> ciao
> mi ricordi quando è?
% booking/when
< Giovedì 26 novembre 2026, ore 15:00
-- another card was spoken of since --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
> sì
> quanto vale il bonus luce?
! answer bonus-luce
> e che documenti servono?
! answer bonus-luce documents
-- the desk has moved it --
set booked 2026-11-26 15:00
> quanto vale il bonus luce?
! answer bonus-luce
set desk moved
> quando è?
% booking/when
< Giovedì 26 novembre 2026, ore 15:00
-- the desk has moved it, and what to bring --
set booked 2026-11-26 15:00
> quanto vale il bonus luce?
set desk moved
> e cosa devo portare?
< Codice fiscale del bambino
<! bonus
-- the desk has cancelled it --
set booked 2026-11-26 15:00
> ciao
set desk cancelled
> a che ora è?
% booking/cancelled
< L'appuntamento di giovedì 26 novembre 2026, ore 15:00 è già disdetto
-- the desk has cancelled one while another is on its way --
set booked 2026-11-26 15:00
> vorrei un appuntamento per un colloquio con l'assistente sociale
% booking/office
set desk cancelled
> carbonara
% booking/times
-- who comes along --
> vorrei un appuntamento per la mensa
>>> 1
> devo portare mio padre?
% booking/asked
< La scheda non dice chi può venire con te
< Torniamo all'appuntamento
> Maria Rossi maria@esempio.it
> sì
> deve venire anche mio marito?
% booking/asked
< La scheda non dice chi può venire con te
< 0555
-- the digits once more --
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
> 111111
< Fatto
> 111111
% booking/already-set
< martedì 24 novembre 2026, ore 9:00
< K7M 2XQR
-- an old button once it stands --
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi maria@esempio.it
> sì
>> flow/yes
% booking/all-set
>> flow/times
% booking/all-set
`
