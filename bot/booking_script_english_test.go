package bot

// englishBookingScripts are dialogues in English.
const englishBookingScripts = `
-- from the first word to the code --
lang en
> I'd like to make an appointment for the school canteen
% booking/times
< first free times
~ 1 Tuesday 24 November, at 9:00
> the second one
% booking/person
< Tuesday 24 November 2026, at 9:30
< name and surname
> My name is John Smith, john@example.org
% booking/confirm
< For John Smith (john@example.org)
> yes
% booking/told
< Done, the appointment is confirmed.
< Code: **K7M 2XQR**
-- can I come --
lang en
> how much is school lunch?
= book/iscrizioni-scolastiche
> can I come on Thursday afternoon?
~ 1 Thursday 26 November, at 15:00
-- no service named --
lang en
> I need an appointment
% booking/service
< What do you want the appointment for?
> social worker
-- other times --
lang en
> book an appointment for the school canteen
> other times please
~ 4 Tuesday 24 November, at 15:00
> other times
~ 1 Wednesday 25 November, at 9:30
= flow/earlier
> go back
~ 6 Wednesday 25 November, at 9:00
-- not Tuesday --
lang en
> book an appointment for the school canteen
> what about Friday?
~ 1 Friday 27 November, at 9:00
> 2
< Friday 27 November 2026, at 9:30
-- never mind --
lang en
> book an appointment for the school canteen
> never mind
% booking/end
< I am not booking anything
-- hold on --
lang en
> book an appointment for the school canteen
>>> 1
> hold on
< take your time
-- six digits --
lang en
set proves yes
> book an appointment for the school canteen
>>> 1
> John Smith john at example dot org
% booking/code
< john@example.org
> 999999
< The code is not right. You can try 4 more times
> it did not arrive
< I have sent six digits
> 222222
% booking/told
-- no mail --
lang en
set proves yes
> book an appointment for the school canteen
>>> 1
> I don't have an email
% booking/no-mail
-- when --
lang en
set booked 2026-11-26 15:00
> when is my appointment?
< This is your appointment:
< Thursday 26 November 2026, at 15:00
-- move --
lang en
set booked 2026-11-26 15:00
> I need to reschedule my appointment
% booking/times
< it stays so until you confirm
>>> 1
> confirm
< I have moved the appointment
-- cancel --
lang en
set booked 2026-11-26 15:00
> please cancel my appointment
% booking/cancel
> no
< stays as it is
-- cannot make it --
lang en
set booked 2026-11-26 15:00
> I can't make it to my appointment
% booking/cancel
-- the code again --
lang en
set booked 2026-11-26 15:00
> I lost the code of my appointment
< I have sent you code and time again
-- tell me when a place is free --
lang en
> book an appointment for the school canteen
> let me know if a place becomes free
< I will put you on the waiting list
> John Smith 333 1234567
% booking/wait
< If a place becomes free I tell you here in the chat
-- a holiday --
lang en
set closed 2026-11-30 Sant'Andrea
> book an appointment for the school canteen on 30 November
< closed on Monday 30 November 2026, a holiday (Sant'Andrea)
-- taken --
lang en
> book an appointment for the school canteen
set others 2026-11-24 09:00
>>> 1
< has just been taken
< The nearest free times are these
-- how do I book is a question --
lang en
> how do I book an appointment for the nursery?
<! booking/times
-- a question in the middle --
lang en
> book an appointment for the school canteen
>>> 1
> how much is school lunch?
! answer mensa-scolastica
< Back to the appointment on Tuesday 24 November 2026, at 9:00
`
