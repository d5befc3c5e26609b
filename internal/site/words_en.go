package site

import "example.org/caterina"

func english() words {
	return words{
		Lang: "en", OtherLang: "it", OtherName: "Italiano",
		Skip: "Go to the content", Site: "Services for families", Home: "Home", Where: "You are here",
		HeroTitle: "Benefits and services for your family", HeroLead: "Find the help that the town and the state give, what you need to apply, and the right office.",
		Search: "What do you need?", SearchHint: "For example: help with bills, a place at the nursery", SearchButton: "Search",
		Ask: "Ask Caterina", AskLead: "Caterina is the automated assistant: write to her in your own words, she answers at any hour from the pages of this site.",
		PlainChat: "Chat without JavaScript", Prominent: "Highlights", Sections: "All services, by subject", All: "All services",
		National: "National services", Offices: "Offices", OfficesLead: "Where to go, when, and whom to call.",
		Results: "Results for", NoResults: "We found no page that fits.",
		NoResultsHelp: "Try other words, ask Caterina, or call the desk.",
		Phone:         "Telephone", Email: "Email", PEC: "Certified email (PEC)", Address: "Address", Hours: "Opening hours", Map: "See it on the map", Website: "Website", Contacts: "Contacts",
		ByAppointment: "by appointment", Always: "Always open", Closed: "Closed now", Opens: "opens", OpenUntil: "Open now, until",
		Holiday: "today is a holiday", Today: "today", Tomorrow: "tomorrow", At: "at",
		Index: "On this page", Who: "Who it is for", About: "Description", How: "How to do it", Information: "How to find out", Needed: "What you need",
		Obtain: "What you get", Amount: "How much", Deadlines: "Times and deadlines", Cost: "What it costs", Access: "Use the service",
		Special: "Special cases", More: "More information", Legal: "Legal references",
		Topic: "Subject", Bookable: "You can make an appointment: call the office or ask Caterina.",
		Active: "Active service", Expired: "No longer valid", NotYet: "Not valid yet", WindowClosed: "Applications closed", WindowFuture: "Applications not open yet",
		WindowOpenTo: "Applications open until", WindowFrom: "Applications open on", WindowTo: "Applications close on",
		Verified: "Checked on", Source: "Official source", Expires: "Valid until",
		ExpiredNote: "This page tells of a measure that has ended. Its amounts and deadlines no longer hold: ask the office whether there is something new before you apply.",
		ClosedNote:  "The time to apply is over. Ask the office when it opens again.",
		FutureNote:  "The time to apply has not begun yet.",
		NotYetNote:  "This page is not valid yet.",
		ItalianOnly: "Some parts of this page are in Italian only.",
		ISEE:        "You need an ISEE of up to", QuestionTitle: "Do you have a question?",
		MissingTitle: "This page does not exist", MissingLead: "The address has changed or is misspelt.",
		MissingHelp: "Search below, ask Caterina, or go back to the first page.",
		Footer:      "Demonstration site: always check the official source before you apply.", Privacy: "Privacy of the chat", Accessibility: "Accessibility statement",
		PrivacyTitle: "How we treat the data of the chat", PrivacyMore: "The town's full privacy notice",
		privacy: []string{
			"Caterina is a computer program. When you write to her, the text goes to the town's computers, which use it only to answer you.",
			"You need no account. The chat uses no cookies; only the one without JavaScript uses one, for a day, to find your conversation again. To get information you need not say who you are. If you can, leave out tax codes, health details and other private things: we do not need them to answer.",
			"The conversation stays on your device as long as the browser's tab is open, or for 24 hours if you choose to find the answer again. “Leave now” and “New conversation” delete it from there.",
			"How long conversations are kept is for the town to decide, in its privacy notice. You can ask it to delete yours. They are not used to train programs and not given to others. Technical logs do not hold what you write.",
			"We process the data for a task in the public interest (article 6(1)(e) of Regulation (EU) 2016/679). You may ask to see, correct or delete your data, and you may turn to the Italian data protection authority.",
			"Caterina explains the published requirements. She does not decide whether you are entitled to help: a person always does.",
		},
		kinds: map[caterina.Kind]string{
			caterina.KindService: "Service", caterina.KindBonus: "Benefit", caterina.KindOffice: "Office", caterina.KindNotice: "Notice", caterina.KindGuide: "Guide",
		},
		months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		days:   [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		cards:  [2]string{"page", "pages"},
	}
}
