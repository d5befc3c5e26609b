package bot

// changeScripts are about appointments that were made.
const changeScripts = `
-- when --
set booked 2026-11-26 15:00
> quando ho l'appuntamento?
% booking/when
< Giovedì 26 novembre 2026, ore 15:00
< Ufficio scuola, Via dei Maestri 7
< B2B 2B2B
= booking/B2B2B2B/0/move
= booking/B2B2B2B/0/again
-- when, of two --
set booked 2026-11-26 15:00
set booked 2026-12-01 9:00
> quali appuntamenti ho?
< Hai 2 appuntamenti
< B2B 2B2B
< C3C 3C3C
-- when there is none --
> quando ho l'appuntamento?
% booking/find
-- cancelling asks first --
set booked 2026-11-26 15:00
> disdici l'appuntamento
% booking/cancel
< Vuoi disdire l'appuntamento di **giovedì 26 novembre 2026, ore 15:00**
= booking/B2B2B2B/0/yes
> sì
% booking/cancelled
< è disdetto
-- cancelling, no --
set booked 2026-11-26 15:00
> non posso più venire all'appuntamento
% booking/cancel
> no
< resta com'è
-- cancelling by the buttons --
set booked 2026-11-26 15:00
>> booking/B2B2B2B/0/cancel
>> booking/B2B2B2B/0/yes
% booking/cancelled
>> booking/B2B2B2B/0/yes
< è già disdetto
-- cancelling is not leaving the dialogue --
set booked 2026-11-26 15:00
> disdici
% booking/cancel
> lascia stare
< resta com'è
-- which of two --
set booked 2026-11-26 15:00
set booked 2026-12-01 9:00
> disdici l'appuntamento
% booking/which
= booking/B2B2B2B/0/cancel
= booking/C3C3C3C/0/cancel
> quello di martedì 1 dicembre
% booking/cancel
< martedì 1 dicembre
-- which of two, named at once --
set booked 2026-11-26 15:00
set booked 2026-12-01 9:00
> disdici l'appuntamento di giovedì
< giovedì 26 novembre
-- moving --
set booked 2026-11-26 15:00
> sposta l'appuntamento
% booking/times
< Ora hai giovedì 26 novembre 2026, ore 15:00, e resta così finché non confermi.
>>> 1
% booking/confirm
< Al posto di giovedì 26 novembre 2026, ore 15:00
= flow/yes
> confermo
% booking/told
< ho spostato l'appuntamento
< Martedì 24 novembre 2026, ore 9:00
= booking/B2B2B2B/1/move
-- moving with a wish --
set booked 2026-11-26 15:00
> posso spostare l'appuntamento a venerdì mattina?
~ 1 venerdì 27 novembre, ore 9:00
-- moving, given up --
set booked 2026-11-26 15:00
> vorrei spostare il mio appuntamento
>>> 1
> lascia perdere
< non sposto niente
-- moving at once --
set booked 2026-11-26 15:00
>> booking/B2B2B2B/0/move
>>> 2
>> flow/yes
< ho spostato
-- too late --
set booked 2026-11-26 15:00
set now 2026-11-26 14:30
> disdici l'appuntamento
% booking/cutoff
< 0555/765432
= person
-- the code again --
set booked 2026-11-26 15:00
> mandami di nuovo il codice
% booking/again
< Ti ho mandato di nuovo codice e orario per email
< B2B 2B2B
-- a button that is none --
>> booking/zz/0/move
! smalltalk
-- a button on what nobody knows --
>> booking/B2B2B2B/0/move
% booking/over-or-cancelled
= flow/find
-- cancelled elsewhere is not ours --
> devo disdire la visita all'ospedale
<! Vuoi disdire
<! codice
-- in English --
set booked 2026-11-26 15:00
> when is my appointment?
< This is your appointment:
< Thursday 26 November 2026, at 15:00
> cancel the appointment
< Do you want to cancel the appointment
> yes
< is cancelled
`
