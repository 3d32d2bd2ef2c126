package update

import (
	"slices"
	"strings"

	"turnaround/app/incident"
)

// Title says in a few words what holds where a rule finds nothing; "" for a rule
// that there is not.
func Title(id string) string { return titles[id] }

var titles = map[string]string{
	"CU01": "Says when the next update comes",
	"CU02": "The promised time lies ahead",
	"CU03": "The next update comes within your target",
	"CU04": "Text and field promise the same time",
	"CU05": "Says what customers notice",
	"CU06": "Begins with the customer",
	"CU07": "Says how many, where or which",
	"CU08": "Nothing vague",
	"CU09": "No jargon",
	"CU10": "Abbreviations are explained",
	"CU11": "Easy to read",
	"CU12": "Short sentences",
	"CU13": "Fits its channel",
	"CU14": "Promises nothing that nobody can know",
	"CU15": "Names no cause before it is verified",
	"CU16": "Says something new",
	"CU17": "Blames nobody",
	"CU18": "Hands the fault to nobody else",
	"CU19": "Says who acts",
	"CU20": "Shows no keys, addresses or internal names",
	"CU21": "Names no customer",
	"CU22": "Says sorry, and for what",
	"CU23": "Says from when to when, whether data is safe, what follows",
	"CU24": "Text, phase and page agree",
	"CU25": "Says what customers can do meanwhile",
	"CU26": "Dates and times read one way",
	"CU27": "Says the main thing itself",
	"CU28": "Written calmly, no word twice",
	"CU29": "As serious as the incident",
	"CU30": "The translation is up to date",
	"CU31": "Nothing is left to be filled in",
	"CU32": "Says the share you recorded",
}

// Asked are the rules that have something to ask of a draft: that an apology is
// missing is no question while it goes on.
func Asked(d Draft) []string {
	if strings.TrimSpace(d.Text) == "" {
		return nil
	}
	return slices.DeleteFunc(IDs(), func(id string) bool { return !d.asks(id) })
}

func (d Draft) asks(id string) bool {
	switch id {
	case "CU01", "CU05", "CU07":
		return d.open()
	case "CU02", "CU04":
		return d.open() && !d.Due.IsZero() && !d.Now.IsZero()
	case "CU03":
		return d.open() && !d.Due.IsZero() && d.Longest > 0
	case "CU09":
		return d.Audience != Internal
	case "CU11":
		return len(wordsOf(d.Text)) >= gradeWords
	case "CU13":
		return d.Runes > 0 || d.Words > 0
	case "CU15":
		return d.Phase == incident.Investigating
	case "CU16":
		return d.Previous != ""
	case "CU21":
		return len(d.Customers) > 0
	case "CU22":
		return d.Phase == incident.PhaseResolved && d.forCustomers()
	case "CU23":
		return d.Phase == incident.PhaseResolved
	case "CU25":
		return d.Phase == incident.Identified
	case "CU29":
		return d.severe()
	case "CU30":
		return !d.Original.IsZero()
	case "CU32":
		return d.open() && d.Facts.Share != ""
	}
	return true
}
