package compose

import (
	"strings"
	"time"
	"unicode"

	"turnaround/app/compose"
	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/app/update"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// tell words a finding: what is wrong, and what to do.
func tell(f finding) (what, do string) {
	if f.missing != "" {
		if name := fieldName(f.missing); name != "" {
			return words.T("Missing: {{.What}}", words.Data{"What": name}), f.Suggestion
		}
		return words.T("Missing: {{.What}}", words.Data{"What": f.Suggestion}), ""
	}
	data := words.Data{}
	for name, value := range f.Data {
		data[name] = text.Line(value, 80)
	}
	what, do = words.T(f.Message, data), f.Suggestion
	if do != "" {
		do = upperFirst(strings.TrimSuffix(words.T(do, data), ".")) + "."
	}
	if f.Replace != "" && strings.EqualFold(f.Replace, f.Suggestion) {
		do = "" // the button says it
	}
	return what, do
}

// fieldName is what an answer is called.
func fieldName(field string) string {
	switch field {
	case "who":
		return words.T("who it is for")
	case "what":
		return words.T("what customers see")
	case "doing":
		return words.T("what we are doing")
	case "meanwhile":
		return words.T("what they can do meanwhile")
	case "next":
		return words.T("when they hear next")
	case "title":
		return words.T("a headline")
	case "since":
		return words.T("since when they are affected")
	case "end":
		return words.T("until when they were affected")
	case "duration":
		return words.T("how long it lasted")
	case "data":
		return words.T("whether their data is safe")
	case "share":
		return words.T("how many are affected")
	case "works":
		return words.T("what still works")
	case "where":
		return words.T("where")
	case "cause":
		return words.T("the cause")
	case "contact":
		return words.T("where to ask")
	case "sorry":
		return words.T("a word of regret")
	}
	return ""
}

func upperFirst(said string) string {
	for _, r := range said {
		return string(unicode.ToUpper(r)) + said[len(string(r)):]
	}
	return said
}

// remedyText words what one click does.
func remedyText(r compose.Remedy) (label, icon string) {
	switch r.Kind {
	case compose.Promise:
		return words.T("Promise {{.Time}}", words.Data{"Time": words.Clock(r.Time)}), "auto_fix_high"
	case compose.Replace:
		if r.Text == "" {
			return words.T("Take it out"), "auto_fix_high"
		}
		return words.T("Use “{{.Text}}”", words.Data{"Text": text.Line(r.Text, 60)}), "auto_fix_high"
	case compose.TakeOut:
		return words.T("Take the sentence out"), "auto_fix_high"
	case compose.Begun:
		return words.T("Add “since {{.Time}}”", words.Data{"Time": words.Clock(r.Time)}), "auto_fix_high"
	case compose.Ended:
		return words.T("Add “until {{.Time}}”", words.Data{"Time": words.Clock(r.Time)}), "auto_fix_high"
	case compose.ToPhase:
		return words.T("Set to “{{.Phase}}”", words.Data{"Phase": view.PhaseWord(r.Phase)}), "auto_fix_high"
	}
	if r.Field == "next" {
		return words.T("Pick a time"), ""
	}
	return words.T("Write it"), "edit_note"
}

// mediumWord is what a channel's kind is called.
func mediumWord(m update.Medium) (word, icon string) {
	switch m {
	case update.Page:
		return words.T("Status page"), "public"
	case update.Mail:
		return words.T("E-mail"), "mail"
	case update.Chat:
		return words.T("Chat"), "forum"
	case update.Macro:
		return words.T("Support macro"), "support_agent"
	}
	return words.T("For colleagues"), "people_alt"
}

// audienceWord is who reads a channel.
func audienceWord(v compose.Preview) string {
	a := v.Audience
	if a == "" {
		a = update.AudienceOf(v.Medium)
	}
	switch a {
	case update.Affected:
		return words.T("affected customers")
	case update.Developers:
		return words.T("developers")
	case update.Internal:
		return words.T("colleagues")
	}
	return words.T("public")
}

// offWord is why a channel is off; "": it is only not chosen.
func offWord(v compose.Preview) string {
	switch {
	case v.Foreign && !v.Edited:
		return words.T("in another language: write its text by hand")
	case v.Off != "":
		return words.T(v.Off)
	}
	return words.T("not chosen")
}

var _ = words.Mark("the page mails its own subscribers")

// hurdleText says what keeps the update from being published, and what else.
func hurdleText(p page) (why, more string) {
	switch p.Hurdle {
	case compose.NoPlace:
		return words.T("Choose where it goes"), ""
	case compose.NothingSaid:
		return words.T("Say what customers see"), words.T("question 3")
	case compose.Blocked:
		return words.N("Fix {{.Count}} checks to publish", p.Blocking), words.T("advices can stay")
	case compose.OldApproval:
		return words.T("{{.Who}} said OK to another text", words.Data{"Who": text.Line(p.Approved, 40)}), words.T("ask again, or leave the name out")
	}
	if p.offline {
		return "", words.T("Will send when back")
	}
	return "", ""
}

// stateWord is how a page shows its components.
func stateWord(state string) string {
	switch state {
	case "degraded":
		return words.T("Degraded")
	case "partial":
		return words.T("Partial outage")
	case "major":
		return words.T("Major outage")
	case "operational":
		return words.T("Working")
	}
	return state
}

// states are those a person can choose, after the one by severity.
var states = []string{"", "degraded", "partial", "major", "operational"}

// count says which update it is.
func count(n int) string {
	switch n {
	case 1:
		return words.T("first update")
	case 2:
		return words.T("second update")
	case 3:
		return words.T("third update")
	}
	return words.T("update {{.Number}}", words.Data{"Number": words.Number(n)})
}

// dueChip says when customers were promised to hear, or are to.
func dueChip(p page) view.Chip {
	left := p.due.Sub(p.now)
	data := words.Data{"Time": words.Clock(p.due), "Age": words.Age(left)}
	switch {
	case p.due.IsZero():
		return view.Chip{}
	case left <= 0 && p.incident.Customers.Spoken == 0:
		return view.Chip{Icon: "bulb_off", Text: words.T("First update overdue {{.Age}}", words.Data{"Age": words.Age(-left)}), Tone: view.Unlit}
	case left <= 0:
		return view.Chip{Icon: "bulb_off", Text: words.T("Update overdue {{.Age}}", words.Data{"Age": words.Age(-left)}), Tone: view.Unlit}
	case p.incident.Customers.Spoken == 0:
		return view.Chip{Icon: "schedule", Text: words.T("First update due {{.Time}}, in {{.Age}}", data), Tone: view.Warn}
	case left > time.Hour:
		return view.Chip{Icon: "schedule", Text: words.T("Promised {{.Time}}", data)}
	}
	return view.Chip{Icon: "schedule", Text: words.T("Promised {{.Time}}, in {{.Age}}", data), Tone: view.Warn}
}

// savedText says whether the draft is on disk.
func savedText(p page) string {
	switch {
	case p.unsaved != nil:
		return words.T("Not saved: {{.Why}}", words.Data{"Why": text.Line(p.unsaved.Error(), 120)})
	case !p.saved.IsZero():
		return words.T("Draft saved {{.Time}}", words.Data{"Time": words.Clock(p.saved)})
	case p.resumed:
		return words.T("Draft as you left it")
	}
	return ""
}

// phases are those of an incident in order.
var phases = []incident.Phase{incident.Investigating, incident.Identified, incident.Monitoring, incident.PhaseResolved}
