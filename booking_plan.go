package caterina

// OfficePlan is what a town's files say about booking at one of its offices: what
// is carried over to the desks, unless staff have set their own hours there.
type OfficePlan struct {
	Office   string // slug
	Desks    []DeskPlan
	Openings []OpeningRule // of the whole office
	Closures []DeskSpan    // of the whole office
}

// DeskPlan is a desk for one service.
type DeskPlan struct {
	Service string // slug
	Name    string
	Lanes   int
}

// DayPlan is the days off of a stretch of time, as they are made from the
// calendar. A day that staff have removed stays removed.
type DayPlan struct {
	Within DateRange
	Days   []DayOff // national and patron days alone
}
