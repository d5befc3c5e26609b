package verify

import "testing"

// TestNurseryAnswersInEnglish puts what a model may write in English of an Italian card
// beside what it may not.
func TestNurseryAnswersInEnglish(t *testing.T) {
	t.Parallel()
	judged(t, "en", nursery, `
ok | The nursery takes children aged 3 to 36 months.
ok | It takes children between three and thirty-six months old.
age | It takes children between three and thirty-six years old.
age | It takes children from six to 36 months.
ok | Applications are open from 1 March to 15 April.
deadline | Applications are open from 1 March to 25 April.
deadline | Applications are open until 1 March.
deadline | Applications are open until the end of April.
deadline | Applications are open until the end of the year.
date | The provisional list comes out on 15 April.
deadline | The provisional list comes out before 20 May 2026.
ok | You can appeal within ten days of publication.
deadline | You can appeal within ten weeks of publication.
deadline | You can appeal within ten working days of publication.
date | You can appeal after ten days of publication.
ok | The monthly fee is between EUR 58.30 and EUR 413.10, depending on the ISEE.
amount | The monthly fee is between EUR 58.30 and EUR 431.10.
date | The yearly fee is between EUR 58.30 and EUR 413.10.
date | The weekly fee is between EUR 58.30 and EUR 413.10.
ok | With an ISEE up to 5,000 euros the fee is 58.30 euros a month.
amount | With an ISEE up to 35,000 euros the fee is 58.30 euros a month.
amount | With an ISEE over 5,000 euros the fee is 58.30 euros a month.
amount | With an ISEE under 5,000 euros the fee is 58.30 euros a month.
ok | From the second child on there is a 30% discount.
number | From the third child on there is a 30% discount.
percentage | From the second child on there is a 50% discount.
percentage | From the second child on there is a discount of half.
percentage | From the second child on there is a discount of a third.
amount | Registration costs 52 euros a year.
amount | Registration costs 52 euros twice a year.
term | Registration is free.
ok | The nursery is open from Monday to Friday, from 7:30 am to 4:30 pm, from September to June.
deadline | The nursery is open from Monday to Friday, from 7:30 am to 4:30 pm, from September to July.
weekday | The nursery is open every day from 7:30 am to 4:30 pm.
weekday | The nursery is open on weekends.
term | The nursery is closed on Wednesday.
hour | The nursery is open from 7:30 pm to 4:30 am.
ungrounded | Settling in lasts a fortnight and a half.
date | Settling in lasts two days.
ok | You need the vaccination certificate.
contrary | You do not need the vaccination certificate.
number | You need two vaccination certificates.
ok | The INPS nursery bonus goes up to 3,600 euros a year.
amount | The INPS nursery bonus is 3,600 euros a year.
amount | The INPS nursery bonus goes up to 3,600 euros a month.
amount | The INPS nursery bonus goes up to three thousand euros a year.
ok | The INPS nursery bonus goes up to three thousand six hundred euros a year.
ok | Ask the Ufficio nidi, via Roma 3/A, phone 0577 292111.
address | Ask the Ufficio nidi, via Roma 3/B, phone 0577 292111.
address | Ask the Ufficio nidi, via Roma 13/A.
office | Ask the Ufficio scuola, phone 0577 292111.
verdict | You are entitled to a place.
verdict | Your child will get a place.
verdict | Your child is admitted.
promise | We will call you.
promise | I have booked a place for you.
term | You must apply in person.
term | You can apply by post.
ok | You apply online with SPID or CIE.
office | You apply online with CNS.
`)
}

// TestRentAnswersInEnglish does the same for a card of terms and conditions.
func TestRentAnswersInEnglish(t *testing.T) {
	t.Parallel()
	judged(t, "en", rent, `
ok | Families who have lived in Siena for at least two years can ask for it.
date | Families who have lived in Siena for at least five years can ask for it.
deadline | Families who have lived in Siena for less than two years can ask for it.
office | Families who have lived in Bari for at least two years can ask for it.
ok | The ISEE must not exceed 17,141.46 euros.
ok | Your ISEE must be no more than EUR 17,141.46.
amount | The ISEE must exceed 17,141.46 euros.
amount | The ISEE must be at least 17,141.46 euros.
amount | The ISEE must not exceed 17,114.46 euros.
ok | It covers up to three months of rent, at most 1,500.50 euros.
date | It covers at least three months of rent.
age | It covers up to three years of rent.
amount | It covers up to 1,500.05 euros.
ok | Apply from 3 October to 7 November 2026, by noon.
ok | Apply by 7 November 2026.
deadline | Apply by 3 October 2026.
deadline | Apply by 17 November 2026.
hour | Apply by midnight on 7 November 2026.
date | Apply not before 7 November 2026.
ok | You need the contract, the receipts of the last six months and an identity document.
date | You need the receipts of the last twelve months.
date | You need the receipts of the last six years.
term | You need a passport.
ungrounded | Payment comes immediately.
ok | Who receives the assegno di inclusione cannot apply.
contrary | Who receives the assegno di inclusione can apply.
ok | No revenue stamp is needed.
ok | The Sportello casa is open on Tuesday and Thursday from 9 am to 1 pm and from 3 pm to 5 pm.
hour | The Sportello casa is open on Tuesday and Thursday from 9 am to 5 pm.
weekday | The Sportello casa is open on Monday and Thursday from 9 am to 1 pm.
ungrounded | The Sportello casa is open on Tuesdays only.
`)
}
