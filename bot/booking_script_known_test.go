package bot

// knownScripts are about people whom the channel knows: on Telegram nobody has to
// prove an address, and everything is told in the chat.
const knownScripts = `
-- a name is enough --
set known yes
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
% booking/person
< Scrivimi **nome e cognome**. La conferma e i promemoria arrivano qui
<! indirizzo email o un numero
<! **il tuo indirizzo email**
> Maria Rossi
% booking/confirm
< Per Maria Rossi
< Se li vuoi anche per email, scrivimi l'indirizzo.
= flow/yes
>> flow/yes
% booking/told
< K7M 2XQR
-- no mail is spoken of where none is sent --
set known yes
> vorrei un appuntamento per la mensa
>>> 1
% booking/person
< La conferma e i promemoria arrivano qui.
<! mail
> Maria Rossi
% booking/confirm
< Per Maria Rossi
<! mail
> sì
% booking/told
<! mail
-- what the command of Telegram says begins it --
set known yes
> Vorrei prendere un appuntamento
% booking/service
-- and the person of its other command is called --
set known yes
>> person
% choice/person
-- the surname is asked for --
set known yes
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria
% booking/person
< Mi serve anche il **cognome**
> Rossi
% booking/confirm
< Per Maria Rossi
-- a mail too, said at once --
set known yes
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi, maria@esempio.it
% booking/confirm
< Per Maria Rossi (maria@esempio.it)
<! anche per email
> sì
% booking/told
-- or after it was offered --
set known yes
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi
> maria@esempio.it
% booking/confirm
< maria@esempio.it
<! sei cifre
> sì, confermo
% booking/told
-- or not wanted --
set known yes
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi
> non ho la mail
% booking/confirm
< Per Maria Rossi
> sì
% booking/told
-- who gives a mail that is none is asked again --
set known yes
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> Maria Rossi, maria@
% booking/person
< non mi sembra completo
-- in the middle it goes on --
set known yes
set proves yes
> vorrei un appuntamento per la mensa
>>> 1
> dove si trova l'ufficio?
< mi servono nome e cognome.
-- a place that becomes free is waited for with a name --
set known yes
set proves yes
set full yes
> vorrei un appuntamento per la mensa
>> wait/join
% booking/person
< Scrivimi **nome e cognome**
> Maria Rossi
% booking/wait
-- the reminder: the citizen comes --
set known yes
set booked 2026-11-26 15:00
>> booking/B2B2B2B/0/come
% booking/comes
< Grazie, ti aspettiamo **giovedì 26 novembre 2026, ore 15:00**.
= booking/B2B2B2B/0/move
= booking/B2B2B2B/0/cancel
-- case 33: cancelled from the reminder, asked before, and a late second tap --
set known yes
set booked 2026-11-26 15:00
>> booking/B2B2B2B/0/cancel
% booking/cancel
= booking/B2B2B2B/0/yes
>> booking/B2B2B2B/0/yes
% booking/cancelled
< è disdetto e il posto è di nuovo libero
>> booking/B2B2B2B/0/cancel
% booking/cancelled
< è già disdetto
> che documenti servono per l'ISEE?
> e quanto costa?
> grazie
>> booking/B2B2B2B/0/cancel
% booking/cancelled
< L'appuntamento di giovedì 26 novembre 2026, ore 15:00 è già disdetto.
>> booking/B2B2B2B/0/come
% booking/cancelled
-- case 34: a button from before a move shows how it stands, and does nothing --
set known yes
set booked 2026-11-26 15:00
set desk moved
>> booking/B2B2B2B/0/cancel
% booking/stale
< Giovedì 26 novembre 2026, ore 15:00
= booking/B2B2B2B/1/cancel
-- the desk has cancelled it meanwhile --
set known yes
set booked 2026-11-26 15:00
set desk cancelled
>> booking/B2B2B2B/0/come
% booking/cancelled
< già disdetto
-- the nearest office: the position can be sent --
set known yes
>> book/colloquio-assistente-sociale/near
% booking/office
< premi la graffetta
-- in English --
set known yes
set proves yes
lang en
> I would like an appointment for school meals
>>> 1
< The confirmation and the reminders come here
> Mary Smith
% booking/confirm
< For Mary Smith
> yes
% booking/told
>> booking/K7M2XQR/0/come
< Thank you, we expect you
-- in English, in the middle --
set known yes
set proves yes
lang en
> I would like an appointment for school meals
>>> 1
> where is the office?
< I need name and surname.
-- in English, the nearest --
set known yes
lang en
>> book/colloquio-assistente-sociale/near
< press the paper clip
`
