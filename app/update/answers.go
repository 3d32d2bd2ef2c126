package update

import (
	"maps"
	"strconv"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/text"
)

// Answers are what somebody knows who tells customers: the six questions, and
// the facts around them. What is not known stays empty and is left out.
type Answers struct {
	Phase     incident.Phase `json:"phase,omitempty"`     // where are we?
	Who       string         `json:"who,omitempty"`       // who is it for?
	What      string         `json:"what,omitempty"`      // what do they see?
	Doing     string         `json:"doing,omitempty"`     // what are we doing?
	Meanwhile string         `json:"meanwhile,omitempty"` // what can they do meanwhile?
	Next      time.Time      `json:"next,omitzero"`       // when will they hear next?

	Title    string            `json:"title,omitempty"`
	Language string            `json:"language,omitempty"` // the answers are written in
	Severity incident.Severity `json:"severity,omitempty"`
	Facts    incident.Affected `json:"facts,omitzero"`
	Cause    string            `json:"cause,omitempty"` // once it is verified
	Contact  string            `json:"contact,omitempty"`
	Link     string            `json:"link,omitempty"`     // of the status page
	Sender   string            `json:"sender,omitempty"`   // who writes
	Promised time.Time         `json:"promised,omitzero"`  // the last promise
	Last     time.Time         `json:"last,omitzero"`      // the last update
	Previous string            `json:"previous,omitempty"` // and its text
	// More are the answers to what a template asks besides, by the field's name.
	More map[string]string `json:"more,omitempty"`
}

// fieldRunes bounds one answer in a text.
const fieldRunes = 4000

// values are the fields that answers fill. An answer to a template's own field
// goes before what follows from the facts.
func (a Answers) values(p phrases, now time.Time, zone *time.Location) map[string]string {
	f := a.Facts
	v := map[string]string{
		"title": a.headline(), "what": first(a.What, f.What), "who": first(a.Who, f.Who), "where": f.Where, "share": f.Share, "works": f.Works,
		"doing": a.Doing, "meanwhile": first(a.Meanwhile, f.Workaround), "cause": a.Cause, "contact": a.Contact, "link": a.Link, "sender": a.Sender,
		"next": p.when(a.Next, now, zone), "since": p.when(f.Start, now, zone), "end": p.when(f.End, now, zone), "promised": p.when(a.Promised, now, zone),
		"at": p.when(now, now, zone),
	}
	if a.Severity >= incident.Critical && a.Severity <= incident.Info {
		v["severity"] = a.Severity.String()
	}
	if f.Contacts > 0 {
		v["contacts"] = strconv.Itoa(f.Contacts)
	}
	if !f.Start.IsZero() && f.End.After(f.Start) {
		v["duration"] = p.lasting(f.End.Sub(f.Start))
	}
	if f.Data == incident.DataSafe {
		v["data"] = p.DataSafe
	}
	for name, said := range a.More {
		if strings.TrimSpace(said) != "" {
			v[name] = said
		}
	}
	for name, said := range v {
		v[name] = text.Block(said, fieldRunes)
	}
	maps.DeleteFunc(v, func(_, said string) bool { return said == "" })
	return v
}

// headline is the title, or how what they see begins.
func (a Answers) headline() string {
	if t := strings.TrimSpace(a.Title); t != "" {
		return strings.TrimRight(text.Line(t, 120), ".")
	}
	said := first(a.What, a.Facts.What)
	if all := sentences(said); len(all) > 0 {
		return strings.TrimRight(text.Line(all[0].text, 80), ".")
	}
	return ""
}

func first(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return ""
}
