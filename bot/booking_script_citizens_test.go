package bot

// citizenScripts are whole dialogues as people have them: at night with a child on the
// arm, with little Italian, dictating, of several minds.
const citizenScripts = `
-- a mother at night --
> scs l ora volevo prenotare x la mensa ma lavoro fino alle 14
~ 1 martedì 24 novembre, ore 15:00
> mercoledi mattina
~ 1 mercoledì 25 novembre, ore 9:00
> il primo
> giulia ferri
> 333 4567812
% booking/confirm
> 👍
% booking/told
> grazie
> mi ricordi quando è?
< Mercoledì 25 novembre 2026, ore 9:00
-- a carer with little Italian --
> buonasera io bisogno appuntamento mensa per bambino mia signora
% booking/times
> domani matina no, dopo pranso
~ 1 mercoledì 25 novembre, ore 15:00
> secondo
% booking/person
> devo venire anche io? signora non camina
% booking/asked
> Oxana Petrenko
> e-mail non ho, telefono 3289981234
% booking/confirm
> si certo grazie
% booking/told
> dove è?
% booking/asked
< Ufficio scuola
-- dialect --
> un si potrebbe avé un appuntamento pe la mensa de la mi' figliola?
% booking/times
> un mi va bene nessuno
< dal primo in poi
> mah il 3 dicembre ce l'hai?
~ 1 giovedì 3 dicembre, ore 9:00
-- another dialect --
> m'à serv n'appuntament cu l'assistent sociale
% booking/office
> a carbonara
% booking/times
> crà mmatin
~ 1 martedì 24 novembre, ore 9:00
-- of two minds --
> vorrei un appuntamento per la mensa
> anzi no scusa mi serve l'assistente sociale
% booking/office
> murat
> domani mattina
> no aspetta meglio giovedì
~ 1 giovedì 26 novembre, ore 9:00
> alle 9 e mezza
< Tengo per te **giovedì 26 novembre 2026, ore 9:30**
> Marta Sarti 3351122334
> no ho sbagliato il numero è 3351122335
< Per Marta Sarti (+393351122335)
> no il cognome è Santi
< Per Marta Santi (+393351122335)
> ok
% booking/told
> disdici
% booking/cancel
> no dai tienilo
% booking/end
< resta com'è
> annulla tutto
% booking/cancel
> quando era?
< giovedì 26 novembre 2026, ore 9:30
> sì
% booking/cancelled
-- questions in the middle --
> posso prenotare per la mensa?
> e che documenti servono?
! answer mensa-scolastica documents
> giovedì mattina
~ 1 giovedì 26 novembre, ore 9:00
> quanto dura?
< 30 minuti
> ma i miei dati a chi vanno?
< Uso questi dati solo per l'appuntamento
> si paga con il bancomat?
< La scheda non dice come si paga
< 0555
> allo sportello parlano inglese?
< si parla
> il primo
% booking/person
-- who gives no data --
> vorrei un appuntamento per la mensa
> il primo
> non ve lo do il numero
% booking/no-data
< telefono
= person
-- one more --
set booked 2026-11-26 15:00
> quando è il mio appuntamento?
> ne vorrei un altro con l'assistente sociale
% booking/office
-- at once --
> appuntamento per la mensa
> subito
~ 1 martedì 24 novembre, ore 9:00
> primo
> Ivan Zaccaria ivan zaccaria chiocciola libero punto it
< Per Ivan Zaccaria (
-- danger in the middle --
> vorrei un appuntamento con l'assistente sociale a Carbonara
> il primo
> Anna Rossi 3331112223
> mio marito mi ha minacciata con un coltello ho paura
! crisis
<! Confermi
-- insults --
> voglio un appuntamento per la mensa
> siete dei ladri fate schifo
! smalltalk
< Torniamo all'appuntamento
> martedì alle 9 va bene
% booking/person
-- wrong data --
> appuntamento per la mensa
> 1
> Mario
< cognome
> mario.rossi@gmail
< non mi sembra completo
> mario.rossi@gmail.com
> Rossi
< Per Mario Rossi (mario.rossi@gmail.com)
-- a tax code that is none --
> appuntamento per la mensa
> 1
> RSSMRA85M01I726A Mario Rossi 3471111222
< Per Mario Rossi (+393471111222)
-- a day that is none --
> appuntamento per la mensa il 30 febbraio
< Questo giorno nel calendario non esiste
> allora ieri
< già passato
> va bene il 24 novembre alle 15
< Tengo per te **martedì 24 novembre 2026, ore 15:00**
-- a Sunday --
> appuntamento per la mensa
> domenica
< più vicini
-- nobody is there at night --
> posso venire di notte per la mensa?
% booking/times
> e alle 3 di notte?
<! Tengo per te
> mercoledì alle 3
< Tengo per te **mercoledì 25 novembre 2026, ore 15:00**
-- to talk with who receives by appointment --
> fatemi parlare con l'assistente sociale domani
% booking/office
> devo parlare con l'assistente sociale urgente
% booking/office
-- when, after it was offered --
> quanto costa la mensa?
! answer mensa-scolastica cost
= book/iscrizioni-scolastiche
> giovedì mattina
% booking/times
~ 1 giovedì 26 novembre, ore 9:00
-- when, as a question, is about the hours --
> quanto costa la mensa?
> e sabato?
! answer mensa-scolastica
-- moved in words --
> vorrei un appuntamento per la mensa
> il primo
> Rita Bo 3330009991
> sì
> me lo sposti a venerdì?
~ 1 venerdì 27 novembre, ore 9:00
> il secondo
> ok
% booking/told
> a che ora devo venire?
< Venerdì 27 novembre 2026, ore 9:30
-- two, one after the other --
> mi servono due appuntamenti, uno per la mensa e uno con l'assistente sociale
% booking/times
< uno alla volta
> 1
> Paolo Neri paolo.neri@esempio.it
> sì
% booking/told
> ora quello con l'assistente sociale
% booking/office
> carbonara
> 2
< Per Paolo Neri (paolo.neri@esempio.it)
> quali appuntamenti ho?
< Martedì 24 novembre 2026, ore 9:00
< Torniamo all'appuntamento
> sì
% booking/told
-- thinking it over --
> prenota per la mensa
> ci devo pensare
% booking/end
> vabbè prenota
% booking/times
> il 2 dicembre
~ 1 mercoledì 2 dicembre, ore 9:00
-- back and forth --
> appuntamento con l'assistente sociale
> carbonara
% booking/times
> torna indietro
% booking/office
> murat
> venerdì
> il primo
% booking/person
> torna indietro
% booking/times
< torniamo agli orari
-- a number that is none --
> appuntamento per la mensa
> il settimo
< Torniamo all'appuntamento
> l'ultimo
% booking/person
-- a name in the middle keeps the language --
> vorrei un appuntamento per la mensa
> Blessing Good
< Grazie, Blessing
> il primo
> info@home.it
% booking/confirm
< Confermi?
-- a place may be free --
> c'è posto martedì per la mensa?
% booking/times
~ 1 martedì 24 novembre, ore 9:00
-- nobody but who is asked knows what it is for --
> vorrei un colloquio riservato antiviolenza
>> book/colloquio-riservato
>>> 1
> Anna Verdi 3471111999
> si
<! antiviolenza
> e cosa devo portare?
<! antiviolenza
> dov'è?
<! antiviolenza
> quando è?
<! antiviolenza
-- in English --
lang en
> I need to see someone about the school canteen
% booking/times
> thursday morning or friday afternoon
~ 1 Thursday 26 November, at 9:00
> first one
> Blessing Osas
> +39 351 223 4455
< Is everything right
> yes
% booking/told
> when is it again?
< Thursday 26 November 2026, at 9:00
> thanks
> can I bring my husband?
< The card does not say who can come with you
> do they speak english there?
< At the desk they speak
`
